import type { CID } from "multiformats/cid";
import * as z from "zod/mini";
import { parseCid } from "./block.ts";
import { StorageError } from "./errors.ts";
import type { HttpOptions } from "./http.ts";
import { createHttpClient, readBody } from "./http.ts";
import { pause } from "./pace.ts";
import type { StoreOptions } from "./store.ts";

/** Answers of the service are short, but for lists. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Between questions whether something is pinned by now; doubles up to ten times as long. */
const POLL_MS = 500;

/** How long a pin may take before it is given up waiting for. */
const PIN_TIMEOUT_MS = 120_000;

/** Pins asked for in one list: the most that the specification allows. */
const LIST_LIMIT = 1000;

const status = z.enum(["queued", "pinning", "pinned", "failed"]);
const PinAnswer = z.object({
  requestid: z.string().check(z.minLength(1)),
  status,
  created: z.string(),
  pin: z.object({ cid: z.string(), name: z.optional(z.nullable(z.string())) }),
  delegates: z.array(z.string()),
});
const ListAnswer = z.object({ count: z.int(), results: z.array(PinAnswer) });
const ErrorAnswer = z.object({
  error: z.object({ reason: z.string(), details: z.optional(z.string()) }),
});

/** What a service says of a pin that it was asked for. */
export interface Pin {
  /** The service's name for the request. */
  readonly id: string;
  readonly cid: CID;
  /** Only `pinned` is a copy: until then it is a promise. */
  readonly status: z.infer<typeof status>;
  /** Unix milliseconds. */
  readonly created: number;
  /** Addresses of the service's nodes, for the node that has the blocks to connect to. */
  readonly delegates: readonly string[];
}

export interface PinOptions extends StoreOptions {
  /** For people who look into their account at the service. */
  name?: string | undefined;
  /** Multiaddresses of nodes that have the blocks. */
  origins?: readonly string[] | undefined;
}

export interface PinningService {
  readonly name: string;
  /** Asks the service to keep a block and all that it leads to. The service fetches them itself. */
  request(cid: CID, options?: PinOptions): Promise<Pin>;
  /** @throws `storage/not-found` for a request that the service does not know (any more) */
  status(id: string, options?: StoreOptions): Promise<Pin>;
  /** What is asked for with that CID, whatever its status; the newest first. */
  find(cid: CID, options?: StoreOptions): Promise<Pin[]>;
  /** All that is asked for, the newest first. */
  list(options?: StoreOptions): AsyncIterable<Pin>;
  /** Takes a request back; one that is not there is fine. */
  remove(id: string, options?: StoreOptions): Promise<void>;
  /**
   * Asks for a pin where there is none yet, and waits until it is one.
   *
   * @throws `storage/unavailable` if the service fails to fetch the blocks, or takes too long
   */
  pin(cid: CID, options?: PinOptions): Promise<Pin>;
}

export interface PinningServiceOptions extends HttpOptions {
  /** Milliseconds; see the constants in this file. */
  pollTime?: number;
  pinTimeout?: number;
}

/**
 * A remote pinning service, over the IPFS Pinning Service API
 * (https://ipfs.github.io/pinning-services-api-spec/, version 1.0.0); `url` is its endpoint, without
 * `/pins`; it asks for `headers: { authorization: "Bearer …" }`.
 *
 * Such a service keeps blocks, and takes none: it fetches them from a node that has them. So it is
 * no store by itself ({@link ./pinned-store.ts}).
 *
 * Besides the errors below, all methods throw `storage/unavailable`, `storage/full` where the
 * account's limit is reached, and `storage/aborted`.
 */
