import type { DatedKeyEpoch } from "../records/key-epochs.ts";
import { keyEpochAt, keyEpochsOf } from "../records/key-epochs.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { SectionHistory } from "./rotation-policy.ts";

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
