/**
 * What the promise answers, if it does so in time. What it stands for is not ended by that.
 *
 * @param makeError the error to throw when the time is over
 */
export async function withinLimit<T>(
  promise: Promise<T>,
  limitMs: number,
  makeError: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(makeError()), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
