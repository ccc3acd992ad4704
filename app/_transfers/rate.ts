/** How fast something goes, and how long it will take. */
export interface Pace {
  /** Bytes per second; null until it can be told. */
  rate: number | null;
  /** Seconds until the end at this rate; null where the rate or the end is not known. */
  left: number | null;
}

/** Milliseconds over which the rate is taken: long enough not to flicker, short enough to be true. */
const WINDOW = 8_000;

/** Before so many milliseconds nothing is said: the first figures are always wrong. */
const SETTLING = 1_000;

/**
 * Follows a transfer. Call it whenever bytes are done, with a clock in milliseconds; time in which it
 * was paused is left out by `restart`.
 */
export function createPace(): {
  take: (of: { done: number; total: number | null; now: number }) => Pace;
  restart: () => void;
} {
  let seen: { done: number; now: number }[] = [];
  return {
    take({ done, total, now }) {
      const last = seen.at(-1);
      if (last !== undefined && done < last.done) seen = [];
      // Points closer than a fortieth of the window tell nothing new.
      if (last === undefined || now - last.now >= WINDOW / 40) seen.push({ done, now });
      while (seen.length > 2 && now - (seen[1]?.now ?? now) > WINDOW) seen.shift();
      const first = seen[0];
      if (first === undefined || now - first.now < SETTLING) return { rate: null, left: null };
      const rate = ((done - first.done) / (now - first.now)) * 1000;
      const left = total === null || rate <= 0 ? null : Math.max(0, (total - done) / rate);
      return { rate, left };
    },
    restart: () => {
      seen = [];
    },
  };
}
