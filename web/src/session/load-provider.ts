import type { OidcConfig } from "./auth-config.js";
import type { Provider } from "./provider.js";

/** Its code comes when it is needed: who is let in without asking never loads it. */
export async function loadProvider(config: OidcConfig): Promise<Provider> {
  const { createProvider } = await import("./oidc.js");
  return createProvider(config);
}
