import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Button } from "./button.js";
import styles from "./menu.module.css";

interface MenuProps {
  /** What the button says. */
  label: ReactNode;
  /** Name of what opens. */
  name: string;
  /** Which edge of the button the panel keeps to, where there is room. */
  align?: "start" | "end";
  children: ReactNode;
}

/** A button that opens a panel below it; Escape, or going elsewhere, closes it. */
export function Menu({ label, name, align = "start", children }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOutside = ({ target }: Event) => {
      if (!root.current?.contains(target as Node)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, [isOpen]);
  return (
    // Escape is for whoever is inside
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={root}
      className={styles.menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        setIsOpen(false);
        root.current?.querySelector("button")?.focus();
      }}
    >
      <Button
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className={styles.label}>
          {label}
          <svg viewBox="0 0 10 6" className={styles.arrow} aria-hidden="true">
            <path d="M1 1 5 5 9 1" />
          </svg>
        </span>
      </Button>
      {isOpen && (
        <div id={id} className={styles.panel} data-align={align} role="group" aria-label={name}>
          {children}
        </div>
      )}
    </div>
  );
}
