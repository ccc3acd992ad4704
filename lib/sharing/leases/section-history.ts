import type { LeaseNode } from "../../crypto/lease-tree.ts";
import { nodeOfLeaf } from "../../crypto/lease-tree.ts";
import { rotationNodes } from "../../crypto/rotation.ts";
import type { DatedKeyEpoch } from "../records/key-epochs.ts";
import { keyEpochAt, keyEpochsOf, versionSpans } from "../records/key-epochs.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { SectionHistory } from "./rotation-policy.ts";

/**
 * A snapshot as the rotation policy looks at it. Leases of earlier versions of the record secret
 * have no keys of the present one, and ended before it began.
 */
export function sectionHistory(snapshot: Snapshot): SectionHistory {
  const begin = versionSpans(snapshot.rotations).at(-1)?.epoch ?? 0;
  const isPresent = ({ epoch }: { epoch: number }) => epoch >= begin;
  const leases = [...snapshot.history.leases, ...snapshot.handedOut].filter(isPresent);
  const unknown = snapshot.history.roots.filter((it) => it.leases === null && isPresent(it));
  const givenOut = new Map<number, GivenOut>();
  return {
    leases,
    unknown: {
      standing: unknown.some(({ ended }) => ended === null),
      ended: unknown.some(({ ended }) => ended !== null),
    },
    rotatedAt: (section) => presentKeyEpoch(snapshot, section).slice,
    hasSecret({ epoch, leaf }, section) {
      const present = givenOut.get(section) ?? secretGivenOut(snapshot, section);
      givenOut.set(section, present);
      return epoch >= present.epoch || nodeOfLeaf(present.nodes, leaf) !== null;
    },
  };
}

/** The key epoch that a section is in now. */
export function presentKeyEpoch(snapshot: Snapshot, section: number): DatedKeyEpoch {
  return keyEpochAt(keyEpochsOf(snapshot.rotations, section), snapshot.history.epoch);
}

/** A section's present secret: it came with leases granted since its epoch, and to these nodes. */
interface GivenOut {
  readonly epoch: number;
  readonly nodes: readonly LeaseNode[];
}

function secretGivenOut(snapshot: Snapshot, section: number): GivenOut {
  const { epoch } = presentKeyEpoch(snapshot, section);
  const made = snapshot.rotations.find((it) => it.epoch === epoch);
  return { epoch, nodes: (made && rotationNodes(made.rotation, section)) ?? [] };
}
