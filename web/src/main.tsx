import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider as ApiProvider } from "urql";
import { createApiClient } from "./api/client.js";
import { createSocketStore } from "./api/socket-status.js";
import { createSocket } from "./api/socket.js";
import { SocketProvider } from "./api/use-socket-status.js";
import { EnvironmentProvider, type Environment } from "./environment.js";
import { LANGUAGES, loadMessages } from "./messages/catalogue.js";
import { LanguageProvider, readStoredLanguage } from "./messages/language-provider.js";
import { chooseLanguage } from "./messages/language.js";
import { Shell } from "./shell/shell.js";
import { readTheme, showTheme } from "./shell/theme.js";
import { ToastsProvider } from "./toasts/toasts.js";
import "./styles/tokens.css";
import "./styles/base.css";

const PATH = "/graphql";

const environment: Environment = {
  now: () => new Date(),
  storage: window.localStorage,
  languages: navigator.languages,
};

showTheme(readTheme(environment.storage), document.documentElement);

const store = createSocketStore(environment.now);
const socket = createSocket(`${window.location.origin.replace(/^http/, "ws")}${PATH}`, store);
const client = createApiClient(PATH, socket, store);

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
            <ToastsProvider>
              <Shell />
            </ToastsProvider>
          </LanguageProvider>
        </ApiProvider>
      </SocketProvider>
    </EnvironmentProvider>
  </StrictMode>,
);
