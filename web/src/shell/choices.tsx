import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useEnvironment } from "../environment.js";
import { useLanguage } from "../messages/language-provider.js";
import { VisuallyHidden } from "../parts/visually-hidden.js";
import styles from "./shell.module.css";
import { readTheme, showTheme, storeTheme, THEMES, type Theme } from "./theme.js";

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <label htmlFor={id} className={styles.choice}>
      <VisuallyHidden>{label}</VisuallyHidden>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Which language; each is named in itself. */
export function LanguageChoice() {
  const t = useTranslations("app");
  const { language, available, choose } = useLanguage();
  const options = available.map((code) => [code, nameOf(code)] as const);
  return <Choice label={t("language")} value={language} options={options} onChoose={choose} />;
}

function nameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
}

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const t = useTranslations("app");
  const { storage } = useEnvironment();
  const [theme, setTheme] = useState(() => readTheme(storage));
  const options = THEMES.map((option) => [option, t(`themes.${option}`)] as const);
  const choose = (next: string) => {
    setTheme(next as Theme);
    showTheme(next as Theme, document.documentElement);
    storeTheme(next as Theme, storage);
  };
  return <Choice label={t("theme")} value={theme} options={options} onChoose={choose} />;
}
