import type { Address } from "viem";
import { hasCode } from "../../error.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import type { Watch } from "../progress.ts";
import { accessRecord, requireLease } from "../records/access.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import type { Link } from "./link.ts";
import { linkAccount, linkIdentity } from "./link-account.ts";

/**
 * The lease of a link, before anybody is asked for a passphrase: whoever has a link that is over is
 * told so.
 *
 * @throws SharingError `sharing/other-network` (`details.chainId`, `.ledger`), `sharing/no-record`,
 *   `sharing/no-lease`, `sharing/not-yet`, `sharing/expired`, `sharing/revoked`, `sharing/closed`;
 *   LedgerError; StorageError
 */
export async function leaseOfLink(
  context: Context,
  { link, signal }: { link: Link; signal?: AbortSignal | undefined },
): Promise<Lease> {
  const address = addressOn(context, link);
  const snapshot = await takeSnapshot(context, link.record, { signal });
  const [lease] = await requireLease(context, { address }, { snapshot, signal });
  return lease;
}

/**
 * Whom a link makes of its holder: a reader without a wallet, for `openRecord` and the like. Nothing
 * is sent anywhere but reads of the chain and of blocks.
 *
 * @param of.passphrase null for none
 * @throws SharingError `sharing/wrong-passphrase`, and as {@link leaseOfLink} does; CryptoError if
 *   the envelope is not what the ledger says; the signal's reason
 */
export async function openLink(
  context: Context,
  of: { link: Link; passphrase: string | null } & Watch,
): Promise<Reader> {
  const { link, signal } = of;
  const address = addressOn(context, link);
  const passphrase = link.needsPassphrase ? of.passphrase : null;
  const snapshot = await takeSnapshot(context, link.record, { signal });
  await requireLease(context, { address }, { snapshot, signal });
  if (link.needsPassphrase && !passphrase) throw wrongPassphrase();
  const identity = await linkIdentity(link.seed, { ...of, passphrase });
  const reader = { address, identity };
  try {
    await accessRecord(context, reader, { snapshot, signal });
  } catch (cause) {
    if (!link.needsPassphrase || !hasCode(cause, "crypto/tampered")) throw cause;
    throw wrongPassphrase(cause);
  }
  return reader;
}

function wrongPassphrase(cause?: unknown): SharingError {
  return new SharingError("sharing/wrong-passphrase", "The passphrase is another.", { cause });
}

/** @throws SharingError `sharing/other-network` */
function addressOn({ ledger }: Context, link: Link): Address {
  if (link.chainId !== ledger.chainId || !sameAddress(link.ledger, ledger.ledger)) {
    throw new SharingError("sharing/other-network", "This link is for another network.", {
      details: { chainId: link.chainId, ledger: link.ledger },
    });
  }
  return linkAccount(link.seed, link);
}
