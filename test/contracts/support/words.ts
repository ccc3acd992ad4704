/** The packed words of the contracts, built and taken apart by hand: the tests share no code with the library. */

export const READ = 1n;
export const READ_WRITE = 3n;
export const ZERO = `0x${"0".repeat(64)}`;

export interface LeaseFields {
  leaf: bigint;
  notBefore: bigint;
  expiresAt: bigint;
  since: bigint;
  sections: bigint;
  rights: bigint;
  generation: bigint;
}

export function packLease(fields: LeaseFields): bigint {
  return (
    fields.leaf |
    (fields.notBefore << 32n) |
    (fields.expiresAt << 58n) |
    (fields.since << 84n) |
    (fields.sections << 110n) |
    (fields.rights << 238n) |
    (fields.generation << 240n)
  );
}

/** Whom a lease is for, and the epoch whose secrets their envelope has. */
export function packRecipient(account: string, epoch: bigint): bigint {
  return BigInt(account) | (epoch << 160n);
}

export function packStamp(section: bigint, slice: bigint, epoch: bigint): bigint {
  return section | (slice << 8n) | (epoch << 40n);
}

export function packRequest(
  sections: bigint,
  rights: bigint,
  window: { duration: bigint; askedAt: bigint },
): bigint {
  return window.askedAt | (window.duration << 32n) | (rights << 64n) | (sections << 72n);
}

/** A journal word: `blocks` are those of the latest event, of the latest multiple of 4, of 16, … 4096. */
export function packJournal(count: bigint, blocks: bigint[]): bigint {
  return blocks.reduce((word, block, level) => word | (block << BigInt(32 * (level + 1))), count);
}

/** The word after one more event: the rule as the format states it, level by level. */
export function nextJournal(word: bigint, block: bigint): bigint {
  const count = (word & 0xffffffffn) + 1n;
  const blocks = Array.from({ length: 7 }, (_, level) => {
    const before = (word >> BigInt(32 * (level + 1))) & 0xffffffffn;
    return count % 4n ** BigInt(level) === 0n ? block : before;
  });
  return packJournal(count, blocks);
}

/** A record's two words in storage. */
export interface RecordFields {
  owner: string;
  journal: bigint;
  generation: bigint;
  epoch: bigint;
  revocations: bigint;
  closed: boolean;
}

const LOWER = (1n << 160n) - 1n;

export function packRecord(fields: RecordFields): { state: bigint; title: bigint } {
  const state =
    (fields.journal & LOWER) |
    (fields.generation << 160n) |
    (fields.epoch << 176n) |
    (fields.revocations << 200n) |
    ((fields.closed ? 1n : 0n) << 232n);
  return { state, title: BigInt(fields.owner) | (fields.journal & ~LOWER) };
}
