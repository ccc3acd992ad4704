import { LeaseholdError } from "../../lib/error.ts";
import { LEDGER_COPY } from "./ledger-copy.ts";
import { PEOPLE_COPY } from "./people-copy.ts";
import { RECORD_COPY } from "./record-copy.ts";
import { STORAGE_COPY } from "./storage-copy.ts";

/** What is said about a failure: what happened, and what to do next. */
export interface Copy {
  title: string;
  help: string;
}

const TRY_AGAIN = "Nothing was changed. Try again.";

/** Every code that a person can meet, and what they are told. */
const COPY: Readonly<Record<string, Copy>> = {
  ...LEDGER_COPY,
  ...STORAGE_COPY,
  ...PEOPLE_COPY,
  ...RECORD_COPY,
  "download/too-large": {
    title: "Too large for this browser to save",
    help: "This browser can neither write to the disk as a file comes nor stream it into the downloads, and it is too large for memory (512 MB). Open the site in another browser, such as Chrome, Edge, Firefox or Safari outside of a private window.",
  },
  "wallet/rejected": {
    title: "You declined in your wallet",
    help: "Nothing was signed or sent. You can start again whenever you like.",
  },
  "wallet/insufficient-funds": {
    title: "Not enough ETH for the network fee",
    help: "The transaction was not sent. Add some of the network's ETH to this account and try again.",
  },
  "wallet/wrong-chain": {
    title: "Your wallet is on another network",
    help: "Switch the wallet to this site's network, then try again.",
  },
  "wallet/locked": {
    title: "Your wallet is locked",
    help: "Unlock the wallet, check that this account is connected, and try again.",
  },
  "wallet/disconnected": {
    title: "The wallet lost its connection",
    help: "Open the wallet, check its network, and connect again.",
  },
  "wallet/replaced": {
    title: "Another transaction took its place",
    help: "The wallet sent a different transaction instead. Check what it sent before you try again.",
  },
  "wallet/cancelled": {
    title: "The transaction was cancelled in the wallet",
    help: TRY_AGAIN,
  },
  "wallet/not-sent": {
    title: "The wallet failed, and sent nothing",
    help: "The chain shows nothing of it. See in the wallet whether it has a connection, then try again.",
  },
  "wallet/maybe-sent": {
    title: "The wallet failed, and may have sent it",
    help: "It cannot be told now. Look into the wallet, and reload this page before you do it again.",
  },
  "wallet/failed": {
    title: "The wallet could not do this",
    help: "Open the wallet and see whether it waits for something, then try again.",
  },
  "network/site-part-missing": {
    title: "A part of the site could not be loaded",
    help: "Check your connection, then reload the page. A site that was updated meanwhile needs a reload, too.",
  },
  "chain/unreachable": {
    title: "The chain does not answer",
    help: "The network's node cannot be reached. Check your connection; this page tries again by itself.",
  },
  "chain/nodes-disagree": {
    title: "The chain's nodes contradict each other",
    help: "One of this network's nodes does not tell the truth, and it cannot be told which. Nothing was shown or changed. Try again later, or use other nodes.",
  },
  "chain/wrong-network": {
    title: "A node answers for another chain",
    help: "This node is not asked any more. Check the addresses of this network's nodes.",
  },
  "chain/timeout": {
    title: "Sent, but not confirmed yet",
    help: "The transaction waits to be included in a block. It may still go through: look into your wallet before you send it again.",
  },
  "chain/reverted": {
    title: "The ledger refused this",
    help: "Something changed since this page was loaded. Reload it and try again.",
  },
  "site/shared-origin": {
    title: "Keys are not opened at this address",
    help: "This gateway serves all its sites from one origin, so another site could get at your keys. Use a gateway that gives each site a host name of its own, or a copy of the site on your computer.",
  },
  "network/none": {
    title: "This site is not connected to a chain",
    help: "It was published without a network. If you are a developer, start the devnet and reload.",
  },
  "network/malformed": {
    title: "The network description cannot be read",
    help: "The file that names the chain is damaged or of another version. Restart the devnet, or tell whoever runs this site.",
  },
  "network/other-chain": {
    title: "The node answers for another chain",
    help: "The devnet was probably started anew. Reload this page to use the new one.",
  },
  "identity/not-deterministic": {
    title: "This wallet signs differently every time",
    help: "No key can be made of signatures that differ. Your key can come from a passphrase or a passkey alone, or use another wallet.",
  },
  "identity/unusable-signature": {
    title: "This account does not sign with a key of its own",
    help: "So smart accounts do. Your key can come from a passphrase or a passkey alone, or use an ordinary account.",
  },
  "identity/wrong-signer": {
    title: "The wallet signed with another account",
    help: "Choose the connected account in the wallet and try again. If it is a smart account, your key can come from a passphrase or a passkey alone.",
  },
  "identity/wrong-passphrase": {
    title: "This is not the passphrase",
    help: "Check the keyboard's layout and capital letters, and try again.",
  },
  "identity/wrong-passkey": {
    title: "This passkey does not open your key",
    help: "Choose the passkey that you added here, or use your passphrase or recovery code.",
  },
  "identity/too-many-locks": {
    title: "There is no room for another one",
    help: "Nothing was changed. Remove a passkey that you no longer use first.",
  },
  "identity/bad-recovery-code": {
    title: "This is not a recovery code",
    help: "A recovery code begins with lhkey1. Copy or type all of it.",
  },
  "identity/mistyped-recovery-code": {
    title: "The recovery code has a mistake in it",
    help: "A letter is wrong, or some are missing. Compare it with your print-out, group by group.",
  },
  "sharing/key-changed": {
    title: "This signature leads to another key",
    help: "The wallet signs differently than when the key was published. Use the wallet that it was set up with.",
  },
  "sharing/factor-needed": {
    title: "Your key has a second factor",
    help: "Unlock with your passphrase or passkey.",
  },
  "sharing/factors-invalid": {
    title: "What was published beside your key cannot be read",
    help: "The chain's node may not tell the truth. Try again, or use your recovery code.",
  },
  "sharing/no-factor": {
    title: "Your key has no second factor yet",
    help: "Change your key to get one with a passphrase or a passkey.",
  },
  "sharing/last-lock": {
    title: "This is the only way to your key",
    help: "Add another passphrase or passkey first.",
  },
  "sharing/wrong-code": {
    title: "This recovery code is of another account",
    help: "Compare the address on your print-out with the one you entered.",
  },
  "passkey/cancelled": {
    title: "No passkey was given",
    help: "Try again, or use your passphrase. Passkeys work only at the site's address at which they were added.",
  },
  "passkey/unsupported": {
    title: "This passkey cannot be used here",
    help: "Your browser or device does not support secrets in passkeys, or this site's address does not allow passkeys. Use a passphrase.",
  },
  "passkey/failed": {
    title: "The passkey did not work",
    help: "Try again, or use your passphrase.",
  },
  "sharing/key-forged": {
    title: "This account's key is not signed by the account",
    help: "Do not lend anything to it: the chain's node may be lying, or the key was published by somebody else.",
  },
  "sharing/no-key": {
    title: "This person has not set up yet",
    help: "Ask them to open Leasehold once and create their encryption key. Then you can lend to them.",
  },
  "sharing/no-record": {
    title: "There is no such record here",
    help: "Check the link. It may belong to another network, or to a devnet that has been restarted.",
  },
  "sharing/no-lease": {
    title: "Nothing of this record was lent to you",
    help: "Ask its owner for a lease, or check that the right account is connected.",
  },
  "sharing/not-yet": {
    title: "This lease has not begun",
    help: "It opens by itself at the time its owner chose.",
  },
  "sharing/expired": {
    title: "This lease has run out",
    help: "Ask the owner for a new one if you still need the data.",
  },
  "sharing/revoked": {
    title: "The owner has ended this lease",
    help: "Ask the owner if you still need the data.",
  },
  "sharing/closed": {
    title: "This record was closed, or has a new owner",
    help: "Every lease of it ended then. A new owner can lend it again.",
  },
  "sharing/not-owner": {
    title: "Only the owner can do this",
    help: "Check which account is connected.",
  },
  "sharing/not-writer": {
    title: "You may not add to this section now",
    help: "Your lease has ended, or is for reading only. Ask the owner.",
  },
  "sharing/entry-invalid": {
    title: "This entry is not what the ledger says",
    help: "It was damaged or made up, so it is not shown. Ask its author to publish it again.",
  },
  "sharing/list-invalid": {
    title: "The list of this group cannot be read",
    help: "It is not what the ledger says, so nothing under it counts. The owner can end the whole group.",
  },
  "sharing/bad-link": {
    title: "This link is not complete",
    help: "It was cut off or changed on its way. Ask for it again, and copy all of it.",
  },
  "sharing/wrong-passphrase": {
    title: "That is not the passphrase",
    help: "Check upper and lower case, and try again. Whoever sent you the link knows it.",
  },
  "sharing/no-offer": {
    title: "This record is not on offer to you",
    help: "The offer was withdrawn, or somebody else got it. Ask the owner.",
  },
  "sharing/offered": {
    title: "This record is on offer to somebody else",
    help: "Withdraw that offer first.",
  },
  "sharing/handover-invalid": {
    title: "This offer does not open the record",
    help: "The record's keys changed since it was offered, or were not handed over. Ask its owner to offer it again.",
  },
  "sharing/malformed": {
    title: "This is not a signed message, or not all of it",
    help: "Ask for it again, and copy it whole: it is one long word.",
  },
  "sharing/other-network": {
    title: "This is from another network",
    help: "Open it on the site of the network that it was made on.",
  },
  "sharing/not-signable": {
    title: "This cannot be signed for somebody else to send",
    help: "Send it yourself instead.",
  },
  "sharing/void": {
    title: "This signature no longer fits the record",
    help: "The record has changed since. Ask the person who signed it to sign it again.",
  },
  "sharing/file-changed": {
    title: "A file changed while it was read",
    help: "Choose the file again and publish once more. Nothing has been published yet.",
  },
  "sharing/not-a-signature": {
    title: "This file is not a signature",
    help: "Choose the file that ends in .signature.json. It was saved beside the one that it is for.",
  },
  "sharing/other-file": {
    title: "The signature is not for this file",
    help: "The file was changed after it was signed, or the two do not belong together. Ask for both again.",
  },
  "sharing/not-an-export": {
    title: "This file is not an export",
    help: "Choose a .car file that Leasehold made. If it is one, it may not have been saved whole.",
  },
  "sharing/queue-busy": {
    title: "Another tab is sending",
    help: "What waits on this device is being sent in another tab. Wait until it is done there.",
  },
  "sharing/queue-full": {
    title: "No more records can wait here",
    help: "Send or remove some of what waits on this device first.",
  },
  "sharing/queue-lost": {
    title: "A part of this is gone",
    help: "This browser has dropped data that was kept here alone. Remove it, and publish it again from your files.",
  },
  "sharing/not-kept": {
    title: "This is not on this device",
    help: "There is no connection, and it was never opened here. It opens when you are back online.",
  },
  "crypto/tampered": {
    title: "This data was changed",
    help: "Its seal is broken, so it is not shown. Ask its author to publish it again.",
  },
  "crypto/not-covered": {
    title: "Your lease does not reach this entry",
    help: "It was published before your lease's beginning or after its end.",
  },
  "flow/not-seen": {
    title: "Confirmed, but not visible yet",
    help: "The transaction went through, but the node does not show its effect. Reload in a moment.",
  },
};

