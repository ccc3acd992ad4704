import type { Address, Hex } from "viem";
import { getAddress } from "viem/utils";
import { fromHex } from "../../bytes.ts";
import { sealEnvelope } from "../../crypto/envelope.ts";
import { makeLease } from "../../crypto/lease.ts";
import { grant as grantCall } from "../../ledger/calls.ts";
import type { Terms } from "../../ledger/terms.ts";
import { packRights, SECTION_LIMIT } from "../../ledger/terms.ts";
import { SLICE_LIMIT } from "../../slice.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";
import { findKey } from "../published-key.ts";
import type { DatedKeyEpoch } from "../records/key-epochs.ts";
import { keyEpochsOf } from "../records/key-epochs.ts";
import { COVER } from "../records/open.ts";
import { standingLease } from "../records/record-history.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { takeLeaves } from "./leaf-numbers.ts";
import { prepareRotation } from "./rotate.ts";
import { sectionsNarrowedBy, sectionsToRotateBeforeGrant } from "./rotation-policy.ts";
import { sectionHistory } from "./section-history.ts";

/** What to lend. Slices are minutes since 1970. */
export interface GrantTerms {
  grantee: Address;
  /** Section numbers; the cover (0) belongs to every lease and need not be named. */
  sections: readonly number[];
  write: boolean;
  /** First slice in which the lease is live; the present one or an earlier one means now. */
  notBefore: number;
  /** First slice in which it no longer is. */
  expiresAt: number;
  /** Whether entries from before the lease are included. */
  history: boolean;
}

/**
 * Lends sections of a record to an account, in place of what it was lent before.
 *
 * Where the rules say so (`rotation-policy.ts`), secrets change in the same transaction; nobody
 * else has to do anything.
 *
 * @throws SharingError `sharing/no-key`, `sharing/bad-terms`, `sharing/not-owner`; LedgerError;
 *   StorageError; the signal's reason until the transaction was sent
 */
export async function grant(
  context: Context,
  account: Account,
  { record, terms, ...watch }: { record: Hex; terms: GrantTerms } & Watch,
): Promise<void> {
  watch.onProgress?.({ step: "prepare" });
  const key = await findKey(context, terms.grantee, watch);
  if (key === null) {
    throw new SharingError("sharing/no-key", "That account has not set up an encryption key yet.");
  }
  await transact(context, account, {
    prepare: () => prepareGrant(context, account, { record, terms, key, signal: watch.signal }),
    ...watch,
  });
}

async function prepareGrant(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    terms: GrantTerms;
    key: { publicKey: Uint8Array };
    signal?: AbortSignal | undefined;
  },
) {
  const { record, signal } = of;
  const snapshot = await takeSnapshot(context, record, { signal });
  const { history } = snapshot;
  const secret = await openOwnSecret(context, account, { history, signal });
  const terms = ledgerTerms(snapshot, of.terms);
  const grantee = getAddress(of.terms.grantee);

  const replaced = standingLease(history, grantee);
  const rotating = sectionsToRotate(snapshot, { terms, grantee, history: of.terms.history });
  const rotation =
    rotating.length > 0
      ? await prepareRotation(context, account, {
          snapshot,
          sections: rotating,
          without: replaced ? [replaced] : [],
          secret,
          signal,
        })
      : null;

  const used = history.leases.map(({ leaf }) => leaf);
  const [leaf = 0] = await takeLeaves(context.memory, record, { count: 1, used });
  const lease = makeLease({
    secret: secret.secret,
    secretBlock: secret.block,
    since: terms.since,
    expiresAt: terms.expiresAt,
    rights: packRights(terms.rights),
    leaf,
    publicKey: terms.rights.write ? secret.publicKey : null,
    sections: terms.sections.map((section) => {
      const made = keyEpochsOf(snapshot.rotations, section);
      const epochs: DatedKeyEpoch[] =
        rotating.includes(section) && rotation ? [...made, rotation.keyEpoch] : made;
      // New entries only: the secret in force from here on, and none that older entries are under.
      return { section, epochs: of.terms.history ? epochs : epochs.slice(-1) };
    }),
  });
  const envelope = await sealEnvelope(lease, {
    context: {
      chainId: context.ledger.chainId,
      ledger: fromHex(context.ledger.ledger),
      record: fromHex(record),
      owner: fromHex(account.address),
      grantee: fromHex(grantee),
    },
    publicKey: of.key.publicKey,
  });
  await context.store.put(envelope, { signal });
  const call = grantCall(context.ledger, {
    record,
    terms,
    lease: { account: grantee, leaf, envelope: digestHex(envelope.cid) },
    rotation: rotation?.argument ?? { epoch: history.epoch, digest: null },
  });
  return { call };
}

/** @throws SharingError `sharing/bad-terms` */
function ledgerTerms({ history, slice }: Snapshot, asked: GrantTerms): Terms {
  const sections = [...new Set([COVER, ...asked.sections])].sort((a, b) => a - b);
  const notBefore = Math.max(asked.notBefore, slice);
  const sound =
    sections.every((it) => Number.isInteger(it) && it >= 0 && it < SECTION_LIMIT) &&
    Number.isInteger(notBefore) &&
    Number.isInteger(asked.expiresAt) &&
    notBefore < asked.expiresAt &&
    asked.expiresAt < SLICE_LIMIT &&
    !sameAddress(asked.grantee, history.owner);
  if (!sound) throw new SharingError("sharing/bad-terms", "There can be no such lease.");
  return {
    sections,
    rights: { read: true, write: asked.write },
    notBefore,
    expiresAt: asked.expiresAt,
    since: asked.history ? 0 : notBefore,
    generation: history.generation,
  };
}

/** The sections whose secrets must change with this grant. */
function sectionsToRotate(
  snapshot: Snapshot,
  next: { terms: Terms; grantee: Address; history: boolean },
): number[] {
  const { history, slice } = snapshot;
  const { sections, expiresAt } = next.terms;
  const present = standingLease(history, next.grantee);
  const narrowed = present ? sectionsNarrowedBy(present, { sections, expiresAt }, { slice }) : [];
  const joining = sectionsToRotateBeforeGrant(sectionHistory(snapshot), { sections, slice });
  // A lease of new entries only must not open those of its first minute that came before it.
  const recent = next.history
    ? []
    : sections.filter((section) =>
        history.publications.some((it) => it.section === section && it.slice >= next.terms.since),
      );
  return [...new Set([...narrowed, ...joining, ...recent])].sort((a, b) => a - b);
}
