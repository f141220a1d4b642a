import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { VisuallyHidden } from "../../parts/visually-hidden.js";

interface OutsideLinkProps {
  /** Without one there are only the words. */
  href: string | null | undefined;
  children: ReactNode;
}

/** A link into MLflow, in a tab of its own. */
export function OutsideLink({ href, children }: OutsideLinkProps) {
  const t = useTranslations("store");
  if (!href) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener">
      {children}
      <VisuallyHidden> {t("newTab")}</VisuallyHidden>
    </a>
  );
}
