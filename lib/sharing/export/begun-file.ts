import { LeaseholdError } from "../../error.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import type { FileHandle } from "../records/file-reader.ts";
import { readFile } from "../records/files.ts";
import type { StreamReaders } from "../records/stream-reader.ts";

/**
 * A file's bytes, of which the first could be had; else null. `onBytes` hears how many more were
 * decrypted.
 */
export async function beginFile(
  context: Context,
  handle: FileHandle,
  {
    signal,
    streams,
    onBytes,
  }: Pick<Watch, "signal"> & { streams: StreamReaders; onBytes: (count: number) => void },
): Promise<ReadableStream<Uint8Array> | null> {
  let before = 0;
  const stream = readFile(context, handle, {
    signal,
    streams,
    onProgress: (it) => {
      if (it.step !== "decrypt") return;
      onBytes(it.done - before);
      before = it.done;
    },
  });
  const bytes = stream.getReader();
  try {
    return continued(await bytes.read(), bytes);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return null;
  }
}

/** A stream whose first chunk was read already. */
function continued(
  first: ReadableStreamReadResult<Uint8Array>,
  rest: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  let next: ReadableStreamReadResult<Uint8Array> | null = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = next ?? (await rest.read());
        next = null;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => rest.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
