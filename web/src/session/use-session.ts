import { createContext, useContext, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import type { ViewerRole } from "../gql/graphql.js";
import type { Session, SessionEnd, SessionState, SignedIn } from "./session.js";
import { mayDo, type Viewer } from "./viewer.js";

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession() is used outside SessionProvider");
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** Null where nobody is signed in, because everybody may come in or nobody did. */
function useSignedIn(): SignedIn | null {
  const session = useContext(SessionContext);
  const state = useSyncExternalStore(session?.subscribe ?? subscribeNothing, () => session?.getState());
  return state?.stage.kind === "in" ? state.stage : null;
}

/** Who is signed in; null where the API lets everybody in, who may do all there is. */
export function useViewer(): Viewer | null {
  return useSignedIn()?.viewer ?? null;
}

/** That the viewer's sign-in has ended, while it has. */
export function useSessionEnd(): SessionEnd | null {
  return useSignedIn()?.ended ?? null;
}

/** Why the viewer may not do what needs a role, for the button that does it; null if they may. */
export function useRefusal(needed: ViewerRole): string | null {
  const t = useTranslations("session");
  const viewer = useViewer();
  if (!viewer || mayDo(viewer, needed)) return null;
  return t("refusal", { role: t(`roles.${viewer.role}`), needed: t(`roles.${needed}`) });
}

const subscribeNothing = () => () => undefined;
