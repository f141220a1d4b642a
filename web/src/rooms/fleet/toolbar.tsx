import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Selection, Status } from "../../selection/selection.js";
import type { RegionCount } from "./filter.js";
import { RegionFilter } from "./region-filter.js";
import { StatusFilter } from "./status-filter.js";
import styles from "./toolbar.module.css";

interface ToolbarProps {
  selection: Pick<Selection, "regions" | "search" | "statuses">;
  regions: readonly RegionCount[];
  /** Undefined until they have come. */
  counts: Readonly<Record<Status, number>> | undefined;
  onChange: (part: Partial<Selection>, how: "push" | "replace") => void;
  /** What can be done with what is shown. */
  children?: ReactNode;
}

/** What narrows the stores. */
export function Toolbar({ selection, regions, counts, onChange, children }: ToolbarProps) {
  const t = useTranslations("fleet");
  return (
    <div className={styles.toolbar} role="search" aria-label={t("filter")}>
      <input
        type="search"
        className={styles.search}
        value={selection.search}
        placeholder={t("search")}
        aria-label={t("search")}
        onChange={({ target }) => onChange({ search: target.value }, "replace")}
      />
      <StatusFilter
        counts={counts}
        selected={selection.statuses}
        onChange={(statuses) => onChange({ statuses }, "push")}
      />
      <RegionFilter
        regions={regions}
        selected={selection.regions}
        onChange={(next) => onChange({ regions: next }, "push")}
      />
      {children}
    </div>
  );
}
