/** A source of random bytes. Tests hand in one that repeats itself; nobody else should. */
export type Random = (length: number) => Uint8Array;

/** The platform's random bytes. */
export function platformRandom(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
