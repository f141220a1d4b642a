import { useId, type ButtonHTMLAttributes, type MouseEvent, type Ref } from "react";
import { classNames } from "./class-names.js";
import styles from "./button.module.css";
import { Spinner } from "./spinner.js";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` at most once a view; `quiet` beside other words. */
  kind?: "primary" | "plain" | "quiet";
  /** What it began goes on: it keeps its width and its focus, and does nothing when pressed. */
  isBusy?: boolean;
  /** Why it may not be pressed; it keeps its place in the order of keys, so that everybody finds out. */
  refusal?: string | null;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = "plain",
  isBusy = false,
  refusal = null,
  type = "button",
  className,
  title,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const id = useId();
  const isRefused = refusal !== null;
  const refuse = (event: MouseEvent) => event.preventDefault();
  return (
    <button
      {...rest}
      type={type}
      className={classNames(
        ...[styles.button, styles[kind], isBusy && styles.busy, isRefused && styles.refused, className],
      )}
      title={refusal ?? title}
      aria-disabled={isBusy || isRefused || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={isRefused ? id : rest["aria-describedby"]}
      onClick={isBusy || isRefused ? refuse : onClick}
    >
      <span className={styles.label}>{children}</span>
      {isRefused && (
        <span id={id} hidden>
          {refusal}
        </span>
      )}
      {isBusy && (
        <span className={styles.spinner}>
          <Spinner />
        </span>
      )}
    </button>
  );
}
