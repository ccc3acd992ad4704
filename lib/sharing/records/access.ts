import { fromHex } from "../../bytes.ts";
import { decodeEnvelope, openEnvelope } from "../../crypto/envelope.ts";
import { packRights } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import { leaseStateAt } from "../leases/lease.ts";
import type { RecordKeys } from "./record-keys.ts";
import { leaseKeys, ownerKeys } from "./record-keys.ts";
import { openOwnSecret } from "./record-secret.ts";
import type { Snapshot } from "./snapshot.ts";

/** What an account may do with a record now, and the keys for it. */
export type Access =
  | { readonly role: "owner"; readonly lease: null; readonly keys: RecordKeys }
  | { readonly role: "reader" | "writer"; readonly lease: Lease; readonly keys: RecordKeys };

/**
 * The access of an account to a record, by the chain's time.
 *
 * @throws SharingError `sharing/no-lease`, `sharing/not-yet`, `sharing/expired`, `sharing/revoked`,
 *   `sharing/closed`; CryptoError if the envelope is not what the grant says; StorageError
 */
export async function accessRecord(
  context: Context,
  account: Account,
  { snapshot, signal }: { snapshot: Snapshot; signal?: AbortSignal | undefined },
): Promise<Access> {
  const { history, rotations, slice } = snapshot;
  if (sameAddress(history.owner, account.address)) {
    const secret = await openOwnSecret(context, account, { history, signal });
    return { role: "owner", lease: null, keys: await ownerKeys(secret) };
  }
  const lease = history.leases.findLast((it) => sameAddress(it.grantee, account.address));
  requireLive(lease, slice);
  const envelope = decodeEnvelope(
    await context.store.get(structuredCid(lease.envelope), { signal }),
  );
  const opened = await openEnvelope(envelope, {
    identity: account.identity,
    context: {
      chainId: context.ledger.chainId,
      ledger: fromHex(context.ledger.ledger),
      record: fromHex(history.record),
      owner: fromHex(history.owner),
      grantee: fromHex(account.address),
    },
    terms: { ...lease, rights: packRights(lease.rights) },
  });
  return {
    role: lease.rights.write ? "writer" : "reader",
    lease,
    keys: leaseKeys(opened, rotations),
  };
}

function requireLive(lease: Lease | undefined, slice: number): asserts lease is Lease {
  if (lease === undefined) {
    throw new SharingError("sharing/no-lease", "Nothing of this record was lent to this account.");
  }
  switch (leaseStateAt(lease, slice)) {
    case "live":
      return;
    case "pending":
      throw new SharingError("sharing/not-yet", "This lease has not begun.", {
        details: { notBefore: lease.notBefore },
      });
    case "expired":
      throw new SharingError("sharing/expired", "This lease has run out.", {
        details: { expiresAt: lease.expiresAt },
      });
    case "closed":
      throw new SharingError("sharing/closed", "This record was closed, or changed hands.");
    default:
      throw new SharingError("sharing/revoked", "The owner ended this lease.");
  }
}
