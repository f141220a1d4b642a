import { useSyncExternalStore } from "react";

/** A rem in px: people choose it, and screens beyond a desk's have a larger one. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, readRem);
}

/** Height of the grid's rows in px, as the style sheet has it: it follows the font size and the pointer. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, readRowHeight);
}

function subscribe(onChange: () => void) {
  window.addEventListener("resize", onChange);
  return () => window.removeEventListener("resize", onChange);
}

const FALLBACK_REM = 16;
const FALLBACK_ROW_REMS = 2.25;

function readRem(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) || FALLBACK_REM;
}

function readRowHeight(): number {
  const rems = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
  return (rems || FALLBACK_ROW_REMS) * readRem();
}
