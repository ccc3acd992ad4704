import type { Address } from "viem";
import { fromHex } from "../../bytes.ts";
import type { Block } from "../../crypto/block-codec.ts";
import { sealEnvelope } from "../../crypto/envelope.ts";
import { makeLease } from "../../crypto/lease.ts";
import type { LeaseArgument, Rotation } from "../../ledger/calls.ts";
import type { Terms } from "../../ledger/terms.ts";
import { packRights } from "../../ledger/terms.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Account } from "../account.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import { keyEpochsOf } from "../records/key-epochs.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeLeaves } from "./leaf-numbers.ts";
import type { Lease } from "./lease.ts";
import type { PreparedRotation } from "./rotate.ts";
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
  const count = loans.length;
  const leaves = await takeLeaves(context.memory, history.record, { count, used });

  const leases: LeaseArgument[] = [];
  const work = async ([i, loan]: [number, Loan]): Promise<LeaseArgument> => {
    signal?.throwIfAborted();
    const leaf = leaves[i] as number;
    const of = { snapshot, loan, leaf, secret, rotation };
    const envelope = await sealLoan(context, account, of);
    await context.store.put(envelope, { signal });
    return { account: loan.grantee, leaf, envelope: digestHex(envelope.cid) };
  };
  for await (const lease of mapInOrder(loans.entries(), { limit: IN_FLIGHT, work })) {
    leases.push(lease);
    if (count > 1) {
      onProgress?.({ step: "prepare", accounts: { done: leases.length, total: count } });
    }
  }
  return { leases, rotation: rotation?.argument ?? { epoch: history.epoch, digest: null } };
}

async function sealLoan(
  { ledger }: Context,
  { address }: Account,
  of: {
    snapshot: Snapshot;
    loan: Loan;
    leaf: number;
    secret: OwnedSecret;
    rotation: PreparedRotation | null;
  },
): Promise<Block> {
  const { snapshot, loan, leaf, secret, rotation } = of;
  const { terms } = loan;
  const lease = makeLease({
    secret: secret.secret,
    secretBlock: secret.block,
    since: terms.since,
    expiresAt: terms.expiresAt,
    rights: packRights(terms.rights),
    leaf,
    publicKey: terms.rights.write ? secret.publicKey : null,
    sections: terms.sections.map((section) => {
      const epochs = [...keyEpochsOf(snapshot.rotations, section)];
      if (rotation?.sections.includes(section)) epochs.push(rotation.keyEpoch);
      // New entries only: the secret in force from here on, and none that older entries are under.
      return { section, epochs: hasHistory(terms) ? epochs : epochs.slice(-1) };
    }),
  });
  return sealEnvelope(lease, {
    context: {
      chainId: ledger.chainId,
      ledger: fromHex(ledger.ledger),
      record: fromHex(snapshot.history.record),
      owner: fromHex(address),
      grantee: fromHex(loan.grantee),
    },
    publicKey: loan.publicKey,
  });
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
  const recent = loans.flatMap(({ terms }) => recentSections(snapshot, terms));
  return [...new Set([...narrowed, ...joining, ...recent])].sort((a, b) => a - b);
}

/** A lease of new entries only must not open those of its first minute that came before it. */
function recentSections({ history }: Snapshot, terms: Terms): readonly number[] {
  if (hasHistory(terms)) return [];
  const recent = new Set(
    history.publications.filter(({ slice }) => slice >= terms.since).map(({ section }) => section),
  );
  return terms.sections.filter((section) => recent.has(section));
}

function hasHistory({ since }: Terms): boolean {
  return since === 0;
}
