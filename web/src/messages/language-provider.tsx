import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { IntlProvider, type Messages } from "use-intl";
import { useEnvironment } from "../environment.js";
import { chooseLocale } from "./language.js";

const STORED_AS = "storecast.language";

interface Language {
  language: string;
  available: readonly string[];
  choose: (language: string) => void;
}

const LanguageContext = createContext<Language | null>(null);

export interface LanguageProviderProps {
  /** What to begin with. */
  language: string;
  messages: Messages;
  available: readonly string[];
  load: (language: string) => Promise<Messages>;
  children: ReactNode;
}

/** The language chosen on an earlier visit. */
export function readStoredLanguage(storage: Pick<Storage, "getItem">): string | null {
  return storage.getItem(STORED_AS);
}

/** Gives the page its words, and the choice of another language. */
export function LanguageProvider({ children, available, load, ...first }: LanguageProviderProps) {
  const { languages, storage } = useEnvironment();
  const [current, setCurrent] = useState(first);
  const { language, messages } = current;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<Language>(
    () => ({
      language,
      available,
      choose: (next) => {
        void load(next).then((loaded) => {
          storage.setItem(STORED_AS, next);
          setCurrent({ language: next, messages: loaded });
        });
      },
    }),
    [available, language, load, storage],
  );
  const locale = useMemo(() => chooseLocale(language, languages), [language, languages]);
  return (
    <LanguageContext.Provider value={value}>
      <IntlProvider locale={locale} messages={messages}>
        {children}
      </IntlProvider>
    </LanguageContext.Provider>
  );
}

/** The page's language and the others there are. */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error("useLanguage() is used outside LanguageProvider");
  return language;
}
