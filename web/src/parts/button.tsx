import type { ButtonHTMLAttributes, Ref } from "react";
import { classNames } from "./class-names.js";
import styles from "./button.module.css";
import { Spinner } from "./spinner.js";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` at most once a view; `quiet` beside other words. */
  kind?: "primary" | "plain" | "quiet";
  /** What it began goes on: it keeps its width and its focus, and does nothing when pressed. */
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = "plain",
  isBusy = false,
  type = "button",
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(styles.button, styles[kind], isBusy && styles.busy, className)}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      <span className={styles.label}>{children}</span>
      {isBusy && (
        <span className={styles.spinner}>
          <Spinner />
        </span>
      )}
    </button>
  );
}
