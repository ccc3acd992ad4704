import type { Hex } from "viem";
import { bytesToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";

/** The mnemonic of Hardhat's devnet. Everybody knows it: what these accounts hold has no worth. */
const MNEMONIC = "test test test test test test test test test test test junk";

/** The demo's people, named by their roles, in the order of the devnet's accounts from the second on; the first one deploys. */
const NAMES = ["Patient", "Specialist", "Laboratory", "Supplier", "Auditor", "Newcomer"] as const;

export type PersonName = (typeof NAMES)[number];

export interface Person {
  name: PersonName;
  address: Hex;
  privateKey: Hex;
}

/** The demo's people with the devnet's well-known keys. */
export const people: readonly Person[] = NAMES.map((name, i) => {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex: i + 1 });
  const privateKey = account.getHdKey().privateKey;
  if (privateKey === null) throw new Error("a key from a mnemonic is private");
  return { name, address: account.address, privateKey: bytesToHex(privateKey) };
});
