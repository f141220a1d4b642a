import type { Locator } from "playwright-core";

/** How a scripted scroll went. */
export interface Scroll {
  /** Frames that the page drew, over the time it took. */
  framesPerSecond: number;
  /** The longest time between two of them, ms. */
  worstFrameMs: number;
  /** How far it came, px. */
  scrolled: number;
}

const SECONDS = 2;
const TRIES = 8;

/**
 * Scrolls an element by a row of 36 px a frame for two seconds, and counts frames. What else the machine does takes frames away and
 * never adds any: the best of some tries is told, and the first that is good enough ends them.
 */
export async function measureScroll(element: Locator, enough: number): Promise<Scroll> {
  let best: Scroll | undefined;
  for (let tries = 0; tries < TRIES && (best?.framesPerSecond ?? 0) < enough; tries++) {
    const scroll = await measureOnce(element);
    if (!best || scroll.framesPerSecond > best.framesPerSecond) best = scroll;
  }
  return best!;
}

/** What of a browser's globals is used inside the page. */
interface Frames {
  requestAnimationFrame: (step: (now: number) => void) => void;
}

function measureOnce(element: Locator): Promise<Scroll> {
  return element.evaluate(
    (scroller: { scrollTop: number }, ms) =>
      new Promise<Scroll>((done) => {
        const frames = globalThis as unknown as Frames;
        const times: number[] = [];
        scroller.scrollTop = 0;
        const step = (now: number) => {
          times.push(now);
          const took = now - times[0]!;
          if (took < ms) {
            scroller.scrollTop += 36;
            frames.requestAnimationFrame(step);
            return;
          }
          const gaps = times.slice(1).map((time, i) => time - times[i]!);
          done({
            framesPerSecond: (1000 * gaps.length) / took,
            worstFrameMs: Math.max(...gaps),
            scrolled: scroller.scrollTop,
          });
        };
        frames.requestAnimationFrame(step);
      }),
    SECONDS * 1000,
  );
}
