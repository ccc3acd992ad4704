import type { Block } from "./block.ts";
import type { BlockSource, StoreOptions } from "./store.ts";
import type { HealthRecord } from "./store-health.ts";

/** One of the stores of a replica store, and how it does. */
export interface Member<S extends BlockSource = BlockSource> {
  store: S;
  health: HealthRecord;
}

/** A block on its way to some of them. */
export interface Putting extends StoreOptions {
  block: Block;
  /** Copies that have to take it. */
  enough: number;
  /** Stores that may still look at the block's bytes. */
  using: Set<Member>;
}

/** Stores that do well first, the fastest first; those not asked lately count as fast. */
export function ranked(members: Member[]): Member[] {
  const rank = ({ health }: Member) => (health.resting() ? 1e9 : 0) + health.expected();
  return members.toSorted((a, b) => rank(a) - rank(b));
}
