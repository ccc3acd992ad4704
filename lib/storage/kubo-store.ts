import type { CID } from "multiformats/cid";
import * as z from "zod/mini";
import type { Block } from "./block.ts";
import { checkBlock, digestOf, MAX_BLOCK_BYTES, parseCid, rawCid } from "./block.ts";
import { CAR_TYPE, encodeCar } from "./car.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { HttpOptions } from "./http.ts";
import { createHttpClient, readBody } from "./http.ts";
import type { ManagedStore } from "./store.ts";
import { readStream } from "./stream.ts";

/** Bytes of blocks in one CAR import: they wait in memory, and one time limit is for all of them. */
const IMPORT_BYTES = 4 * 1024 * 1024;

/** Answers other than blocks and streams are short. */
const MAX_ANSWER_BYTES = 64 * 1024;

const PutAnswer = z.object({ Key: z.string() });
const StatAnswer = z.object({ Size: z.int() });
const ErrorAnswer = z.object({ Message: z.string() });
const ImportLine = z.object({
  Root: z.optional(z.object({ Cid: z.object({ "/": z.string() }), PinErrorMsg: z.string() })),
});
const RemovedLine = z.object({ Error: z.optional(z.string()) });
const RefLine = z.object({ Ref: z.string(), Err: z.optional(z.string()) });
const RepoAnswer = z.object({ RepoSize: z.number(), StorageMax: z.optional(z.number()) });

/**
 * A store on an IPFS node, over Kubo's RPC (https://docs.ipfs.tech/reference/kubo/rpc/); `url` is the
 * node's, without `/api/v0`. A public one asks for `headers: { authorization }`; for a browser the
 * node's `API.HTTPHeaders` must allow the app's origin.
 *
 * The node is asked for what it holds itself, never to search the network. Each block is pinned by
 * itself, under the raw codec: a pin under another codec would reach along its links, and fail where
 * this node is not to hold what they lead to. Kubo keeps blocks by digest, so that they are found
 * under every codec.
 */
