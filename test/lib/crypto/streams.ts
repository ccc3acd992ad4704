import { concatBytes } from "../../../lib/bytes.ts";

/** A stream of bytes in chunks of a size. */
export function streamOf(bytes: Uint8Array, size = 2 ** 16): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

/** Everything that a stream yields. */
export async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return concatBytes(...(await chunksOf(stream)));
}

/** The chunks that a stream yields. */
export async function chunksOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** A stream of given chunks. */
export function streamOfChunks(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}