export function createPinningService(options: PinningServiceOptions): PinningService {
  const { pollTime = POLL_MS, pinTimeout = PIN_TIMEOUT_MS } = options;
  const { name, exchange } = createHttpClient(options);

  async function call<T>(
    path: string,
    {
      method = "GET",
      body,
      signal,
      schema,
    }: {
      method?: string;
      body?: unknown;
      signal: AbortSignal | undefined;
      schema: z.ZodMiniType<T>;
    },
  ): Promise<T | null> {
    return exchange(path, {
      init: {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      },
      signal,
      read: async (response) => {
        const text = new TextDecoder().decode(await readBody(response, MAX_ANSWER_BYTES));
        if (response.status === 404) return null;
        if (!response.ok) throw refusal(response.status, text);
        if (method === "DELETE") return null;
        const parsed = schema.safeParse(parseJson(text));
        if (parsed.success) return parsed.data;
        throw new StorageError("unavailable", `${name} does not answer like a pinning service.`, {
          cause: parsed.error,
          store: name,
        });
      },
    });
  }

  function refusal(code: number, text: string): StorageError {
    const parsed = ErrorAnswer.safeParse(parseJson(text));
    const { reason, details } = parsed.data?.error ?? { reason: text.slice(0, 200) };
    const cause = new PinningError(code, details ? `${reason}: ${details}` : reason);
    // The specification's example for 409 is an account's limit.
    if (code === 409 || /INSUFFICIENT_FUNDS|quota|limit/i.test(reason)) {
      return new StorageError("full", `${name} takes no more pins.`, { cause, store: name });
    }
    return new StorageError("unavailable", `${name} answered with status ${code}.`, {
      cause,
      store: name,
    });
  }

  function pinOf({ requestid, status, created, pin, delegates }: z.infer<typeof PinAnswer>): Pin {
    return {
      id: requestid,
      cid: parseCid(pin.cid),
      status,
      created: Date.parse(created),
      delegates,
    };
  }

  async function request(cid: CID, { name: label, origins, signal }: PinOptions = {}) {
    const body = {
      cid: cid.toString(),
      ...(label && { name: label }),
      ...(origins && { origins }),
    };
    const answer = await call("/pins", { method: "POST", body, signal, schema: PinAnswer });
    if (answer === null) throw refusal(404, "");
    return requireSame(pinOf(answer), cid);
  }

  function requireSame(pin: Pin, cid: CID): Pin {
    if (pin.cid.equals(cid)) return pin;
    throw new StorageError("wrong-block", `${name} pins something else than ${cid}.`, {
      cid,
      store: name,
    });
  }

  async function getStatus(id: string, { signal }: StoreOptions = {}): Promise<Pin> {
    const path = `/pins/${encodeURIComponent(id)}`;
    const answer = await call(path, { signal, schema: PinAnswer });
    if (answer !== null) return pinOf(answer);
    throw new StorageError("not-found", `${name} knows of no such request.`, { store: name });
  }

  async function page(query: Record<string, string>, { signal }: StoreOptions) {
    const search = new URLSearchParams({
      status: "queued,pinning,pinned,failed",
      limit: String(LIST_LIMIT),
      ...query,
    });
    const answer = await call(`/pins?${search}`, { signal, schema: ListAnswer });
    return answer?.results ?? [];
  }

  async function find(cid: CID, signalled: StoreOptions = {}): Promise<Pin[]> {
    const found = await page({ cid: cid.toString() }, signalled);
    return ownPins(found).filter((pin) => pin.cid.equals(cid));
  }

  /** Pins that can be of this system: an account may have others. */
  function ownPins(answers: readonly z.infer<typeof PinAnswer>[]): Pin[] {
    return answers.flatMap((answer) => {
      try {
        return [pinOf(answer)];
      } catch {
        return [];
      }
    });
  }

  return {
    name,
    request,
    status: getStatus,
    find,

    async *list(signalled = {}) {
      for (let before: string | undefined; ; ) {
        const pins = await page(before === undefined ? {} : { before }, signalled);
        yield* ownPins(pins);
        const oldest = pins.at(-1);
        if (oldest === undefined || pins.length < LIST_LIMIT) return;
        before = oldest.created;
      }
    },

    async remove(id, { signal } = {}) {
      const path = `/pins/${encodeURIComponent(id)}`;
      await call(path, { method: "DELETE", signal, schema: PinAnswer });
    },

    async pin(cid, pinOptions = {}) {
      const { signal } = pinOptions;
      const there = (await find(cid, { signal })).filter(({ status }) => status !== "failed");
      let pin =
        there.find(({ status }) => status === "pinned") ??
        there[0] ??
        (await request(cid, pinOptions));
      const deadline = Date.now() + pinTimeout;
      for (let wait = pollTime; pin.status !== "pinned"; wait = Math.min(wait * 2, 10 * pollTime)) {
        if (pin.status === "failed" || Date.now() > deadline) {
          const what = pin.status === "failed" ? "could not fetch" : "has not fetched";
          throw new StorageError("unavailable", `${name} ${what} ${cid}.`, { cid, store: name });
        }
        await pause(wait, signal);
        pin = requireSame(await getStatus(pin.id, { signal }), cid);
      }
      return pin;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the service said: the cause of a {@link StorageError}. */
class PinningError extends Error {
  override readonly name = "PinningError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