export function createKuboStore(options: HttpOptions): ManagedStore {
  const { name, exchange } = createHttpClient(options);

  /** Calls a command and reads its answer with `read`. */
  function call<T>(
    command: string,
    {
      args = {},
      body,
      signal,
      read,
    }: {
      args?: Record<string, string>;
      body?: FormData;
      signal: AbortSignal | undefined;
      read(response: Response): Promise<T>;
    },
  ): Promise<T> {
    const query = new URLSearchParams({ ...args, offline: "true" });
    return exchange(`/api/v0/${command}?${query}`, {
      init: { method: "POST", ...(body && { body }) },
      signal,
      read: async (response) => {
        if (!response.ok) throw await refusal(response);
        return read(response);
      },
    });
  }

  async function refusal(response: Response): Promise<StorageError> {
    const text = new TextDecoder().decode(await readBody(response, MAX_ANSWER_BYTES));
    const parsed = ErrorAnswer.safeParse(parseJson(text));
    const cause = new KuboError(response.status, parsed.data?.Message ?? text.slice(0, 200));
    if (response.status === 500 && /no space left|quota exceeded/i.test(cause.message)) {
      return new StorageError("full", `${name} is full.`, { cause, store: name });
    }
    if (response.status === 413) {
      return new StorageError("too-large", `${name} takes no such size.`, { cause, store: name });
    }
    const message = `${name} answered with status ${response.status}.`;
    return new StorageError("unavailable", message, { cause, store: name });
  }

  /** An answer of one JSON value. */
  const readAnswer =
    <T>(schema: z.ZodMiniType<T>) =>
    async (response: Response): Promise<T> => {
      const bytes = await readBody(response, MAX_ANSWER_BYTES);
      return parseAnswer(schema, new TextDecoder().decode(bytes));
    };

  function parseAnswer<T>(schema: z.ZodMiniType<T>, text: string): T {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new StorageError("unavailable", `${name} does not answer like an IPFS node.`, {
      cause: parsed.error,
      store: name,
    });
  }

  async function* parseLines<T>(schema: z.ZodMiniType<T>, response: Response): AsyncGenerator<T> {
    for await (const line of readLines(response)) yield parseAnswer(schema, line);
  }

  async function importCar(blocks: Block[], signal: AbortSignal | undefined): Promise<void> {
    const named = blocks.map(({ cid, bytes }) => ({ cid: rawCid(cid), bytes }));
    const parts: BlobPart[] = [];
    for await (const chunk of encodeCar(named, { roots: named.map(({ cid }) => cid) })) {
      parts.push(chunk as BlobPart);
    }
    const missing = new Set(named.map(({ cid }) => cid.toString()));
    await call("dag/import", {
      args: { "pin-roots": "true" },
      body: form(new Blob(parts, { type: CAR_TYPE })),
      signal,
      read: async (response) => {
        for await (const { Root } of parseLines(ImportLine, response)) {
          if (Root && Root.PinErrorMsg === "") missing.delete(Root.Cid["/"]);
        }
      },
    });
    if (missing.size > 0) {
      throw new StorageError("unavailable", `${name} did not keep ${missing.size} blocks.`, {
        store: name,
      });
    }
  }

  const usage = (signal: AbortSignal | undefined) =>
    call("repo/stat", {
      args: { "size-only": "true" },
      signal,
      read: readAnswer(RepoAnswer),
    });

  return {
    name,

    async put({ cid, bytes }, { signal, onSpent } = {}) {
      const key = rawCid(cid).toString();
      const { Key } = await call("block/put", {
        args: { "cid-codec": "raw", mhtype: "sha2-256", pin: "true", "allow-big-block": "true" },
        body: form(new Blob([bytes as BlobPart])),
        signal,
        read: readAnswer(PutAnswer),
      });
      if (Key !== key) {
        throw new StorageError("wrong-block", `${name} kept something else than block ${cid}.`, {
          cid,
          store: name,
        });
      }
      onSpent?.();
    },

    async putMany(blocks, { signal } = {}) {
      let batch: Block[] = [];
      let size = 0;
      for (const block of blocks) {
        if (size + block.bytes.length > IMPORT_BYTES) {
          await importCar(batch, signal);
          batch = [];
          size = 0;
        }
        batch.push(block);
        size += block.bytes.length;
      }
      if (batch.length > 0) await importCar(batch, signal);
    },

    async get(cid, { signal } = {}) {
      digestOf(cid);
      try {
        const bytes = await call("block/get", {
          args: { arg: cid.toString() },
          signal,
          read: (response) => readBody(response, MAX_BLOCK_BYTES),
        });
        return (await checkBlock(cid, bytes, { store: name })).bytes;
      } catch (error) {
        throw isMissing(error) ? notFound(cid, name) : error;
      }
    },

    async has(cid, { signal } = {}) {
      digestOf(cid);
      try {
        await call("block/stat", {
          args: { arg: cid.toString() },
          signal,
          read: readAnswer(PutAnswer),
        });
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },

    async sizeOf(cid, { signal } = {}) {
      digestOf(cid);
      try {
        const args = { arg: cid.toString() };
        return (await call("block/stat", { args, signal, read: readAnswer(StatAnswer) })).Size;
      } catch (error) {
        throw isMissing(error) ? notFound(cid, name) : error;
      }
    },

    async delete(cid, { signal } = {}) {
      const arg = rawCid(cid).toString();
      try {
        await call("pin/rm", { args: { arg }, signal, read: (response) => response.text() });
      } catch (error) {
        if (!isNotPinned(error)) throw error;
      }
      await call("block/rm", {
        args: { arg, force: "true" },
        signal,
        read: async (response) => {
          for await (const { Error: message } of parseLines(RemovedLine, response)) {
            if (!message) continue;
            throw new StorageError("unavailable", `${name} keeps block ${cid} for another pin.`, {
              cause: new KuboError(response.status, message),
              cid,
              store: name,
            });
          }
        },
      });
    },

    async *list({ signal } = {}) {
      // Gathered first: the whole exchange has one time limit, which a slow consumer may overrun.
      const refs = await call("refs/local", {
        signal,
        read: async (response) => {
          const texts: string[] = [];
          for await (const { Ref } of parseLines(RefLine, response)) texts.push(Ref);
          return texts;
        },
      });
      for (const ref of refs) {
        throwIfAborted(signal);
        const cid = ownCid(ref);
        if (cid) yield cid;
      }
    },

    async check({ signal } = {}) {
      await usage(signal);
    },

    async usage({ signal } = {}) {
      const { RepoSize, StorageMax } = await usage(signal);
      return { used: RepoSize, capacity: StorageMax };
    },
  };
}

/** What the node itself said. It has texts but no codes, so that this is the one place to look. */
class KuboError extends Error {
  override readonly name = "KuboError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function isMissing(error: unknown): boolean {
  return saysTo(error, /ipld: could not find|block was not found|blockstore: block not found/);
}

function isNotPinned(error: unknown): boolean {
  return saysTo(error, /not pinned/);
}

function saysTo(error: unknown, pattern: RegExp): boolean {
  if (!(error instanceof StorageError && error.cause instanceof KuboError)) return false;
  return error.cause.status === 500 && pattern.test(error.cause.message);
}

function form(file: Blob): FormData {
  const data = new FormData();
  data.append("file", file, "file");
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The lines of a body that are not empty. */
async function* readLines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ? readStream(response.body) : []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_ANSWER_BYTES) break;
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

/** A CID of a block that could be ours: nodes hold others, too. */
function ownCid(text: string): CID | undefined {
  try {
    return rawCid(parseCid(text));
  } catch {
    return undefined;
  }
}
