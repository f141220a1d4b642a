/** What the page knows of the health of the API and of MLflow behind it. */
export interface Pulse {
  /** When the API answered last; null before it ever did. */
  answeredAt: Date | null;
  /** When MLflow last said which versions serve, by the API's clock; null if it never did. */
  seenAt: string | null;
  /** Since when the page knows of nothing newer, by its own clock. */
  seenSince: Date | null;
}

export const NO_PULSE: Pulse = { answeredAt: null, seenAt: null, seenSince: null };

/** A registry that is well is seen every few seconds; some are asked less often, so that silence is only a suspicion. */
const SILENT_MS = 8_000;

/** The pulse after an answer of the API. */
export function takePulse(pulse: Pulse, seenAt: string | null, at: Date): Pulse {
  const isKnown = pulse.seenSince !== null && pulse.seenAt === seenAt;
  return { answeredAt: at, seenAt, seenSince: isKnown ? pulse.seenSince : at };
}

/** Whether MLflow has been silent for so long that it has to be asked. */
export function isRegistrySilent({ answeredAt, seenAt, seenSince }: Pulse): boolean {
  if (answeredAt === null || seenSince === null) return false;
  return seenAt === null || answeredAt.getTime() - seenSince.getTime() >= SILENT_MS;
}