const BY_AREA: Readonly<Record<string, Copy>> = {
  crypto: {
    title: "This data cannot be opened",
    help: "It is damaged, of a later version, or not meant for this key.",
  },
  storage: { title: "The storage cannot do this", help: "Try again in a moment." },
  ledger: { title: "The ledger refused this", help: "Reload the page and try again." },
  stream: {
    title: "This file is damaged",
    help: "What is stored of it is not what was published.",
  },
  network: { title: "The network cannot be used", help: "Reload the page." },
};

const UNKNOWN: Copy = {
  title: "Something went wrong",
  help: "Nothing more is known about it. Reload the page and try again.",
};

/** What to tell a person about an error: by its code, or that of the nearest cause which has one. */
export function copyOf(error: unknown): Copy {
  const code = codeOf(error);
  if (code === null) return UNKNOWN;
  return COPY[code] ?? BY_AREA[code.split("/")[0] ?? ""] ?? UNKNOWN;
}

/** Whether a code has words of its own, not just those of its area. */
export function hasCopy(code: string): boolean {
  return COPY[code] !== undefined;
}

/** What to tell about a stable code, such as an entry's reason for being closed. */
export function copyOfCode(code: string): Copy {
  return copyOf(new LeaseholdError(code, ""));
}

/** The stable code of an error; null if neither it nor its causes have one. */
export function codeOf(error: unknown): string | null {
  let vague: string | null = null;
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof LeaseholdError) return e.code;
    const known = WALLET_CODES[(e as { code?: unknown }).code as number] ?? OTHER_NAMES[e.name];
    if (known === "wallet/failed") vague = known;
    else if (known !== undefined) return known;
  }
  return vague;
}

