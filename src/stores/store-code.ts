const STORE_CODE_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a store may have this code: 1 to 64 letters, digits, dots, dashes or underscores. */
export function isStoreCode(text: string): boolean {
  return STORE_CODE_PATTERN.test(text);
}
