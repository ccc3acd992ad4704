import type { Address, ContractFunctionArgs, ContractFunctionName, Hex } from "viem";
import { encodeFunctionData, zeroHash } from "viem";
import { ledgerAbi } from "./abi/ledger.ts";
import type { LedgerCall } from "./call.ts";
import type { Ledger } from "./ledger.ts";
import { saltWord } from "./record-id.ts";
import { packStamp } from "./stamp.ts";
import type { Rights, Terms } from "./terms.ts";
import { packGrant, packRights, packSections } from "./terms.ts";

/** A new entry of a section: compare-and-set of its head. */
export interface Publication {
  readonly section: number;
  /** The slice and the epoch that the entry is sealed under. */
  readonly slice: number;
  readonly epoch: number;
  /** The head that the new entry follows; null where it is the first. */
  readonly expectedHead: Hex | null;
  /** Digest of the new entry block. */
  readonly newHead: Hex;
}

/** Whom a lease is for, and where its keys are. */
export interface LeaseArgument {
  readonly account: Address;
  /** Number in the lease tree, never used before. */
  readonly leaf: number;
  /** Digest of the envelope block. */
  readonly envelope: Hex;
}

/** The epoch that the record is known to be in, and the rotation that leads out of it, if any. */
export interface Rotation {
  readonly epoch: number;
  /** Digest of the rotation block; null for no rotation. */
  readonly digest: Hex | null;
}

/** A lease under a root, and the proof of that. */
export interface Membership {
  readonly terms: Terms;
  readonly lease: LeaseArgument;
  readonly proof: readonly Hex[];
}

type LedgerOf = Pick<Ledger, "ledger">;
type OnRecord = { readonly record: Hex };
type Rotating = { readonly rotation: Rotation };
type Lending = OnRecord & Rotating & { readonly terms: Terms; readonly lease: LeaseArgument };

/** The epoch does not matter where nothing rotates and nothing is lent. */
const NO_ROTATION: Rotation = { epoch: 0, digest: null };

/* Records */

/** Creates the sender's record with this salt, and publishes its first entries. */
export function createRecord(
  to: LedgerOf,
  { salt, publications }: { readonly salt: number; readonly publications: readonly Publication[] },
): LedgerCall {
  return callOf(to, "createRecord", [saltWord(salt), publications.map(publicationArgument)]);
}

/** Publishes entries, all or none: by the owner, or a live grantee with the right to write. */
export function publish(
  to: LedgerOf,
  { record, publications }: OnRecord & { readonly publications: readonly Publication[] },
): LedgerCall {
  return callOf(to, "publish", [record, publications.map(publicationArgument)]);
}

/** The same for the holder of a lease under a root. */
export function publishByProof(
  to: LedgerOf,
  {
    record,
    publications,
    membership,
  }: OnRecord & {
    readonly publications: readonly Publication[];
    readonly membership: Membership;
  },
): LedgerCall {
  const entries = publications.map(publicationArgument);
  return callOf(to, "publishByProof", [record, entries, membershipArgument(membership)]);
}

/** Enters the next epoch. */
export function rotate(to: LedgerOf, { record, rotation }: OnRecord & Rotating): LedgerCall {
  return callOf(to, "rotate", [record, ...rotationArguments(rotation)]);
}

/** Ends the record for good. */
export function close(to: LedgerOf, { record }: OnRecord): LedgerCall {
  return callOf(to, "close", [record]);
}

/* Leases */

/** Lends to an account, in place of what it was lent before. The epoch must be the record's. */
export function grant(to: LedgerOf, { record, terms, lease, rotation }: Lending): LedgerCall {
  // The plain call, the one that is made most, cannot rotate.
  if (rotation.digest !== null) return grantMany(to, { record, terms, leases: [lease], rotation });
  const { account, leaf, envelope } = lease;
  const word = packGrant({ terms, leaf });
  const recipient = BigInt(account) | (BigInt(rotation.epoch) << 160n);
  return callOf(to, "grant", [record, recipient, word, envelope]);
}

/** Lends to several accounts on the same terms; {@link LEASES_PER_CALL} at most. */
export function grantMany(
  to: LedgerOf,
  {
    record,
    terms,
    leases,
    rotation,
  }: OnRecord & Rotating & { readonly terms: Terms; readonly leases: readonly LeaseArgument[] },
): LedgerCall {
  // The ledger puts each one's own leaf into the terms.
  const shared = packGrant({ terms, leaf: 0 });
  const args = [record, shared, leases, ...rotationArguments(rotation)] as const;
  return callOf(to, "grantMany", args);
}

/**
 * Leases that surely fit one transaction: it may use 16.7 M gas (EIP-7825), and a lease to an
 * account that never had one costs about 62 000.
 */
export const LEASES_PER_CALL = 200;

/** Cuts a list into pieces of {@link LEASES_PER_CALL}, for as many calls. */
export function inCalls<T>(leases: readonly T[]): T[][] {
  const pieces: T[][] = [];
  for (let i = 0; i < leases.length; i += LEASES_PER_CALL) {
    pieces.push(leases.slice(i, i + LEASES_PER_CALL));
  }
  return pieces;
}

/** Ends the lease of an account. */
export function revoke(
  to: LedgerOf,
  {
    record,
    account,
    rotation = NO_ROTATION,
  }: OnRecord & Partial<Rotating> & { readonly account: Address },
): LedgerCall {
  return callOf(to, "revoke", [record, account, ...rotationArguments(rotation)]);
}

