import type { Hex } from "viem";
import { zeroAddress, zeroHash } from "viem";
import { z } from "zod/mini";
import type { Terms } from "../../ledger/terms.ts";
import type { Memory } from "../memory.ts";
import type { RecordHistory } from "../records/record-history.ts";
import type { Lease } from "./lease.ts";

/*
 * The keys of a lease are out as soon as its envelope is stored; whether its transaction lands is
 * another matter. What an owner's device sent, or was about to send, is therefore remembered here,
 * and counts like a lease that was ended early until the ledger has it.
 */

/** A day: no chain undoes more. */
const KEPT_SLICES = 1440;

const hash = z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-fA-F]{64}$/))]);
const count = z.int().check(z.gte(0));

/** Leases that go out together on the same terms, as far as the rotation rules ask. */
const handOutSchema = z.object({
  /** The envelopes' digests: the ledger has one, or a list with it, once it has them all. */
  envelope: hash,
  sections: z.array(count),
  since: count,
  notBefore: count,
  expiresAt: count,
  generation: count,
  /** The record's epoch before the transaction, and the slice. */
  epoch: count,
  slice: count,
  leaf: count,
});

export type HandOut = z.infer<typeof handOutSchema>;

/**
 * Remembers that the keys of leases are out which one transaction is to grant. Of those on the same
 * terms one stands for all.
 */
export async function rememberHandOut(
  memory: Memory,
  { history, slice }: { history: RecordHistory; slice: number },
  leases: readonly { terms: Terms; leaf: number; envelope: Hex }[],
): Promise<void> {
  const made = new Map<string, HandOut>();
  for (const { terms, leaf, envelope } of leases) {
    const { sections, since, notBefore, expiresAt, generation } = terms;
    const name = JSON.stringify([sections, since, notBefore, expiresAt]);
    if (made.has(name)) continue;
    const lent = { sections: [...sections], since, notBefore, expiresAt, generation };
    made.set(name, { envelope, ...lent, epoch: history.epoch, slice, leaf });
  }
  await memory.update(keyOf(history.record), (present) =>
    [
      ...decodeHandOuts(present).filter((it) => !isSettled(it, history, slice)),
      ...made.values(),
    ].map((it) => JSON.stringify(it)),
  );
}

/** Leases whose keys this device handed out and that the ledger does not have. */
export async function handedOutLeases(memory: Memory, history: RecordHistory): Promise<Lease[]> {
  const handOuts = decodeHandOuts(await memory.get(keyOf(history.record)));
  if (handOuts.length === 0) return [];
  const granted = envelopesOf(history);
  return handOuts.filter((it) => !granted.has(it.envelope)).map((it) => leaseOf(it, history));
}

/** What is not what was stored is passed over, one by one: another version may have written it. */
export function decodeHandOuts(stored: unknown): HandOut[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((text) => {
    const parsed = z.safeParse(handOutSchema, parseJson(text));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function envelopesOf({ leases }: RecordHistory): Set<Hex> {
  return new Set(leases.map(({ envelope }) => envelope));
}

/** Whether the ledger has them for good. */
function isSettled(handOut: HandOut, history: RecordHistory, slice: number): boolean {
  const isOld = slice >= handOut.slice + KEPT_SLICES;
  return isOld && history.leases.some(({ envelope }) => envelope === handOut.envelope);
}

function leaseOf(handOut: HandOut, { record, owner }: RecordHistory): Lease {
  const place = { block: 0n, transaction: zeroHash };
  const { slice: _, ...lent } = handOut;
  return {
    record,
    owner,
    // It takes nobody's place, and nobody takes its.
    grantee: zeroAddress,
    rights: { read: true, write: false },
    ...lent,
    root: null,
    grantedIn: place,
    ended: { how: "revoked", ...place },
  };
}

function keyOf(record: Hex): string {
  return `handed-out/${record.toLowerCase()}`;
}
