const POLL_MS = 1_000;

/**
 * Resolves when the process that started this one is gone. `npm start` leaves its child running when it is killed; nobody would know
 * what to stop, and the next start would find the home taken.
 */
export function whenParentGone(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, POLL_MS);
    timer.unref();
  });
}
