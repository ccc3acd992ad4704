import { aborted, StorageError } from "./errors.ts";
import { readStream } from "./stream.ts";

/** How long one exchange may take, body and all: a block of 1 MiB over a slow line. */
const TIMEOUT_MS = 60_000;

export interface HttpOptions {
  /** The server's address, without a trailing slash or with one. */
  url: string;
  /** Default: the address's host. */
  name?: string | undefined;
  /** Sent with each request, such as `authorization`. */
  headers?: Record<string, string> | undefined;
  /** Milliseconds; default one minute. */
  timeout?: number | undefined;
  fetch?: typeof fetch | undefined;
}

export interface Exchange<T> {
  init?: RequestInit;
  signal: AbortSignal | undefined;
  /** Reads the answer, whatever its status. */
  read(response: Response): Promise<T>;
}

/**
 * A function that asks one HTTP server and reads the answer. What goes wrong on the way, up to the
 * body's last byte, is `storage/unavailable`, and `storage/aborted` if the caller's signal fired.
 */
export function createHttpClient(options: HttpOptions) {
  const { headers, timeout = TIMEOUT_MS, fetch = globalThis.fetch } = options;
  const base = options.url.replace(/\/+$/, "");
  const name = options.name ?? hostOf(base);

  async function exchange<T>(path: string, { init, signal, read }: Exchange<T>): Promise<T> {
    if (signal?.aborted) throw aborted(signal);
    const deadline = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(base + path, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        ...init,
        headers: { ...headers, ...init?.headers },
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      return await read(response);
    } catch (cause) {
      if (signal?.aborted) throw aborted(signal);
      if (cause instanceof StorageError) throw cause;
      const problem = deadline.aborted ? "did not answer in time" : "cannot be reached";
      throw new StorageError("unavailable", `${name} ${problem}.`, { cause, store: name });
    }
  }

  return { name, exchange };
}

/**
 * The body, if it has at most `limit` bytes.
 *
 * @throws `storage/too-large`, having read no more than the limit.
 */
export async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (announced > limit) {
    await response.body?.cancel();
    throw tooLarge(limit);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ? readStream(response.body) : []) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

function tooLarge(limit: number): StorageError {
  return new StorageError("too-large", `The answer is larger than ${limit} bytes.`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
