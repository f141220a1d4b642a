/** What happened while the planner looked elsewhere. */
export interface Toast {
  id: number;
  /** A `problem` stays until it is dismissed. */
  kind: "info" | "success" | "problem";
  text: string;
  /** Where more of it is. */
  link?: { href: string; text: string };
}

export type NewToast = Omit<Toast, "id">;

/** More would cover what they speak of. */
const MOST = 4;

/** Adds a toast; the oldest goes where there are too many, and one that says the same is not said twice. */
export function addToast(toasts: readonly Toast[], added: Toast): Toast[] {
  const others = toasts.filter(({ kind, text }) => kind !== added.kind || text !== added.text);
  return [...others, added].slice(-MOST);
}

export function removeToast(toasts: readonly Toast[], id: number): Toast[] {
  return toasts.filter((toast) => toast.id !== id);
}
