import type { Address, Hex } from "viem";
import { linkSeed } from "../../crypto/link.ts";
import { grant } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { prepareGrant } from "../leases/grant.ts";
import { takeLeaves } from "../leases/leaf-numbers.ts";
import type { SharedTerms } from "../leases/terms.ts";
import type { SendWatch } from "../progress.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { encodeLink } from "./link.ts";
import { linkAccount, linkIdentity } from "./link-account.ts";

/** A link that was made: a lease, and what opens it. */
export interface CreatedLink {
  /** For the fragment of an address. Whoever has it can open the lease. */
  fragment: string;
  /** The account of the link's own to which the lease was granted. */
  grantee: Address;
  /** The lease's number in the lease tree. */
  leaf: number;
}

/**
 * Lends sections of a record to whoever has a link, and knows its passphrase if it has one. It is a
 * lease like all others, to an account of the link's own; it never may write.
 *
 * @param of.passphrase null for none
 * @throws SharingError `sharing/bad-terms`, `sharing/not-owner`; LedgerError; StorageError;
 *   CryptoError `crypto/invalid-argument` for an empty passphrase; the signal's reason until the
 *   transaction was sent
 */
export async function createLink(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    terms: Omit<SharedTerms, "write">;
    passphrase: string | null;
  } & SendWatch,
): Promise<CreatedLink> {
  const { record, terms, passphrase, ...watch } = of;
  const { signal } = watch;
  const { chainId, ledger } = context.ledger;
  const needsPassphrase = passphrase !== null;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const { history } = snapshot;
    const { secret } = await openOwnSecret(context, account, { history, signal });
    const used = history.leases.map((lease) => lease.leaf);
    const [leaf = 0] = await takeLeaves(context.memory, record, { count: 1, used });
    const seed = linkSeed(secret, leaf);
    const grantee = linkAccount(seed, { needsPassphrase });
    const { publicKey } = await linkIdentity(seed, { passphrase, ...watch });
    const granted = { ...terms, grantee, write: false };
    const lent = await prepareGrant(context, account, {
      snapshot,
      terms: granted,
      publicKey,
      leaf,
      ...watch,
    });
    const fragment = encodeLink({ chainId, ledger, record, seed, needsPassphrase });
    const call = grant(context.ledger, { record, ...lent });
    return { call, link: { fragment, grantee, leaf } };
  };
  const { link } = await transact(context, account, { prepare, ...watch });
  return link;
}
