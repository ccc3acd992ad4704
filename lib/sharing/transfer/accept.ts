import type { Hex } from "viem";
import { decodeHandover, openHandover } from "../../crypto/handover.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import { accept, multicall, publish } from "../../ledger/calls.ts";
import type { Account, Reader } from "../account.ts";
import { openAsAny } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import type { Access } from "../records/access.ts";
import type { StoredContent } from "../records/content.ts";
import { COVER } from "../records/cover.ts";
import { versionAt } from "../records/key-epochs.ts";
import type { OpenedRecord } from "../records/open.ts";
import { openSection, openSnapshot } from "../records/open.ts";
import { ownerKeys } from "../records/record-keys.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import { checkSecret, openEarlierSecrets } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { handoverContext } from "./handover-context.ts";
import { coverAgain, prepareVersion } from "./new-version.ts";

/**
 * Takes over a record that is on offer to the account, in one transaction: ends all its leases, and
 * begins with a new version of its secret, which its former owner does not know. What was published
 * before stays readable to both.
 *
 * @throws SharingError `sharing/no-offer`, `sharing/handover-invalid`, `sharing/closed`; LedgerError;
 *   StorageError; the signal's reason until the transaction was sent
 */
export async function acceptRecord(
  context: Context,
  account: Account,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<void> {
  const { signal } = watch;
  let content: StoredContent | undefined;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const { present, access } = await accessOffered(context, account, { snapshot, signal });
    const cover = await openSection(context, access, {
      snapshot,
      section: COVER,
      entries: 1,
      signal,
    });
    if (cover.entries.every(({ status }) => status !== "open")) throw unusable();
    content ??= await coverAgain(context, cover, { record, signal });
    const version = await prepareVersion(context, account, { snapshot, present, content, signal });
    const { rotation, publication } = version;
    const calls = [
      accept(context.ledger, { record, rotation }),
      publish(context.ledger, { record, publications: [publication] }),
    ];
    return { call: multicall(context.ledger, calls) };
  };
  await transact(context, account, { prepare, ...watch });
}

/**
 * Opens a record that is on offer to the account, as its owner sees it.
 *
 * @throws as {@link acceptRecord}
 */
export async function openOffer(
  context: Context,
  reader: Reader,
  { record, signal }: { record: Hex; signal?: AbortSignal | undefined },
): Promise<OpenedRecord> {
  const snapshot = await takeSnapshot(context, record, { signal });
  const { access } = await accessOffered(context, reader, { snapshot, signal });
  const opened = await openSnapshot(context, access, { snapshot, signal });
  const sections = opened.sections.map((section) => ({ ...section, canWrite: false }));
  return { ...opened, role: "reader", sections };
}

/** The access that an offer hands over: all of its owner's. */
async function accessOffered(
  context: Context,
  reader: Reader,
  { snapshot, signal }: { snapshot: Snapshot; signal?: AbortSignal | undefined },
): Promise<{ present: OwnedSecret; access: Access }> {
  const present = await openOffered(context, reader, { snapshot, signal });
  const earlier = await openEarlierSecrets(context, present, { signal });
  const access: Access = { role: "owner", leases: [], keys: ownerKeys(present, earlier) };
  return { present, access };
}

async function openOffered(
  context: Context,
  reader: Reader,
  { snapshot, signal }: { snapshot: Snapshot; signal?: AbortSignal | undefined },
): Promise<OwnedSecret> {
  const { address } = reader;
  const { history, rotations } = snapshot;
  const { record, owner, offer } = history;
  if (history.closed) throw new SharingError("sharing/closed", "This record was closed.");
  if (offer === null || !sameAddress(offer.account, address)) throw noOffer();
  const block = structuredCid(offer.handover);
  try {
    const handover = decodeHandover(await context.store.get(block, { signal }));
    if (handover.version !== versionAt(rotations, history.epoch)) throw unusable();
    const place = handoverContext(context, { record, owner, newOwner: address });
    const secret = await openAsAny(reader, (identity) =>
      openHandover(handover, { identity, context: place }),
    );
    return await checkSecret(context, secret, { block: handover.secret, signal });
  } catch (cause) {
    const isWrong = cause instanceof LeaseholdError && cause.code.startsWith("crypto/");
    throw isWrong || hasCode(cause, "sharing/entry-invalid") ? unusable(cause) : cause;
  }
}

/** What an account is told that asks for an offer that is not there. */
export function noOffer(): SharingError {
  return new SharingError("sharing/no-offer", "This record is not on offer to this account.");
}

function unusable(cause?: unknown): SharingError {
  return new SharingError(
    "sharing/handover-invalid",
    "The offer does not hand over the keys of the record as it is now.",
    { cause },
  );
}
