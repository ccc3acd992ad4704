import type { DatedKeyEpoch } from "./key-epochs.ts";
import { keyEpochAt, keyEpochsOf } from "./key-epochs.ts";
import type { SectionHistory } from "./rotation-policy.ts";
import type { Snapshot } from "./snapshot.ts";

/** A snapshot as the rotation policy looks at it. */
export function sectionHistory(snapshot: Snapshot): SectionHistory {
  return {
    leases: snapshot.history.leases,
    rotatedAt: (section) => presentKeyEpoch(snapshot, section).slice,
  };
}

/** The key epoch that a section is in now. */
export function presentKeyEpoch(snapshot: Snapshot, section: number): DatedKeyEpoch {
  return keyEpochAt(keyEpochsOf(snapshot.rotations, section), snapshot.history.epoch);
}
