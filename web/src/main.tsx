import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider as ApiProvider } from "urql";
import { createApiClient } from "./api/client.js";
import { createSocketStore } from "./api/socket-status.js";
import { createSocket } from "./api/socket.js";
import { SocketProvider } from "./api/use-socket-status.js";
import { EnvironmentProvider, type Environment } from "./environment.js";
import { createJobStore } from "./live/job-store.js";
import { LiveProvider } from "./live/live-provider.js";
import { LANGUAGES, loadMessages } from "./messages/catalogue.js";
import { LanguageProvider, readStoredLanguage } from "./messages/language-provider.js";
import { chooseLanguage } from "./messages/language.js";
import { createRefreshDesk } from "./refresh/refresh-desk.js";
import { RefreshProvider } from "./refresh/use-refresh.js";
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

const store = createSocketStore(environment.now);
const socket = createSocket(`${window.location.origin.replace(/^http/, "ws")}${PATH}`, store);
const client = createApiClient(PATH, socket, store);
const jobs = createJobStore((flush) => setTimeout(flush, GATHER_MS));
const desk = createRefreshDesk(client, jobs);

const language = chooseLanguage(readStoredLanguage(environment.storage), environment.languages, LANGUAGES);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <EnvironmentProvider value={environment}>
      <SocketProvider value={store}>
        <ApiProvider value={client}>
          <LanguageProvider
            language={language}
            messages={await loadMessages(language)}
            available={LANGUAGES}
            load={loadMessages}
          >
            <LiveProvider jobs={jobs} onReconnected={store.onReconnected}>
              <RefreshProvider value={desk}>
                <ToastsProvider>
                  <Shell />
                </ToastsProvider>
              </RefreshProvider>
            </LiveProvider>
          </LanguageProvider>
        </ApiProvider>
      </SocketProvider>
    </EnvironmentProvider>
  </StrictMode>,
);
