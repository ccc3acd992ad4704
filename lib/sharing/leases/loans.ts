import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { sealEnvelope } from "../../crypto/envelope.ts";
import type { LeaseInput, SectionEpochs } from "../../crypto/lease.ts";
import { makeLease } from "../../crypto/lease.ts";
import type { LeaseArgument, Rotation } from "../../ledger/calls.ts";
import type { Terms } from "../../ledger/terms.ts";
import { packRights } from "../../ledger/terms.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Account } from "../account.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import type { DatedKeyEpoch, LoadedRotation, VersionSpan } from "../records/key-epochs.ts";
import { keyEpochAt, keyEpochsOf, versionSpans } from "../records/key-epochs.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import { openEarlierSecrets, openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { rememberHandOut } from "./handed-out.ts";
import { takeLeaves } from "./leaf-numbers.ts";
import type { Lease } from "./lease.ts";
import { prepareRotation, stayingLeases } from "./rotate.ts";
import { sectionsNarrowedBy, sectionsToRotateBeforeGrant } from "./rotation-policy.ts";
import { sectionHistory } from "./section-history.ts";

/** Envelopes sealed and stored at a time. */
const IN_FLIGHT = 8;

/** A lease to be: to whom, on which terms, sealed to which key. */
export interface Loan {
  readonly grantee: Address;
  readonly terms: Terms;
  readonly publicKey: Uint8Array;
  /**
   * The first epoch whose entries it may open, where an earlier lease goes on in it. By default 0 with
   * history, else the one that it is granted in: entries of its first minute may be older than it.
   */
  readonly fromEpoch?: number;
  /** A number in the lease tree that was taken for it already. */
  readonly leaf?: number;
}

/** Leases whose envelopes are stored: they begin with the transaction that names them. */
export interface PreparedLoans {
  /** In the order of the loans. */
  readonly leases: readonly LeaseArgument[];
  /** What the ledger is told of the epoch, and of the rotation that goes before, if any. */
  readonly rotation: Rotation;
}

/**
 * Makes the keys of leases that are granted in one transaction, and the rotation that goes before
 * them where the rules (`rotation-policy.ts`) ask for one; stores the blocks of both. Their numbers
 * in the lease tree are spent, whatever becomes of them.
 *
 * @param of.replaced standing leases that the new ones take the place of
 * @throws SharingError `sharing/not-owner`; StorageError
 */
export async function prepareLoans(
  context: Context,
  account: Account,
  of: { snapshot: Snapshot; loans: readonly Loan[]; replaced: readonly Lease[] } & Watch,
): Promise<PreparedLoans> {
  const { snapshot, loans, replaced, signal, onProgress } = of;
  const { history } = snapshot;
  const secret = await openOwnSecret(context, account, { history, signal });
  const sections = sectionsToRotate(snapshot, loans, replaced);
  const staying = () => stayingLeases(snapshot, { leases: replaced });
  const rotation =
    sections.length === 0
      ? null
      : await prepareRotation(context, account, {
          snapshot,
          sections,
          staying: staying(),
          secret,
          signal,
        });
  const used = history.leases.map(({ leaf }) => leaf);
  const count = loans.filter(({ leaf }) => leaf === undefined).length;
  const taken = await takeLeaves(context.memory, history.record, { count, used });
  const leaves = loans.map(({ leaf }) => leaf ?? (taken.shift() as number));
  const rotations = rotation ? [...snapshot.rotations, rotation.loaded] : snapshot.rotations;
  const sealed = { loans, leaves, secret, rotations, signal, onProgress };
  const leases = await sealLoans(context, account, { record: history.record, ...sealed });
  const handedOut = leases.map((lease, i) => ({ ...lease, terms: (loans[i] as Loan).terms }));
  await rememberHandOut(context.memory, snapshot, handedOut);
  return { leases, rotation: rotation?.argument ?? { epoch: history.epoch, digest: null } };
}

/**
 * Seals leases to their grantees, and stores the envelopes.
 *
 * @param of.leaves numbers in the lease tree, for each loan one that was never used
 * @param of.secret the version of the record secret that is in force
 * @param of.rotations all of the record, also one that goes before the leases
 * @throws StorageError; the signal's reason
 */
