/** Seconds in a slice, the ledger's unit of time (protocol §1). */
export const SLICE_SECONDS = 60;

/** Number of slices that the time tree can hold: 2^26 minutes, until August 2097 (protocol §3). */
export const SLICE_LIMIT = 2 ** 26;

/** How many slices old an entry may be when the ledger takes it. */
export const PUBLICATION_TOLERANCE = 5;

/** The slice that a moment falls into. `seconds` are unix seconds. */
export function sliceOf(seconds: number | bigint): number {
  return Math.floor(Number(seconds) / SLICE_SECONDS);
}

/** The first unix second of a slice. */
export function sliceStart(slice: number): number {
  return slice * SLICE_SECONDS;
}
