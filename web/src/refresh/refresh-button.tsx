import { useTranslations } from "use-intl";
import { Button } from "../parts/button.js";
import { useRefusal } from "../session/use-session.js";
import { GroupStoryView } from "./group-story-view.js";
import styles from "./refresh.module.css";
import type { RefreshTarget } from "./refresh-target.js";
import { StoryLine } from "./story-line.js";
import { StoreStoryView } from "./store-story-view.js";
import { useRefresh } from "./use-refresh.js";

interface RefreshButtonProps {
  target: RefreshTarget;
  /** What it says; by what it refreshes if left out. */
  label?: string;
  kind?: "primary" | "plain";
}

/**
 * Asks for fresh models of a store, a selection or regions, and tells what comes of it. Pressing it while a refresh is under
 * way joins that one. It keeps a line of room for what it has to tell.
 */
export function RefreshButton({ target, label, kind = "plain" }: RefreshButtonProps) {
  const t = useTranslations("refresh");
  const refresh = useRefresh(target);
  const refusal = useRefusal("PLANNER");
  const words = { store: t("store"), stores: t("stores", { count: sizeOf(target) }), regions: t("regions") };
  return (
    <div className={styles.refresh}>
      <Button kind={kind} isBusy={refresh.request?.isAsking === true} refusal={refusal} onClick={refresh.ask}>
        {label ?? words[target.kind]}
      </Button>
      {refusal !== null && <StoryLine words={refusal} label="" />}
      {target.kind === "store" ? (
        <StoreStoryView code={target.code} refresh={refresh} />
      ) : (
        <GroupStoryView refresh={refresh} />
      )}
    </div>
  );
}

function sizeOf(target: RefreshTarget): number {
  return target.kind === "stores" ? target.codes.length : 1;
}
