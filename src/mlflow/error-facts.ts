/** Code of a system error, such as `ENOENT`. Errors of another realm are not `instanceof Error`, so their shape decides. */
export function getErrorCode(error: unknown): string | undefined {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : undefined;
}

/** Message of whatever was thrown. */
export function getErrorMessage(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return hasMessage && typeof error.message === "string" ? error.message : String(error);
}
