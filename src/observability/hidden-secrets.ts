/** Settings whose values are secrets, by the end of their name in the configuration. */
const SECRET = /(password|secret|token|headers|apiKey)$/i;
/** Shorter ones would hide parts of words. */
const SHORTEST = 4;

/**
 * The secrets of a configuration: passwords in its URLs, and values under names that say so, however deep. New settings are found without being
 * listed here.
 */
export function listSecrets(settings: object): string[] {
  const found = new Set<string>();
  collect(settings, "", false, found);
  return [...found].filter((secret) => secret.length >= SHORTEST);
}

function collect(value: unknown, name: string, isSecret: boolean, found: Set<string>): void {
  if (typeof value === "string") {
    if (isSecret || SECRET.test(name)) found.add(value);
    else for (const password of passwordsOf(value)) found.add(password);
  } else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, key, isSecret || SECRET.test(name), found);
    }
  }
}

/** The password of a URL as it is written, and as it is meant. */
function passwordsOf(text: string): string[] {
  if (!text.includes("://") || !URL.canParse(text)) return [];
  const { password } = new URL(text);
  try {
    return [password, decodeURIComponent(password)];
  } catch (error) {
    // a percent sign that stands for itself
    if (error instanceof URIError) return [password];
    throw error;
  }
}

/** Where lines of the log go. */
interface Destination {
  write(line: string): unknown;
}

/** The same destination, whose lines have stars where a secret would be: an error of a library may quote anything. */
export function hideSecrets(
  destination: Destination,
  secrets: readonly string[],
): { write(line: string): void } {
  const written = secrets.flatMap((secret) => [...new Set([secret, JSON.stringify(secret).slice(1, -1)])]);
  // the longest first: one may be a part of another
  const sorted = written.sort((a, b) => b.length - a.length);
  return {
    write: (line) => {
      let shown = line;
      for (const secret of sorted) shown = shown.replaceAll(secret, "***");
      destination.write(shown);
    },
  };
}

/** Names under which credentials travel; what a log line has under them is not written. */
export const CREDENTIAL_PATHS: readonly string[] = [
  ...["authorization", "password", "token", "secret"],
  ...["x-api-key", "cookie", "x-mlflow-signature"].map((name) => `["${name}"]`),
].flatMap((path) => [
  path,
  path.startsWith("[") ? `*${path}` : `*.${path}`,
  `*.headers${path.startsWith("[") ? "" : "."}${path}`,
]);