export async function sealLoans(
  context: Context,
  { address }: Pick<Account, "address">,
  of: {
    record: Hex;
    loans: readonly Loan[];
    leaves: readonly number[];
    secret: OwnedSecret;
    rotations: readonly LoadedRotation[];
  } & Watch,
): Promise<LeaseArgument[]> {
  const { record, loans, leaves, secret, rotations, signal, onProgress } = of;
  const { store, ledger } = context;
  const goesBack = loans.some((loan) => openedSpans(loan, rotations).length > 1);
  const earlier = goesBack ? await openEarlierSecrets(context, secret, { signal }) : [];
  const place = {
    chainId: ledger.chainId,
    ledger: fromHex(ledger.ledger),
    record: fromHex(record),
    owner: fromHex(address),
  };
  const leases: LeaseArgument[] = [];
  const work = async ([i, loan]: [number, Loan]): Promise<LeaseArgument> => {
    signal?.throwIfAborted();
    const leaf = leaves[i] as number;
    const lease = makeLease(leaseInput(loan, { leaf, secret, earlier, rotations }));
    const envelope = await sealEnvelope(lease, {
      context: { ...place, grantee: fromHex(loan.grantee) },
      publicKey: loan.publicKey,
    });
    await store.put(envelope, { signal });
    return { account: loan.grantee, leaf, envelope: digestHex(envelope.cid) };
  };
  const total = loans.length;
  for await (const lease of mapInOrder(loans.entries(), { limit: IN_FLIGHT, work })) {
    leases.push(lease);
    if (total > 1) onProgress?.({ step: "prepare", accounts: { done: leases.length, total } });
  }
  return leases;
}

type Versions = {
  /** The version that is in force. */
  secret: OwnedSecret;
  earlier: readonly OwnedSecret[];
  rotations: readonly LoadedRotation[];
};

function leaseInput(loan: Loan, { leaf, ...of }: { leaf: number } & Versions): LeaseInput {
  const { since, expiresAt, rights, sections } = loan.terms;
  const { secret, rotations } = of;
  const spans = openedSpans(loan, rotations);
  const epochsIn = (span: VersionSpan): SectionEpochs[] =>
    sections.map((section) => ({ section, epochs: epochsWithin(section, { ...of, loan, span }) }));
  return {
    secret: secret.secret,
    secretBlock: secret.block,
    since,
    expiresAt,
    rights: packRights(rights),
    leaf,
    publicKey: rights.write ? secret.publicKey : null,
    sections: spans.filter(({ end }) => end === null).flatMap(epochsIn),
    earlier: spans.flatMap((span) => {
      const held = of.earlier.find((it) => it.secret.version === span.version);
      if (span.end === null || held === undefined) return [];
      const { until } = span.end;
      return [{ secret: held.secret, secretBlock: held.block, until, sections: epochsIn(span) }];
    }),
  };
}

/** The versions of which a lease opens entries: the present one, and earlier ones if it goes back. */
function openedSpans(loan: Loan, rotations: readonly LoadedRotation[]): VersionSpan[] {
  const from = firstEpoch(loan, rotations);
  return versionSpans(rotations).filter(
    ({ end }) => end === null || (from < end.epoch && loan.terms.since < end.until),
  );
}

/** The key epochs of a section of which a lease opens entries, within one version. */
function epochsWithin(
  section: number,
  of: { loan: Loan; span: VersionSpan; rotations: readonly LoadedRotation[] },
): DatedKeyEpoch[] {
  const { span, rotations } = of;
  const all = keyEpochsOf(rotations, section);
  const first = keyEpochAt(all, Math.max(firstEpoch(of.loan, rotations), span.epoch));
  const end = span.end?.epoch ?? Number.POSITIVE_INFINITY;
  return all.filter(({ epoch }) => epoch >= first.epoch && epoch < end);
}

function firstEpoch({ fromEpoch, terms }: Loan, rotations: readonly LoadedRotation[]): number {
  return fromEpoch ?? (hasHistory(terms) ? 0 : (rotations.at(-1)?.epoch ?? 0));
}

/** The sections whose secrets must change with these loans, ascending. */
function sectionsToRotate(
  snapshot: Snapshot,
  loans: readonly Loan[],
  replaced: readonly Lease[],
): number[] {
  const { slice } = snapshot;
  const narrowed = replaced.flatMap((lease) => {
    const next = loans.find(({ grantee }) => grantee === lease.grantee);
    return next ? sectionsNarrowedBy(lease, next.terms, { slice }) : lease.sections;
  });
  const lent = [...new Set(loans.flatMap(({ terms }) => terms.sections))];
  const joining = sectionsToRotateBeforeGrant(sectionHistory(snapshot), lent);
  const recent = recentSections(snapshot, loans);
  return [...new Set([...narrowed, ...joining, ...recent])].sort((a, b) => a - b);
}

/**
 * Leases of new entries only must not open those of their first minute that came before them. Where
 * an earlier one goes on, its own grant has seen to that.
 */
function recentSections({ history }: Snapshot, loans: readonly Loan[]): number[] {
  const newest = new Map<number, number>();
  for (const { section, slice } of history.publications) {
    newest.set(section, Math.max(slice, newest.get(section) ?? 0));
  }
  return loans.flatMap(({ terms, fromEpoch }) =>
    hasHistory(terms) || fromEpoch !== undefined
      ? []
      : terms.sections.filter((section) => (newest.get(section) ?? -1) >= terms.since),
  );
}

function hasHistory({ since }: Terms): boolean {
  return since === 0;
}
