import { createContext, useContext } from "react";

/** What the page takes from the browser and tests give. */
export interface Environment {
  /** The true clock. */
  now: () => Date;
  /** What is remembered between visits, such as the language. */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** The browser's languages, the dearest first, such as `["de-AT", "en"]`. */
  languages: readonly string[];
}

const EnvironmentContext = createContext<Environment | null>(null);

export const EnvironmentProvider = EnvironmentContext.Provider;

export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext);
  if (!environment) throw new Error("useEnvironment() is used outside EnvironmentProvider");
  return environment;
}
