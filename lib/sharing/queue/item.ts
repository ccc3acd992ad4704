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

const publicationSchema = z.object({
  ...common,
  kind: z.literal("publication"),
  record: word,
  section: z.int().check(z.gte(0), z.lte(127)),
  /** Its encrypted blocks, which nobody else may hold: CIDs as text. */
  blocks: z.array(z.string()),
  /** Bytes of those. */
  size: z.int().check(z.gte(0)),
  /** Keys and names, sealed under the identity: `item-seal.ts`. */
  sealed: hex,
  /**
   * The entry blocks with which it was or may have been sent, written down before each attempt. At
   * most one of them is ever in the ledger.
   */
  heads: z.array(word),
});

const signedSchema = z.object({
  ...common,
  kind: z.literal("signed"),
  /** What was signed, as it travels (protocol §10). */
  text: z.string(),
});

const itemSchema = z.discriminatedUnion("kind", [publicationSchema, signedSchema]);

/** An entry that waits to be published. */
export type QueuedPublication = z.infer<typeof publicationSchema>;

/** Something signed that waits to be sent. */
export type QueuedSigned = z.infer<typeof signedSchema>;

export type QueueItem = QueuedPublication | QueuedSigned;

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
