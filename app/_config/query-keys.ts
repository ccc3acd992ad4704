import type { Address, Hex } from "viem";

/** The names under which what was read is kept, so that a change says what to read again. */
export const queryKeys = {
  time: ["time"],
  health: ["health"],
  /** Whether wallets that were connected before have been asked. */
  settled: ["settled"],
  key: (account: Address) => ["key", account.toLowerCase()],
  /** On which of an account's keys its records hang. */
  renewalLeft: (record: Hex) => ["renewal-left", record],
  identity: (account: Address) => ["identity", account.toLowerCase()],
  owned: (owner: Address) => ["owned", owner.toLowerCase()],
  lent: (account: Address) => ["lent", account.toLowerCase()],
  /** Of what was lent, as far as it has been read. */
  lentSoFar: (account: Address) => ["lent-so-far", account.toLowerCase()],
  leases: (record: Hex) => ["leases", record],
  roots: (record: Hex) => ["roots", record],
  /** Which of a record's leases are links; dropped when the account is locked. */
  links: (record: Hex, leases: number) => ["opened", "links", record, leases],
  /** The lease of a link, by the link's text. */
  link: (fragment: string) => ["link", fragment],
  /** What is on offer to an account. */
  offers: (account: Address) => ["offers", account.toLowerCase()],
  /** A record that is on offer, decrypted. */
  offered: (account: Address, record: Hex) => ["opened", "offer", account.toLowerCase(), record],
  /** Whether a record that was opened by a link is kept in mind. */
  remembered: (account: Address, record: Hex) => ["remembered", account.toLowerCase(), record],
  /** What happened to a record or an account. */
  activity: (about: Hex) => ["activity", about.toLowerCase()],
  /** What waits for an owner's answer. */
  requests: (owner: Address) => ["requests", owner.toLowerCase()],
  /** What waits on this device to be sent for an account. */
  queue: (account: Address) => ["queue", account.toLowerCase()],
  /** As of when something is known while the chain cannot be reached. */
  asOf: (of: string) => ["as-of", of.toLowerCase()],
  ownRequests: (account: Address) => ["own-requests", account.toLowerCase()],
  ownRequest: (account: Address, record: Hex) => ["own-requests", account.toLowerCase(), record],
  outline: (record: Hex) => ["outline", record],
  /** What an account has signed, and what has become of it. */
  signed: (signer: Address) => ["signed", signer.toLowerCase()],
  everySigned: ["signed"],
  /** What has become of one signed thing, by its text. */
  signedState: (text: string) => ["signed", "state", text],
  /** Uploads that were not finished; with names of files, so dropped when the account is locked. */
  uploads: (account: Address) => ["opened", "uploads", account.toLowerCase()],
  everyUpload: ["opened", "uploads"],
  /** What was decrypted; dropped when its lease ends and when the account is locked. */
  opened: (account: Address, record: Hex) => ["opened", account.toLowerCase(), record],
  /** What a record is called; goes with what was decrypted of it. */
  cover: (account: Address, record: Hex) => ["opened", account.toLowerCase(), record, "cover"],
  everyOpened: ["opened"],
  nodes: ["network", "nodes"],
  stores: ["network", "stores"],
  device: ["network", "device"],
  /** How many nodes and stores are in trouble. */
  trouble: ["trouble"],
  /** What was found in a store that nothing leads to. */
  garbage: (account: Address, store: string) => [
    "network",
    "garbage",
    account.toLowerCase(),
    store,
  ],
  /** How many copies of a record there are, and where. */
  copies: (record: Hex) => ["copies", record],
} as const;
