/**
 * Cuts a stream of chunks into pieces of given sizes. A piece comes out only when a byte beyond it
 * has come in, so that whoever ends the stream knows which piece is the last.
 */
export type SegmentCutter = {
  /** The pieces that are complete and not the last. They may be views into the chunk. */
  push(chunk: Uint8Array): Uint8Array[];
  /** The last piece; empty if nothing ever came in. */
  end(): Uint8Array;
};

/** @param sizeOf bytes of the piece with a number, from 0 */
export function segmentCutter(sizeOf: (number: number) => number): SegmentCutter {
  let number = 0;
  let held = new Uint8Array();
  let filled = 0;

  function push(chunk: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; ) {
      const size = sizeOf(number);
      if (filled === 0 && chunk.length - at > size) {
        // A piece that lies within the chunk needs no copy.
        pieces.push(chunk.subarray(at, at + size));
        at += size;
        number += 1;
      } else if (filled === size) {
        pieces.push(held);
        filled = 0;
        number += 1;
      } else {
        // Never one buffer for two pieces: the piece before may still be in the cipher's hands.
        if (filled === 0) held = new Uint8Array(size);
        const part = chunk.subarray(at, at + size - filled);
        held.set(part, filled);
        filled += part.length;
        at += part.length;
      }
    }
    return pieces;
  }

  return { push, end: () => held.subarray(0, filled) };
}
