import type { BodyFile } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { fileStreamKey } from "../../crypto/content-keys.ts";
import { padmeLength, padStream, unpadStream } from "../../crypto/padme.ts";
import { decryptRange, openSeekable } from "../../crypto/seekable-stream.ts";
import { decryptStream, encryptStream } from "../../crypto/stream.ts";
import { ciphertextSize } from "../../crypto/stream-geometry.ts";
import { openUnixFs, unixFsStream } from "../../storage/unixfs-reader.ts";
import { writeUnixFs } from "../../storage/unixfs-writer.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";

/** A file to be shared. A browser's `File` is one. */
export interface FileSource {
  readonly name: string;
  /** Media type; empty if it is not known. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly lastModified?: number | undefined;
  stream(): ReadableStream<Uint8Array>;
}

/** Where a file belongs, and the keys of the entry that it is part of. */
export interface FileHandle {
  readonly content: Content;
  readonly record: Uint8Array;
  readonly section: number;
  /** Its number in the entry's list. */
  readonly number: number;
  readonly file: BodyFile;
}

/**
 * Encrypts a file and stores it.
 *
 * @throws SharingError `sharing/file-changed` if it cannot be read, or is not as long as it said;
 *   StorageError
 */
export async function storeFile(
  context: Context,
  source: FileSource,
  to: Omit<FileHandle, "file"> & Watch,
): Promise<BodyFile> {
  const { size, name, type } = source;
  const total = ciphertextSize(padmeLength(size));
  const report = (stored: number) =>
    to.onProgress?.({
      step: "encrypt",
      file: name,
      done: Math.min(size, Math.round((stored / total) * size)),
      total: size,
    });
  report(0);
  const ciphertext = readable(source)
    .pipeThrough(padStream(size))
    .pipeThrough(encryptStream(fileStreamKey(to.content, to)));
  const { cid } = await writeUnixFs(ciphertext, {
    store: context.store,
    signal: to.signal,
    onProgress: report,
  }).catch((error: unknown) => {
    throw isWrongSize(error) ? changed(name, error) : error;
  });
  return { name, mediaType: type, size, modified: source.lastModified ?? null, cid };
}

/** The file's bytes; a read that fails (the file was moved, or cannot be read) has our code. */
function readable(source: FileSource): ReadableStream<Uint8Array> {
  const reader = source.stream().getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          throw changed(source.name, error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function changed(name: string, cause: unknown): SharingError {
  return new SharingError("sharing/file-changed", `“${name}” changed or cannot be read.`, {
    cause,
  });
}

function isWrongSize(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "stream/wrong-size";
}

/**
 * A file's bytes, fetched, checked and decrypted as they are read, at constant memory. Only
 * authentic bytes come out; that the stored file was cut off shows as an error at its end.
 *
 * The stream fails with StorageError or StreamError.
 */
export function readFile(
  context: Context,
  handle: FileHandle,
  { signal, onProgress }: Watch = {},
): ReadableStream<Uint8Array> {
  const { file } = handle;
  let done = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      done += chunk.length;
      controller.enqueue(chunk);
      onProgress?.({ step: "decrypt", file: file.name, done, total: file.size });
    },
  });
  return lazily(async () => unixFsStream(await openFileDag(context, handle, signal), { signal }))
    .pipeThrough(decryptStream(fileStreamKey(handle.content, handle)))
    .pipeThrough(unpadStream(file.size))
    .pipeThrough(count);
}

/**
 * The bytes from `from` (included) to `to` (excluded, at most the size). Fetches and decrypts only
 * the blocks that they touch.
 */
export async function readFileRange(
  context: Context,
  handle: FileHandle,
  { from, to, signal }: { from: number; to: number; signal?: AbortSignal },
): Promise<Uint8Array> {
  const end = Math.min(to, handle.file.size);
  if (from >= end) return new Uint8Array();
  const dag = await openFileDag(context, handle, signal);
  const stream = await openSeekable(fileStreamKey(handle.content, handle), {
    source: {
      size: dag.size,
      read: (range, readSignal) =>
        dag.readRange({ from: range.start, to: range.end, signal: readSignal }),
    },
    signal,
  });
  return decryptRange(stream, { start: from, end, signal });
}

async function openFileDag(
  context: Context,
  { file }: FileHandle,
  signal: AbortSignal | undefined,
) {
  const dag = await openUnixFs(file.cid, { source: context.store, signal });
  if (dag.size !== ciphertextSize(padmeLength(file.size))) {
    throw new SharingError("sharing/entry-invalid", `“${file.name}” is not as its entry says.`);
  }
  return dag;
}

/** A stream that is only begun when it is read. */
function lazily(begin: () => Promise<ReadableStream<Uint8Array>>): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= (await begin()).getReader();
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
