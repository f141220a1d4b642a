import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { Button } from "../parts/button.js";
import { classNames } from "../parts/class-names.js";
import { addToast, removeToast, type NewToast, type Toast } from "./toast-list.js";
import styles from "./toasts.module.css";

/** Long enough to read two lines twice. */
const SHOWN_MS = 8_000;

interface Toasts {
  show: (toast: NewToast) => void;
}

const ToastsContext = createContext<Toasts | null>(null);

/** Tells the planner what happened elsewhere: `useToasts().show({ kind: "success", text })`. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw new Error("useToasts() is used outside ToastsProvider");
  return toasts;
}

/** Keeps the toasts and shows them over the page's lower edge; Escape in one dismisses it. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("app");
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);
  const value = useMemo<Toasts>(
    () => ({ show: (toast) => setToasts((shown) => addToast(shown, { ...toast, id: ++lastId.current })) }),
    [],
  );
  const dismiss = useCallback((id: number) => setToasts((shown) => removeToast(shown, id)), []);
  return (
    <ToastsContext.Provider value={value}>
      {children}
      <section className={styles.region} aria-label={t("notices")}>
        <ul className={styles.list} aria-live="polite" aria-relevant="additions">
          {toasts.map((toast) => (
            <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
          ))}
        </ul>
      </section>
    </ToastsContext.Provider>
  );
}

interface ToastItemProps {
  toast: Toast;
  onDismiss: (id: number) => void;
}

function ToastItem({ toast, onDismiss }: ToastItemProps) {
  const t = useTranslations("app");
  const { id, kind, text, link } = toast;
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (kind === "problem" || isHeld) return undefined;
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, isHeld, kind, onDismiss]);
  return (
    // what is pointed at or holds the focus stays
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={classNames(styles.toast, styles[kind])}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDismiss(id);
      }}
    >
      <span className={styles.text}>{text}</span>
      {link && <Link href={link.href}>{link.text}</Link>}
      <Button kind="quiet" aria-label={`${t("dismiss")}: ${text}`} onClick={() => onDismiss(id)}>
        <span aria-hidden="true">×</span>
      </Button>
    </li>
  );
}
