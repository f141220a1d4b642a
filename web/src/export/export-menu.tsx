import { useEffect, useId, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../parts/button.js";
import { useToasts } from "../toasts/toasts.js";
import styles from "./export.module.css";
import { saveFile, type ExportFile } from "./export-file.js";
import { moveInMenu } from "./menu-keys.js";

/** A file that can be had of what is seen. */
export interface ExportChoice {
  /** Such as `Totals (CSV)`. */
  label: string;
  /** Makes it of what is seen now. @throws Error if it cannot be made */
  make: () => ExportFile | Promise<ExportFile>;
}

interface ExportMenuProps {
  choices: readonly ExportChoice[];
  /** There is nothing to export yet. */
  isDisabled?: boolean;
}

/** Saves what is seen, as one of several files. */
export function ExportMenu({ choices, isDisabled = false }: ExportMenuProps) {
  const t = useTranslations("export");
  const toasts = useToasts();
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  useEffect(() => {
    if (isOpen) focusItem(menu.current, 0);
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    trigger.current?.focus();
  };
  const save = async ({ label, make }: ExportChoice) => {
    close();
    setIsBusy(true);
    try {
      saveFile(await make());
    } catch (error) {
      toasts.show({
        kind: "problem",
        text: t("failed", { what: label, why: error instanceof Error ? error.message : String(error) }),
      });
    } finally {
      setIsBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return close();
    const items = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const next = moveInMenu(event.key, items.indexOf(document.activeElement as HTMLElement), items.length);
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setIsOpen(false);
  };

  return (
    <div className={styles.place} onBlur={onBlur}>
      <Button
        ref={trigger}
        disabled={isDisabled}
        isBusy={isBusy}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t("open")} <span aria-hidden="true">▾</span>
      </Button>
      {isOpen && (
        <div
          ref={menu}
          id={id}
          role="menu"
          aria-label={t("open")}
          tabIndex={-1}
          className={styles.menu}
          onKeyDown={onKeyDown}
        >
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={styles.item}
              onClick={() => void save(choice)}
            >
              {choice.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function focusItem(menu: HTMLElement | null, place: number): void {
  menu?.querySelectorAll<HTMLElement>("[role=menuitem]")[place]?.focus();
}
