import { render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import en from "../../../web/messages/en.json" with { type: "json" };
import { EnvironmentProvider, type Environment } from "../../../web/src/environment.js";

/** Noon, 1 August 2015. */
export const NOON = new Date("2015-08-01T12:00:00Z");

/** A browser of nowhere. */
export function makeEnvironment(): Environment {
  const kept = new Map<string, string>();
  return {
    now: () => NOON,
    languages: ["en-US"],
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
  };
}

/** Renders a part of the page in English, at this address. */
export function renderPart(part: ReactNode, at = "/"): RenderResult & { history: string[] } {
  const { hook, searchHook, history } = memoryLocation({ path: at, record: true });
  const rendered = render(
    <EnvironmentProvider value={makeEnvironment()}>
      <Router hook={hook} searchHook={searchHook}>
        <IntlProvider locale="en-US" messages={en} timeZone="UTC">
          {part}
        </IntlProvider>
      </Router>
    </EnvironmentProvider>,
  );
  return { ...rendered, history };
}
