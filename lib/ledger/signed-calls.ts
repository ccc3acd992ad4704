import type { Address, Hex } from "viem";
import { zeroHash } from "viem";
import { toHex } from "../bytes.ts";
import type { LedgerCall } from "./call.ts";
import type { LeaseArgument, Publication, Rotation } from "./calls.ts";
import { callOf, publicationArgument, rotationArguments } from "./calls.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadOptions } from "./read.ts";
import { readLedger } from "./read.ts";
import type { Terms } from "./terms.ts";
import { packGrant, packRights, packSections } from "./terms.ts";

/** What makes a signature good once. */
export interface Validity {
  /** Any number below 2^256 that the signer has not used: signatures may be sent in any order. */
  readonly nonce: bigint;
  /** The last unix second in which it may be sent. */
  readonly deadline: number;
}

interface Signed {
  readonly validity: Validity;
  readonly signature: Hex;
}

/** A grant that its owner signs, for anybody to send. */
export interface SignedGrant {
  readonly record: Hex;
  readonly terms: Terms;
  readonly lease: LeaseArgument;
  readonly rotation: Rotation;
  /** The record's number of revocations: one more, and the signature is void. */
  readonly revocations: number;
}

/** A revocation that a record's owner signs. */
export interface SignedRevocation {
  readonly record: Hex;
  readonly account: Address;
  readonly generation: number;
  readonly rotation: Rotation;
}

/** Entries that their author signs. */
export interface SignedPublication {
  readonly record: Hex;
  readonly generation: number;
  readonly publications: readonly Publication[];
}

const GRANT = [
  { name: "record", type: "bytes32" },
  { name: "account", type: "address" },
  { name: "leaf", type: "uint32" },
  { name: "notBefore", type: "uint32" },
  { name: "expiresAt", type: "uint32" },
  { name: "since", type: "uint32" },
  { name: "sections", type: "uint128" },
  { name: "rights", type: "uint8" },
  { name: "generation", type: "uint16" },
  { name: "envelope", type: "bytes32" },
  { name: "epoch", type: "uint24" },
  { name: "rotation", type: "bytes32" },
  { name: "revocations", type: "uint32" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

const REVOKE = [
  { name: "record", type: "bytes32" },
  { name: "account", type: "address" },
  { name: "generation", type: "uint16" },
  { name: "epoch", type: "uint24" },
  { name: "rotation", type: "bytes32" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

const PUBLISH = [
  { name: "record", type: "bytes32" },
  { name: "generation", type: "uint16" },
  { name: "publications", type: "Publication[]" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

const PUBLICATION = [
  { name: "section", type: "uint8" },
  { name: "slice", type: "uint32" },
  { name: "epoch", type: "uint24" },
  { name: "expectedHead", type: "bytes32" },
  { name: "newHead", type: "bytes32" },
] as const;

type Place = Pick<Ledger, "chainId" | "ledger">;

/** The EIP-712 message by which an owner signs a grant: for viem's `signTypedData`. */
export function grantTypedData(
  at: Place,
  { record, terms, lease, rotation, revocations }: SignedGrant,
  { nonce, deadline }: Validity,
) {
  return {
    domain: domainOf(at),
    types: { Grant: GRANT },
    primaryType: "Grant",
    message: {
      record,
      ...lease,
      notBefore: terms.notBefore,
      expiresAt: terms.expiresAt,
      since: terms.since,
      sections: packSections(terms.sections),
      rights: packRights(terms.rights),
      generation: terms.generation,
      epoch: rotation.epoch,
      rotation: rotation.digest ?? zeroHash,
      revocations,
      nonce,
      deadline: BigInt(deadline),
    },
  } as const;
}

/** The EIP-712 message by which an owner signs a revocation. */
export function revokeTypedData(
  at: Place,
  { record, account, generation, rotation }: SignedRevocation,
  { nonce, deadline }: Validity,
) {
  return {
    domain: domainOf(at),
    types: { Revoke: REVOKE },
    primaryType: "Revoke",
    message: {
      record,
      account,
      generation,
      epoch: rotation.epoch,
      rotation: rotation.digest ?? zeroHash,
      nonce,
      deadline: BigInt(deadline),
    },
  } as const;
}

/** The EIP-712 message by which an author signs entries. */
export function publishTypedData(
  at: Place,
  { record, generation, publications }: SignedPublication,
  { nonce, deadline }: Validity,
) {
  return {
    domain: domainOf(at),
    types: { Publish: PUBLISH, Publication: PUBLICATION },
    primaryType: "Publish",
    message: {
      record,
      generation,
      publications: publications.map(({ expectedHead, ...rest }) => ({
        ...rest,
        expectedHead: expectedHead ?? zeroHash,
      })),
      nonce,
      deadline: BigInt(deadline),
    },
  } as const;
}

/** Lends as the owner signed. */
export function grantBySig(
  to: Pick<Ledger, "ledger">,
  { record, terms, lease, rotation, revocations, ...signed }: SignedGrant & Signed,
): LedgerCall {
  const { account, leaf, envelope } = lease;
  const word = packGrant({ terms, leaf });
  return callOf(to, "grantBySig", [
    record,
    account,
    word,
    envelope,
    ...rotationArguments(rotation),
    revocations,
    authorization(signed),
  ]);
}

/** Ends a lease as the owner signed. */
export function revokeBySig(
  to: Pick<Ledger, "ledger">,
  { record, account, generation, rotation, ...signed }: SignedRevocation & Signed,
): LedgerCall {
  return callOf(to, "revokeBySig", [
    record,
    account,
    BigInt(generation),
    ...rotationArguments(rotation),
    authorization(signed),
  ]);
}

/** Publishes as `author` signed. */
export function publishBySig(
  to: Pick<Ledger, "ledger">,
  {
    record,
    author,
    generation,
    publications,
    ...signed
  }: SignedPublication & Signed & { readonly author: Address },
): LedgerCall {
  return callOf(to, "publishBySig", [
    record,
    author,
    BigInt(generation),
    publications.map(publicationArgument),
    authorization(signed),
  ]);
}

/** Cancels a nonce of the sender's: what was signed with it can no longer be sent. */
export function cancelNonce(
  to: Pick<Ledger, "ledger">,
  { nonce }: Pick<Validity, "nonce">,
): LedgerCall {
  return callOf(to, "cancelNonces", [nonce >> 8n, 1n << (nonce & 0xffn)]);
}

/**
 * Whether a nonce was used or cancelled.
 *
 * @throws LedgerError `ledger/not-deployed`, `chain/unreachable`; the signal's reason
 */
export async function isNonceUsed(
  ledger: Ledger,
  { account, nonce }: { readonly account: Address; readonly nonce: bigint },
  options: ReadOptions = {},
): Promise<boolean> {
  const view = { functionName: "nonces", args: [account, nonce >> 8n] } as const;
  return (((await readLedger(ledger, view, options)) >> (nonce & 0xffn)) & 1n) === 1n;
}

/** A nonce that needs no look at the chain: 256 random bits. */
export function randomNonce(
  randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length)),
): bigint {
  return BigInt(toHex(randomBytes(32)));
}

function domainOf({ chainId, ledger }: Place) {
  return { name: "Leasehold Ledger", version: "1", chainId, verifyingContract: ledger } as const;
}

function authorization({ validity, signature }: Signed) {
  return { nonce: validity.nonce, deadline: BigInt(validity.deadline), signature };
}
