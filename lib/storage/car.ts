import type { BytesReader } from "@ipld/car/decoder";
import { asyncIterableReader, createDecoder } from "@ipld/car/decoder";
import { CarWriter } from "@ipld/car/writer";
import type { CID } from "multiformats/cid";
import type { Block } from "./block.ts";
import { checkBlock, MAX_BLOCK_BYTES } from "./block.ts";
import { StorageError } from "./errors.ts";

/** The media type of what {@link encodeCar} makes. */
export const CAR_TYPE = "application/vnd.ipld.car; version=1";

/** The largest section: a block and its CID. It also bounds the header. */
const MAX_SECTION_BYTES = MAX_BLOCK_BYTES + 128;

/** Blocks as a CAR, version 1 (https://ipld.io/specs/transport/car/carv1/), in memory for one. */
export async function* encodeCar(
  blocks: Iterable<Block> | AsyncIterable<Block>,
  { roots }: { roots: CID[] },
): AsyncGenerator<Uint8Array> {
  const { writer, out } = CarWriter.create(roots);
  const chunks = out[Symbol.asyncIterator]();
  let stopped = false;
  const writing = (async () => {
    try {
      for await (const block of blocks) {
        if (stopped) return;
        await writer.put(block);
      }
    } finally {
      await writer.close();
    }
  })();
  // It is awaited below; until then a failure is not to count as unhandled.
  writing.catch(() => undefined);
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    await writing;
  } finally {
    // A consumer that stops early leaves the writer waiting for somebody to take its chunks.
    stopped = true;
    while (!(await chunks.next()).done);
  }
}

/**
 * Reads a CAR, version 1, as it arrives, in memory for one block. Each block is checked against its
 * CID. A CAR does not say how many blocks it has: one that was cut off between two looks complete,
 * so whoever needs all of a DAG looks for each block of it.
 *
 * @throws `storage/malformed`, `storage/too-large`, `storage/bad-cid` or `storage/wrong-block`, from
 * here for the header and from the iteration for blocks. Errors of `bytes` pass through.
 */
export async function decodeCar(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ roots: CID[]; blocks: AsyncGenerator<Block> }> {
  const source = { failed: false };
  const decoder = createDecoder(boundedReader(asyncIterableReader(watched(bytes, source))));
  // The decoder makes its iterator once its header is read; both can meet bad bytes.
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (cause) {
      if (source.failed || cause instanceof StorageError) throw cause;
      throw new StorageError("malformed", "This is not a well-formed CAR.", { cause });
    }
  };

  const header = await attempt(() => decoder.header());
  if (header.version !== 1) throw new StorageError("malformed", "Only CAR version 1 is read.");

  async function* blocks(): AsyncGenerator<Block> {
    const sections = decoder.blocks();
    while (true) {
      const { done, value } = await attempt(() => sections.next());
      if (done) return;
      // The decoder's bytes are a view of its buffer.
      yield await checkBlock(value.cid, value.bytes.slice());
    }
  }
  return { roots: header.roots, blocks: blocks() };
}

/** Notes whether the source of the bytes failed, as opposed to what they say. */
async function* watched(bytes: AsyncIterable<Uint8Array>, source: { failed: boolean }) {
  try {
    yield* bytes;
  } catch (error) {
    source.failed = true;
    throw error;
  }
}

/** Keeps a length written in the bytes from making the decoder buffer, skip or go back at will. */
function boundedReader(reader: BytesReader): BytesReader {
  const check = (length: number) => {
    if (!(Number.isSafeInteger(length) && length >= 0)) {
      throw new StorageError("malformed", "A CAR section has an impossible length.");
    }
    if (length > MAX_SECTION_BYTES) {
      throw new StorageError("too-large", `A CAR section of ${length} bytes is above the limit.`);
    }
  };
  return {
    upTo: (length) => reader.upTo(length),
    async exactly(length, seek) {
      check(length);
      return reader.exactly(length, seek);
    },
    seek(length) {
      check(length);
      reader.seek(length);
    },
    get pos() {
      return reader.pos;
    },
  };
}
