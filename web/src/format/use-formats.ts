import { useMemo } from "react";
import { useLocale } from "use-intl";
import { createFormats, type Formats } from "./formats.js";

/** How figures and times are written in the page's locale. */
export function useFormats(): Formats {
  const locale = useLocale();
  return useMemo(() => createFormats(locale), [locale]);
}
