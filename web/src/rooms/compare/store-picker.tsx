import { useId, useState, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import styles from "./compare.module.css";
import { MOST } from "./chosen.js";
import { PickerOptions } from "./picker-options.js";
import { useStoreMatches } from "./use-store-matches.js";

interface StorePickerProps {
  /** Codes that need not be offered. */
  chosen: readonly string[];
  /** No more can be compared. */
  isFull: boolean;
  onChoose: (code: string) => void;
}

/** Finds a store by its code or name, and chooses it. */
export function StorePicker({ chosen, isFull, onChoose }: StorePickerProps) {
  const t = useTranslations("compare");
  const id = useId();
  const [text, setText] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(0);
  // the stores are asked for when somebody looks for one
  const [isWanted, setIsWanted] = useState(false);
  const { shown, count, isWhole } = useStoreMatches(text, chosen, isWanted);
  const place = Math.min(at, shown.length - 1);
  const active = shown[place];
  const isShown = isOpen && !isFull;

  const write = (next: string) => {
    setText(next);
    setAt(0);
    setIsOpen(true);
  };
  const choose = (code: string) => {
    onChoose(code);
    setText("");
    setAt(0);
    setIsOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setIsOpen(false);
    else if (event.key === "Enter" && isShown && active) choose(active.code);
    // a code can be typed before the stores are known, or beyond those that are
    else if (event.key === "Enter" && text.trim() !== "" && !isFull && !isWhole) choose(text.trim());
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isShown) return setIsOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt(Math.max(0, Math.min(shown.length - 1, at + step)));
    }
  };

  return (
    <div className={styles.picker}>
      <label htmlFor={id}>{t("add")}</label>
      <div className={styles.field}>
        <input
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          readOnly={isFull}
          aria-disabled={isFull || undefined}
          placeholder={isFull ? t("full", { most: MOST }) : t("search")}
          value={text}
          aria-expanded={isShown}
          aria-controls={`${id}-options`}
          aria-autocomplete="list"
          aria-activedescendant={isShown && active ? `${id}-${place}` : undefined}
          onFocus={() => {
            setIsWanted(true);
            setIsOpen(true);
          }}
          onBlur={() => setIsOpen(false)}
          onChange={({ target }) => write(target.value)}
          onKeyDown={onKeyDown}
        />
        {isShown && (
          <PickerOptions
            id={id}
            matches={{ shown, count }}
            active={place}
            isWhole={isWhole}
            onChoose={choose}
          />
        )}
      </div>
      <VisuallyHidden>
        <span role="status">{isShown && isWhole && t("matches", { count })}</span>
      </VisuallyHidden>
    </div>
  );
}
