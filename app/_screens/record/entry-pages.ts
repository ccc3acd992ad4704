import type { OpenedEntry } from "../../../lib/sharing/index.ts";

type Headed = Pick<OpenedEntry, "head">;

/**
 * A section's entries as they were shown, after its newest were read again: the newest, then what was
 * known beyond the oldest of them. Where the two do not meet (so many are new), only the newest count.
 */
export function joinEntries<E extends Headed>(newest: readonly E[], known: readonly E[]): E[] {
  const oldest = newest.at(-1);
  const at = known.findIndex(({ head }) => head === oldest?.head);
  return at < 0 ? [...newest] : [...newest, ...known.slice(at + 1)];
}
