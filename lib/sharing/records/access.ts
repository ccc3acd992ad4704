import { fromHex } from "../../bytes.ts";
import { decodeEnvelope, openEnvelope } from "../../crypto/envelope.ts";
import { packRights } from "../../ledger/terms.ts";
import type { Reader } from "../account.ts";
import { openAsAny } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import { leaseStateAt } from "../leases/lease.ts";
import type { FetchedAhead } from "./fetch-ahead.ts";
import type { RecordHistory } from "./record-history.ts";
import { leasesOf } from "./record-history.ts";
import type { RecordKeys } from "./record-keys.ts";
import { joinKeys, leaseKeys, ownerKeys } from "./record-keys.ts";
import { openEarlierSecrets, openOwnSecret } from "./record-secret.ts";
import { isConfirmed } from "./rooted-membership.ts";
import type { Snapshot } from "./snapshot.ts";

/** What an account may do with a record now, and the keys for it. */
export type Access =
  | { readonly role: "owner"; readonly leases: readonly []; readonly keys: RecordKeys }
  | {
      readonly role: "reader" | "writer";
      /** All that are live, at least one: the direct one first, then those under roots, newest first. */
      readonly leases: readonly [Lease, ...Lease[]];
      readonly keys: RecordKeys;
    };

/**
 * The access of an account to a record, by the chain's time.
 *
 * @param of.ahead entries that are being fetched, one of which may lead an owner to the secret
 * @throws SharingError `sharing/no-lease`, `sharing/not-yet`, `sharing/expired`, `sharing/revoked`,
 *   `sharing/closed`; CryptoError if an envelope is not what the ledger says; StorageError, also
 *   where no lease is found and a list of leases cannot be had; LedgerError
 */
export async function accessRecord(
  context: Context,
  account: Reader,
  of: { snapshot: Snapshot; ahead?: FetchedAhead; signal?: AbortSignal | undefined },
): Promise<Access> {
  const { snapshot, signal } = of;
  const { history } = snapshot;
  if (sameAddress(history.owner, account.address)) {
    const present = await openOwnSecret(context, account, { ...of, ...snapshot });
    const earlier = await openEarlierSecrets(context, present, { signal });
    return { role: "owner", leases: [], keys: ownerKeys(present, earlier) };
  }
  const leases = await requireLease(context, account, { snapshot, signal });
  const keys = await Promise.all(
    leases.map((lease) => openLease(context, account, { snapshot, lease, signal })),
  );
  return {
    role: leases.some(({ rights }) => rights.write) ? "writer" : "reader",
    leases,
    keys: joinKeys(keys),
  };
}

/** The lease by which an account may add to a section; null if it may not, or needs none as owner. */
export function writingLease({ leases }: Access, section: number): Lease | null {
  return leases.find((it) => it.rights.write && it.sections.includes(section)) ?? null;
}

/** Whether an account may add to a section. */
export function mayWrite(access: Access, section: number): boolean {
  return access.role === "owner" || writingLease(access, section) !== null;
}

/** Whether an account may read what was published in a slice, as far as its terms say. */
export function covers({ role, leases }: Access, slice: number): boolean {
  return role === "owner" || leases.some((it) => it.since <= slice && slice < it.expiresAt);
}

/** The sections that an account may see, ascending; null for the owner, who may see all. */
export function lentSections({ role, leases }: Access): number[] | null {
  if (role === "owner") return null;
  return [...new Set(leases.flatMap(({ sections }) => sections))].sort((a, b) => a - b);
}

/**
 * The live leases of an account: the direct one first, then those under roots, newest first.
 *
 * @throws SharingError `sharing/no-lease`, `sharing/not-yet`, `sharing/expired`, `sharing/revoked`,
 *   `sharing/closed`; StorageError where none is found and a list of leases cannot be had;
 *   LedgerError
 */
export async function requireLease(
  context: Context,
  { address }: Pick<Reader, "address">,
  { snapshot, signal }: { snapshot: Snapshot; signal?: AbortSignal | undefined },
): Promise<[Lease, ...Lease[]]> {
  const { history, slice } = snapshot;
  const held = leasesOf(history, address);
  const live = held.filter((it) => leaseStateAt(it, slice) === "live").reverse();
  if (live.length === 0) throw whyNone(history, held, slice);
  const confirmed = await Promise.all(
    live.map((lease) => lease.root === null || isConfirmed(context, lease, { history, signal })),
  );
  const [first, ...others] = [
    ...live.filter(({ root }) => root === null),
    ...live.filter(({ root }, i) => root !== null && confirmed[i]),
  ];
  // It was ended since the snapshot was taken.
  if (first === undefined) throw revoked();
  return [first, ...others];
}

/** What keeps an account out that holds no live lease. */
function whyNone(history: RecordHistory, held: readonly Lease[], slice: number): Error {
  const lease = held.find((it) => leaseStateAt(it, slice) === "pending") ?? held.at(-1);
  if (lease === undefined) {
    const unknown = history.roots.find(({ problem, ended }) => problem !== null && ended === null);
    if (unknown?.problem) return unknown.problem;
    return new SharingError("sharing/no-lease", "Nothing of this record was lent to this account.");
  }
  switch (leaseStateAt(lease, slice)) {
    case "pending":
      return new SharingError("sharing/not-yet", "This lease has not begun.", {
        details: { notBefore: lease.notBefore },
      });
    case "expired":
      return new SharingError("sharing/expired", "This lease has run out.", {
        details: { expiresAt: lease.expiresAt },
      });
    case "closed":
      return new SharingError("sharing/closed", "This record was closed, or changed hands.");
    default:
      return revoked();
  }
}

function revoked(): SharingError {
  return new SharingError("sharing/revoked", "The owner ended this lease.");
}

async function openLease(
  { store, ledger }: Context,
  reader: Reader,
  of: { snapshot: Snapshot; lease: Lease; signal?: AbortSignal | undefined },
): Promise<RecordKeys> {
  const { lease, signal } = of;
  const envelope = decodeEnvelope(await store.get(structuredCid(lease.envelope), { signal }));
  const context = {
    chainId: ledger.chainId,
    ledger: fromHex(ledger.ledger),
    record: fromHex(lease.record),
    owner: fromHex(lease.owner),
    grantee: fromHex(lease.grantee),
  };
  const terms = { ...lease, rights: packRights(lease.rights) };
  const opened = await openAsAny(reader, (identity) =>
    openEnvelope(envelope, { identity, context, terms }),
  );
  return leaseKeys(opened, of.snapshot.rotations);
}
