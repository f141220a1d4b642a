/** A call that is made at once, and then at most once in so many milliseconds, the last one never forgotten. */
export interface Throttled {
  call: () => void;
  cancel: () => void;
}

export function throttle(run: () => void, ms: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOwed = false;
  const start = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!isOwed) return;
      isOwed = false;
      run();
      start();
    }, ms);
  };
  return {
    call() {
      if (timer !== undefined) {
        isOwed = true;
        return;
      }
      run();
      start();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      isOwed = false;
    },
  };
}