/** Ends the leases of several accounts, passing over those that hold none. */
export function revokeMany(
  to: LedgerOf,
  {
    record,
    accounts,
    rotation = NO_ROTATION,
  }: OnRecord & Partial<Rotating> & { readonly accounts: readonly Address[] },
): LedgerCall {
  return callOf(to, "revokeMany", [record, accounts, ...rotationArguments(rotation)]);
}

/** Ends all leases of a record, rooted and signed ones included. */
export function revokeAll(
  to: LedgerOf,
  { record, rotation = NO_ROTATION }: OnRecord & Partial<Rotating>,
): LedgerCall {
  return callOf(to, "revokeAll", [record, ...rotationArguments(rotation)]);
}

/* Leases under a root */

/** Lends on the terms in each leaf under `root`; the block with the digest `list` lists them. */
export function grantRoot(
  to: LedgerOf,
  {
    record,
    root,
    list,
    generation,
    rotation,
  }: OnRecord & Rotating & { readonly root: Hex; readonly list: Hex; readonly generation: number },
): LedgerCall {
  return callOf(to, "grantRoot", [
    record,
    root,
    list,
    BigInt(generation),
    ...rotationArguments(rotation),
  ]);
}

/** Ends all leases under a root. */
export function revokeRoot(
  to: LedgerOf,
  { record, root, rotation = NO_ROTATION }: OnRecord & Partial<Rotating> & { readonly root: Hex },
): LedgerCall {
  return callOf(to, "revokeRoot", [record, root, ...rotationArguments(rotation)]);
}

/** Ends single leases under roots, by their numbers in the lease tree. */
export function revokeLeaves(
  to: LedgerOf,
  {
    record,
    leaves,
    rotation = NO_ROTATION,
  }: OnRecord & Partial<Rotating> & { readonly leaves: readonly number[] },
): LedgerCall {
  return callOf(to, "revokeLeaves", [record, leaves, ...rotationArguments(rotation)]);
}

/* Requests */

/** Asks the owner to be lent sections for a number of slices. */
export function requestAccess(
  to: LedgerOf,
  {
    record,
    sections,
    rights,
    duration,
    note,
  }: OnRecord & {
    readonly sections: readonly number[];
    readonly rights: Rights;
    readonly duration: number;
    /** Digest of a block that says why; null for none. */
    readonly note: Hex | null;
  },
): LedgerCall {
  const bitmap = packSections(sections);
  const args = [record, bitmap, packRights(rights), duration, note ?? zeroHash] as const;
  return callOf(to, "requestAccess", args);
}

export function withdrawRequest(to: LedgerOf, { record }: OnRecord): LedgerCall {
  return callOf(to, "withdrawRequest", [record]);
}

/** Lends as {@link grant} does, and settles the account's request. */
export function approveRequest(
  to: LedgerOf,
  { record, terms, lease, rotation }: Lending,
): LedgerCall {
  const { account, leaf, envelope } = lease;
  const word = packGrant({ terms, leaf });
  const args = [record, account, word, envelope, ...rotationArguments(rotation)] as const;
  return callOf(to, "approveRequest", args);
}

export function declineRequest(
  to: LedgerOf,
  { record, account }: OnRecord & { readonly account: Address },
): LedgerCall {
  return callOf(to, "declineRequest", [record, account]);
}

/* Transfer */

/**
 * Offers the record to an account, in place of any earlier offer. `handover` is the digest of the
 * block that hands its secret over.
 */
export function offer(
  to: LedgerOf,
  { record, account, handover }: OnRecord & { readonly account: Address; readonly handover: Hex },
): LedgerCall {
  return callOf(to, "offer", [record, account, handover]);
}

export function withdrawOffer(to: LedgerOf, { record }: OnRecord): LedgerCall {
  return callOf(to, "withdrawOffer", [record]);
}

/** Takes over a record that was offered to the sender; ends all its leases. */
export function accept(
  to: LedgerOf,
  { record, rotation = NO_ROTATION }: OnRecord & Partial<Rotating>,
): LedgerCall {
  return callOf(to, "accept", [record, ...rotationArguments(rotation)]);
}

/* Several at once */

/** Several calls in one transaction, in order: all or none. */
export function multicall(to: LedgerOf, calls: readonly LedgerCall[]): LedgerCall {
  return callOf(to, "multicall", [calls.map((call) => encodeFunctionData(call))]);
}

type CallName = ContractFunctionName<typeof ledgerAbi, "nonpayable">;

/** A call of the ledger with arguments as its ABI has them. */
export function callOf<name extends CallName>(
  { ledger }: LedgerOf,
  functionName: name,
  args: ContractFunctionArgs<typeof ledgerAbi, "nonpayable", name>,
): LedgerCall {
  return { address: ledger, abi: ledgerAbi, functionName, args: args as readonly unknown[] };
}

export function publicationArgument({ expectedHead, newHead, ...stamp }: Publication) {
  return { stamp: packStamp(stamp), expectedHead: expectedHead ?? zeroHash, newHead };
}

export function rotationArguments({ epoch, digest }: Rotation) {
  return [BigInt(epoch), digest ?? zeroHash] as const;
}

export function membershipArgument({ terms, lease, proof }: Membership) {
  const { account, leaf, envelope } = lease;
  return { account, lease: packGrant({ terms, leaf }), envelope, proof };
}
