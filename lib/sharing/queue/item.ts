import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import * as z from "zod/mini";
import { toHex, utf8ToBytes } from "../../bytes.ts";

/** A 32-byte value, and bytes in general, as hex. */
const word = z.custom<Hex>((it) => typeof it === "string" && /^0x[0-9a-f]{64}$/.test(it));
const hex = z.custom<Hex>((it) => typeof it === "string" && /^0x([0-9a-f]{2})*$/.test(it));

const common = {
  /** Random; tells it from others of the device. */
  id: word,
  /** When it was kept, by this device's clock; unix milliseconds. */
  keptAt: z.number().check(z.gte(0)),
  /** `stuck`: it can never be sent as it is; `reason` says why. */
  state: z.enum(["waiting", "stuck"]),
  /** The code of the last failure; null before any. */
  reason: z.nullable(z.string()),
};

const stored = {
  /** Its encrypted blocks, which nobody else may hold: CIDs as text. */
  blocks: z.array(z.string()),
  /** Bytes of those. */
  size: z.int().check(z.gte(0)),
};

const entries = {
  ...stored,
  record: word,
  /** Keys and names, sealed under the identity: `item-seal.ts`. */
  sealed: hex,
  /**
   * The entry blocks with which it was or may have been sent, written down before each attempt. At
   * most one of them is ever in the ledger.
   */
  heads: z.array(word),
};

const publicationSchema = z.object({
  ...common,
  ...entries,
  kind: z.literal("publication"),
  section: z.int().check(z.gte(0), z.lte(127)),
});

const creationSchema = z.object({
  ...common,
  ...entries,
  kind: z.literal("creation"),
  /** The record's number among its owner's: its id, to which its content is bound, follows. */
  salt: z.int().check(z.gte(0)),
});

const signedSchema = z.object({
  ...common,
  kind: z.literal("signed"),
  /** What was signed, as it travels (protocol §10). */
  text: z.string(),
  /** Blocks that it names and that nobody else may hold, where it was signed here without a network. */
  blocks: z._default(stored.blocks, []),
  size: z._default(stored.size, 0),
});

const itemSchema = z.discriminatedUnion("kind", [publicationSchema, creationSchema, signedSchema]);

/** An entry that waits to be published. */
export type QueuedPublication = z.infer<typeof publicationSchema>;

/** A record that waits to be created. */
export type QueuedCreation = z.infer<typeof creationSchema>;

/** Something signed that waits to be sent. */
export type QueuedSigned = z.infer<typeof signedSchema>;

export type QueueItem = QueuedPublication | QueuedCreation | QueuedSigned;

/** What is kept where an item should be, and is none: it is shown, and stays until it is removed. */
export interface DamagedItem {
  readonly kind: "damaged";
  /** From its content. */
  readonly id: Hex;
  readonly raw: unknown;
}

/** Reads what a device kept: every item by itself, so that one that is damaged costs no other. */
export function parseQueue(kept: unknown): (QueueItem | DamagedItem)[] {
  if (kept === undefined || kept === null) return [];
  const list: unknown[] = Array.isArray(kept) ? kept : [kept];
  const ids = new Set<Hex>();
  return list.map((raw) => {
    const parsed = z.safeParse(itemSchema, raw);
    if (parsed.success && !ids.has(parsed.data.id)) {
      ids.add(parsed.data.id);
      return parsed.data;
    }
    return { kind: "damaged", id: idOf(raw), raw };
  });
}

function idOf(raw: unknown): Hex {
  return toHex(sha256(utf8ToBytes(JSON.stringify(raw) ?? "")));
}

/** The list as it is kept. */
export function queueAsKept(items: readonly (QueueItem | DamagedItem)[]): unknown {
  if (items.length === 0) return undefined;
  return items.map((item) => (item.kind === "damaged" ? item.raw : item));
}

/** What every item begins with. */
export function newItem(id: Hex) {
  return { id, keptAt: Date.now(), state: "waiting", reason: null } as const;
}