/** Numbers of EIP-1193 and of JSON-RPC that wallets answer with, outside the library's own calls. */
const WALLET_CODES: Readonly<Record<number, string>> = {
  4001: "wallet/rejected",
  4100: "wallet/locked",
  4200: "wallet/failed",
  4900: "wallet/disconnected",
  4901: "wallet/wrong-chain",
  4902: "wallet/wrong-chain",
  [-32002]: "wallet/failed",
  [-32603]: "wallet/failed",
};

/** What wagmi calls its own refusals, before a wallet is asked; and what the bundler does. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ChunkLoadError: "network/site-part-missing",
  ConnectorNotConnectedError: "wallet/disconnected",
  ConnectorUnavailableReconnectingError: "wallet/disconnected",
  ConnectorAccountNotFoundError: "wallet/locked",
  ConnectorChainMismatchError: "wallet/wrong-chain",
  SwitchChainNotSupportedError: "wallet/wrong-chain",
};

/**
 * Hands an error that has no code, and so no words of its own, to the browser's console: what is
 * unexpected should not be lost on whoever looks into it.
 */
export function reportUnknown(error: unknown): void {
  if (codeOf(error) === null && !isCancellation(error)) reportError(error);
}

/** Whether it only means that the person cancelled: nothing needs to be said then. */
export function isCancellation(error: unknown): boolean {
  if (codeOf(error) === "storage/aborted") return true;
  return error instanceof Error && error.name === "AbortError";
}
