import type { Address, Hex } from "viem";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { nothingToEnd } from "../leases/end-leases.ts";
import { prepareRotation, stayingLeases } from "../leases/rotate.ts";
import { sectionsEndedBy } from "../leases/rotation-policy.ts";
import type { Watch } from "../progress.ts";
import { standingLease } from "../records/record-history.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { signAct } from "./sign.ts";
import { requireFuture } from "./sign-grant.ts";
import type { SignedMessage } from "./signed-message.ts";

/**
 * Signs the end of an account's direct lease, which costs nothing: anybody can send it until
 * `deadline` (unix seconds). The rotation that comes with it is stored already; any other rotation
 * before it voids it. Leases under roots cannot be ended this way.
 *
 * While it is unsent it could also end a lease that the account is granted later in the same epoch:
 * cancel it (`cancelSigned`) if plans change.
 *
 * @throws SharingError `sharing/no-lease`, `sharing/bad-terms` for a deadline that has passed,
 *   `sharing/not-owner`; LedgerError; StorageError
 */
export async function signRevoke(
  context: Context,
  account: Account,
  of: { record: Hex; grantee: Address; deadline: number } & Watch,
): Promise<SignedMessage> {
  const { record, grantee, deadline, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, watch);
  const { history, slice } = snapshot;
  requireFuture(deadline, snapshot);
  const secret = await openOwnSecret(context, account, { history, signal: watch.signal });
  const lease = standingLease(history, grantee);
  const sections = lease === null ? [] : sectionsEndedBy(lease, slice);
  if (lease === null || sections.length === 0) throw nothingToEnd();
  const staying = stayingLeases(snapshot, { leases: [lease] });
  const { argument: rotation } = await prepareRotation(context, account, {
    snapshot,
    sections,
    staying,
    secret,
    signal: watch.signal,
  });
  const { generation } = history;
  const content = { record, account: lease.grantee, generation, rotation };
  return signAct(context, account, { act: { kind: "revocation", content }, deadline, ...watch });
}
