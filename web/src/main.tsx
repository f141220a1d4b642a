import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApiClient } from "./api/client.js";
import { createSocketStore } from "./api/socket-status.js";
import { createSocket } from "./api/socket.js";
import { EnvironmentProvider, type Environment } from "./environment.js";
import { createJobStore } from "./live/job-store.js";
import { LANGUAGES, loadMessages } from "./messages/catalogue.js";
import { LanguageProvider, readStoredLanguage } from "./messages/language-provider.js";
import { chooseLanguage } from "./messages/language.js";
import { createRefreshDesk } from "./refresh/refresh-desk.js";
import { awaitAdmission } from "./session/admission.js";
import { loadAuthConfig } from "./session/auth-config.js";
import { createGuardedFetch } from "./session/guarded-fetch.js";
import { loadProvider } from "./session/load-provider.js";
import { SessionGate } from "./shell/session-gate.js";
import { createSession } from "./session/session.js";
import { SessionProvider } from "./session/use-session.js";
import { askViewer } from "./session/viewer.js";
import { createWorkspaces, type Workspace } from "./session/workspaces.js";
import { Shell } from "./shell/shell.js";
import { readTheme, showTheme } from "./shell/theme.js";
import { ToastsProvider } from "./toasts/toasts.js";
import "./styles/tokens.css";
import "./styles/base.css";

const PATH = "/graphql";

/** How long events of all stores are gathered before they are shown together, ms. */
const GATHER_MS = 150;

const environment: Environment = {
  now: () => new Date(),
  storage: window.localStorage,
  languages: navigator.languages,
};

showTheme(readTheme(environment.storage), document.documentElement);

const fetch = window.fetch.bind(window);
const session = createSession({
  ...{ environment, tabStorage: window.sessionStorage, loadProvider },
  loadConfig: () => loadAuthConfig(fetch),
  askViewer: (authorization) => askViewer(PATH, authorization, fetch),
  showPlace: (place) => window.history.replaceState(null, "", place),
});

function makeWorkspace(): Workspace {
  const socketStore = createSocketStore(environment.now);
  const url = `${window.location.origin.replace(/^http/, "ws")}${PATH}`;
  const socket = createSocket(url, socketStore, () => awaitAdmission(session));
  const client = createApiClient(PATH, createGuardedFetch(session, fetch), socket, socketStore);
  const jobs = createJobStore((flush) => setTimeout(flush, GATHER_MS));
  return { client, socket, socketStore, jobs, desk: createRefreshDesk(client, jobs, wait) };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const language = chooseLanguage(readStoredLanguage(environment.storage), environment.languages, LANGUAGES);
const [messages] = await Promise.all([loadMessages(language), session.start(new URL(window.location.href))]);
const workspaces = createWorkspaces(session, makeWorkspace);

// a page that comes back as it was left for the provider
window.addEventListener("pageshow", ({ persisted }) => {
  const { kind } = session.getState().stage;
  if (persisted && (kind === "out" || kind === "entering")) window.location.reload();
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <EnvironmentProvider value={environment}>
      <SessionProvider value={session}>
        <LanguageProvider language={language} messages={messages} available={LANGUAGES} load={loadMessages}>
          <SessionGate workspaces={workspaces}>
            <ToastsProvider>
              <Shell />
            </ToastsProvider>
          </SessionGate>
        </LanguageProvider>
      </SessionProvider>
    </EnvironmentProvider>
  </StrictMode>,
);
