import type { Address, Hex } from "viem";

/** The names under which what was read is kept, so that a change says what to read again. */
export const queryKeys = {
  time: ["time"],
  health: ["health"],
  key: (account: Address) => ["key", account.toLowerCase()],
  owned: (owner: Address) => ["owned", owner.toLowerCase()],
  lent: (account: Address) => ["lent", account.toLowerCase()],
  leases: (record: Hex) => ["leases", record],
  /** What was decrypted; dropped when its lease ends and when the account is locked. */
  opened: (account: Address, record: Hex) => ["opened", account.toLowerCase(), record],
  everyOpened: ["opened"],
} as const;
