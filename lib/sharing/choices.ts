import * as z from "zod/mini";
import { LeaseholdError } from "../error.ts";

const consistency = z.enum(["latest", "safe", "finalized"]);
const text = z.string().check(z.maxLength(4096));

const storeChoiceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("kubo"), url: text, token: z.nullable(text) }),
  z.object({ kind: z.literal("gateway"), url: text }),
  z.object({ kind: z.literal("pinning"), url: text, token: text, gateway: text }),
]);

/**
 * A store that a person adds.
 *
 * - `kubo`: an IPFS node, by its RPC; `token` goes along as `authorization: Bearer …`
 * - `gateway`: a trustless gateway, which is read from
 * - `pinning`: an IPFS pinning service, by its endpoint; `gateway` is where what it keeps is read. It
 *   fetches blocks from the first IPFS node that there is
 */
export type StoreChoice = z.infer<typeof storeChoiceSchema>;

/** What a person chose for one network, on one device. */
export interface Choices {
  /** Nodes of the chain besides the network's: `https:` or `wss:`. */
  readonly rpcUrls: readonly string[];
  /** Stores besides the network's and the device's. */
  readonly stores: readonly StoreChoice[];
  /** How many stores, the device not counted, have to take a block before it counts as kept. */
  readonly minCopies: number;
  /** How settled a state is read. */
  readonly consistency: z.infer<typeof consistency>;
  /** Blocks that a transaction is waited for, its own included. */
  readonly confirmations: number;
  /** Bytes of what other stores hold that the device keeps; null leaves it to the browser's quota. */
  readonly cacheBytes: number | null;
}

/** What holds where nobody chose. */
export const DEFAULT_CHOICES: Choices = {
  rpcUrls: [],
  stores: [],
  minCopies: 1,
  consistency: "latest",
  confirmations: 1,
  cacheBytes: null,
};

/** More of either is a mistake, or somebody's attempt to keep the device busy. */
const MAX_ADDED = 16;
export const MAX_CONFIRMATIONS = 64;

/** The least that a device may keep: two blocks' worth would be no cache. */
export const MIN_CACHE_BYTES = 16 * 1024 * 1024;

/**
 * Reads choices that were kept as JSON. What is damaged, or of another version, falls back to its
 * default, each part by itself: one bad address does not cost the others.
 */
export function parseChoices(json: unknown): Choices {
  const kept: Record<string, unknown> = { ...(isObject(json) ? json : {}) };
  const part = <T>(schema: z.ZodMiniType<T>, name: keyof Choices, fallback: T): T => {
    const parsed = schema.safeParse(kept[name]);
    return parsed.success ? parsed.data : fallback;
  };
  const each = (name: keyof Choices): unknown[] =>
    Array.isArray(kept[name]) ? kept[name].slice(0, MAX_ADDED) : [];
  let choices: Choices = {
    ...DEFAULT_CHOICES,
    consistency: part(consistency, "consistency", DEFAULT_CHOICES.consistency),
    confirmations: part(
      z.int().check(z.minimum(1), z.maximum(MAX_CONFIRMATIONS)),
      "confirmations",
      DEFAULT_CHOICES.confirmations,
    ),
    cacheBytes: part(z.nullable(z.int().check(z.minimum(MIN_CACHE_BYTES))), "cacheBytes", null),
    minCopies: part(z.int().check(z.minimum(1), z.maximum(MAX_ADDED)), "minCopies", 1),
  };
  for (const url of each("rpcUrls")) choices = orAsBefore(choices, (it) => addNode(it, url));
  for (const store of each("stores")) choices = orAsBefore(choices, (it) => addStore(it, store));
  return choices;
}

/**
 * Choices with one more node.
 *
 * @throws ChoiceError `choice/bad-address`, `choice/unsafe-address`, `choice/double`,
 *   `choice/too-many`
 */
export function addNode(choices: Choices, url: unknown): Choices {
  const added = checkAddress(url, ["https:", "wss:"]);
  const { rpcUrls } = choices;
  if (rpcUrls.includes(added)) throw double();
  if (rpcUrls.length >= MAX_ADDED) throw tooMany();
  return { ...choices, rpcUrls: [...rpcUrls, added] };
}

/** Choices with one more store. @throws as {@link addNode} does; `choice/no-token` */
export function addStore(choices: Choices, store: unknown): Choices {
  const parsed = storeChoiceSchema.safeParse(store);
  if (!parsed.success) {
    throw new ChoiceError("choice/bad-address", "This is not a store.", { cause: parsed.error });
  }
  const added = { ...parsed.data, url: checkAddress(parsed.data.url, ["https:"]) };
  if (added.kind === "pinning") {
    added.gateway = checkAddress(added.gateway, ["https:"]);
    if (added.token.trim() === "") {
      throw new ChoiceError("choice/no-token", "A pinning service asks for a token.");
    }
  }
  if (choices.stores.some(({ kind, url }) => kind === added.kind && url === added.url)) {
    throw double();
  }
  if (choices.stores.length >= MAX_ADDED) throw tooMany();
  return { ...choices, stores: [...choices.stores, added] };
}

/**
 * An address as it is used: without a slash at its end, without spaces around it. Encrypted, or on
 * this machine: browsers refuse other addresses to a page that came encrypted, and whoever is on the
 * way could change what they say.
 *
 * @throws ChoiceError `choice/bad-address`, `choice/unsafe-address`
 */
function checkAddress(input: unknown, protocols: readonly string[]): string {
  const address = typeof input === "string" ? input.trim() : "";
  if (!URL.canParse(address)) throw badAddress();
  const url = new URL(address);
  const isPlain = protocols.includes(url.protocol.replace(/^(http|ws):$/, "$1s:"));
  if (!protocols.includes(url.protocol) && !isPlain) throw badAddress();
  if (url.username !== "" || url.password !== "" || url.hash !== "") throw badAddress();
  const isHere = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (!protocols.includes(url.protocol) && !isHere) {
    throw new ChoiceError(
      "choice/unsafe-address",
      "An address has to begin with https: or wss:, unless it is on this machine.",
    );
  }
  return url.href.replace(/\/+$/, "");
}

function orAsBefore(choices: Choices, change: (choices: Choices) => Choices): Choices {
  try {
    return change(choices);
  } catch (error) {
    if (error instanceof ChoiceError) return choices;
    throw error;
  }
}

function isObject(json: unknown): json is object {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

const badAddress = () => new ChoiceError("choice/bad-address", "This is not such an address.");
const double = () => new ChoiceError("choice/double", "This address is there already.");
const tooMany = () => new ChoiceError("choice/too-many", `There are ${MAX_ADDED} already.`);

/**
 * A choice that cannot be.
 *
 * - `choice/bad-address`: not an address of that kind
 * - `choice/unsafe-address`: neither encrypted nor on this machine
 * - `choice/double`: it is there already; `choice/too-many`: there are too many
 * - `choice/no-token`: a pinning service without a token
 * - `choice/no-staging`: a pinning service where there is no IPFS node that it could fetch from
 * - `choice/not-it`: what answers at an address is something else
 */
export class ChoiceError extends LeaseholdError {
  override readonly name = "ChoiceError";
}
