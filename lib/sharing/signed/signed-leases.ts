import type { Hex } from "viem";
import { zeroHash } from "viem";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import type { RecordHistory } from "../records/record-history.ts";
import type { SignedMessage } from "./signed-message.ts";
import { decodeStored, encodeSigned } from "./signed-text.ts";

type SignedGrantMessage = Extract<SignedMessage, { kind: "grant" }>;

/**
 * Leases that the owner signed on this device and that the ledger has not heard of. Their keys are
 * out: whoever was given the text can open the envelope. `ended` is null while it can still be sent.
 */
export async function signedLeases(
  { memory }: Pick<Context, "memory">,
  history: RecordHistory,
  { time }: { time: number },
): Promise<Lease[]> {
  const stored = decodeStored(await memory.get(keyOf(history.record)));
  const granted = new Set(history.leases.map(({ envelope }) => envelope));
  return stored
    .filter((message) => message.kind === "grant")
    .filter((message) => !granted.has(message.content.lease.envelope))
    .filter(({ signer }) => sameAddress(signer, history.owner))
    .map((message) => leaseOf(message, history, { time }));
}

/** Remembers that a lease's keys are out. */
export async function rememberSignedLease(
  { memory }: Pick<Context, "memory">,
  message: SignedMessage,
): Promise<void> {
  await memory.update(keyOf(message.content.record), (present) => [
    ...decodeStored(present).map(encodeSigned),
    encodeSigned(message),
  ]);
}

/** A signed lease as the rotation rules see it. */
export function leaseOf(
  { content, validity }: SignedGrantMessage,
  history: RecordHistory,
  { time }: { time: number },
): Lease {
  const { terms, lease, rotation, revocations } = content;
  const isReady =
    time <= validity.deadline &&
    !history.closed &&
    terms.generation === history.generation &&
    rotation.epoch === history.epoch &&
    revocations === history.revocations;
  const place = { block: 0n, transaction: zeroHash };
  return {
    record: history.record,
    owner: history.owner,
    grantee: lease.account,
    sections: [...terms.sections],
    rights: terms.rights,
    since: terms.since,
    notBefore: terms.notBefore,
    expiresAt: terms.expiresAt,
    generation: terms.generation,
    // The secrets of its own rotation are of no use until it is sent.
    epoch: rotation.epoch,
    leaf: lease.leaf,
    envelope: lease.envelope,
    root: null,
    grantedIn: place,
    ended: isReady ? null : { how: "revoked", ...place },
  };
}

function keyOf(record: Hex): string {
  return `signed-leases/${record.toLowerCase()}`;
}
