import { randomBytes } from "node:crypto";
import type { Address, Hex } from "viem";
import { getAddress } from "viem";
import { chainSlice } from "../../lib/ledger/block.ts";
import type { LedgerCall } from "../../lib/ledger/call.ts";
import type { LeaseArgument, Publication } from "../../lib/ledger/calls.ts";
import { createRecord } from "../../lib/ledger/calls.ts";
import type { Ledger } from "../../lib/ledger/ledger.ts";
import { recordId } from "../../lib/ledger/record-id.ts";
import type { Sent, SigningWallet } from "../../lib/ledger/send.ts";
import { send } from "../../lib/ledger/send.ts";
import type { Terms } from "../../lib/ledger/terms.ts";
import type { TestChain } from "./chain.ts";

/** A digest that names nothing. */
export function randomDigest(): Hex {
  return `0x${randomBytes(32).toString("hex")}`;
}

/** One of the chain's wallets. */
export function walletOf({ wallets }: TestChain, index: number): SigningWallet {
  const wallet = wallets[index];
  if (wallet === undefined) throw new Error(`There is no wallet ${index}.`);
  return wallet;
}

/** Its address, checksummed as in events. */
export function addressOf(chain: TestChain, index: number): Address {
  return getAddress(walletOf(chain, index).account.address);
}

/** Creates a record of that wallet's, with entries in as many sections. */
export async function makeRecord(
  { ledger }: { ledger: Ledger },
  wallet: SigningWallet,
  { salt, sections = 0 }: { salt: number; sections?: number },
): Promise<{ record: Hex; publications: Publication[]; sent: Sent }> {
  const slice = await chainSlice(ledger);
  const publications = Array.from({ length: sections }, (_, section) => entry({ section, slice }));
  const sent = await send(ledger, createRecord(ledger, { salt, publications }), { wallet });
  return { record: recordId(ledger, { owner: wallet.account.address, salt }), publications, sent };
}

/** The first entry of a section in epoch 0, unless told otherwise. */
export function entry(of: Partial<Publication> & { slice: number }): Publication {
  return { section: 0, epoch: 0, expectedHead: null, newHead: randomDigest(), ...of };
}

/** Terms that are live now and for an hour, unless told otherwise. */
export async function termsNow(ledger: Ledger, change: Partial<Terms> = {}): Promise<Terms> {
  const slice = await chainSlice(ledger);
  return {
    notBefore: slice,
    expiresAt: slice + 60,
    since: 0,
    sections: [0],
    rights: { read: true, write: false },
    generation: 0,
    ...change,
  };
}

let leaf = 0;

/** A lease for an account, with a leaf that no other has. */
export function leaseFor(account: Address): LeaseArgument {
  return { account, leaf: leaf++, envelope: randomDigest() };
}

export const NO_ROTATION = { epoch: 0, digest: null };

/** Sends a call without waiting for its block, for blocks that take several. */
export function submitOnly(wallet: SigningWallet, call: LedgerCall): Promise<Hex> {
  // The estimate would run on a state in which the calls before it have not happened.
  return wallet.writeContract({ ...call, account: wallet.account, chain: null, gas: 500_000n });
}
