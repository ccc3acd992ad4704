import type { Lease } from "../../../../../lib/sharing/leases/lease.ts";
import { isRunning } from "../../../../../lib/sharing/leases/lease.ts";
import { PUBLICATION_TOLERANCE } from "../../../../../lib/slice.ts";

/*
 * The ledger of one record, as plain values: what it takes, and what it is afterwards. A chain is
 * never changed: each transaction that lands makes the next, so that a reorganisation can go back.
 */

/** The moment at which a secret was made: another rotation to the same epoch makes another. */
export type SecretName = number;

/** Secrets that a rotation would make, and the numbers in the lease tree that it gives them to. */
export interface Rotation {
  secret: SecretName;
  sections: number[];
  leaves: Set<number>;
}

/** What somebody sends, or gives to others to send. `prepared` is the moment at which it was made. */
export type Transaction = {
  /** The owner's device that made it; null for a writer's. */
  device: number | null;
  prepared: number;
  epoch: number;
  /** The rotations that it was prepared after. */
  lineage: string;
  rotation: Rotation | null;
} & (
  | {
      kind: "grant";
      lease: Lease;
      /** What the lease opens from, if that is not its own beginning but that of one that goes on. */
      from: Beginning | null;
      /** For one that others may send: until when, and in which state of the record. */
      signed: { deadline: number; revocations: number } | null;
    }
  | { kind: "revoke"; account: string; rootedLeaves: number[] }
  | {
      kind: "entry";
      section: number;
      slice: number;
      secret: SecretName;
      follows: number;
      by: "owner" | number;
    }
  /** Takes back what was signed. */
  | { kind: "cancel"; leaf: number }
);

/** A section's secret, and since when it is in force. */
export interface KeyEpoch {
  secret: SecretName;
  epoch: number;
  slice: number;
  leaves: Set<number>;
}

/** An entry of the ledger. `prepared` and `landed` are moments. */
export interface Entry {
  section: number;
  slice: number;
  secret: SecretName;
  prepared: number;
  landed: number;
  by: "owner" | number;
  device: number | null;
  /** Made after other rotations than the ledger has: a reorganisation took their place. */
  isMisplaced: boolean;
}

/** From where on a lease of new entries only opens: when it was made and landed, in which epoch. */
export interface Beginning {
  prepared: number;
  landed: number;
  epoch: number;
}

/** A lease of the ledger, with the moments at which it was made, landed, and ended early. */
export interface Granted {
  lease: Lease;
  prepared: number;
  landed: number;
  ended: number;
  /** The slice in which it ended. */
  endedIn: number;
  /** Whether secrets changed with its end. */
  isClean: boolean;
  isMisplaced: boolean;
  /** Its own beginning, or that of the lease that goes on in it. */
  from: Beginning;
}

export interface Chain {
  epoch: number;
  /** Names the rotations that there were. */
  lineage: string;
  revocations: number;
  keyEpochs: ReadonlyMap<number, readonly KeyEpoch[]>;
  granted: readonly Granted[];
  entries: readonly Entry[];
  /** Numbers in the lease tree of signed leases that were taken back. */
  cancelled: ReadonlySet<number>;
}

export const NEVER = Number.POSITIVE_INFINITY;

export function newChain(sections: readonly number[]): Chain {
  const first = (section: number): KeyEpoch => ({
    secret: -1 - section,
    epoch: 0,
    slice: 0,
    leaves: new Set(),
  });
  return {
    epoch: 0,
    lineage: "",
    revocations: 0,
    keyEpochs: new Map(sections.map((it) => [it, [first(it)]])),
    granted: [],
    entries: [],
    cancelled: new Set(),
  };
}

export function presentKeyEpoch(chain: Chain, section: number): KeyEpoch {
  return chain.keyEpochs.get(section)?.at(-1) as KeyEpoch;
}

export function entriesOf(chain: Chain, section: number): Entry[] {
  return chain.entries.filter((it) => it.section === section);
}

export function isLive({ lease }: Granted, slice: number): boolean {
  return lease.notBefore <= slice && isRunning(lease, slice);
}

/** The chain with a transaction; null where the contracts would refuse it. */
export function land(
  chain: Chain,
  transaction: Transaction,
  { slice, moment }: { slice: number; moment: number },
): Chain | null {
  if (transaction.epoch !== chain.epoch) return null;
  const rotated = withRotation(chain, transaction.rotation, slice);
  const isMisplaced = transaction.lineage !== chain.lineage;
  switch (transaction.kind) {
    case "cancel":
      return { ...rotated, cancelled: new Set([...chain.cancelled, transaction.leaf]) };
    case "grant": {
      const { lease, signed } = transaction;
      const isLate = signed !== null && slice > signed.deadline;
      const isVoid = signed !== null && signed.revocations !== chain.revocations;
      const isGone = chain.cancelled.has(lease.leaf) || isKnown(chain, lease);
      if (slice >= lease.expiresAt || isLate || isVoid || isGone) return null;
      const isTaken = ({ lease: it }: Granted) =>
        lease.root === null && it.root === null && it.grantee === lease.grantee;
      const ended = endWhere(rotated, isTaken, { how: "replaced", slice, moment, transaction });
      const granted: Granted = {
        lease: { ...lease, epoch: rotated.epoch },
        prepared: transaction.prepared,
        landed: moment,
        ended: NEVER,
        endedIn: NEVER,
        isClean: true,
        isMisplaced,
        from: transaction.from ?? {
          prepared: transaction.prepared,
          landed: moment,
          epoch: rotated.epoch,
        },
      };
      return { ...ended, granted: [...ended.granted, granted] };
    }
    case "revoke": {
      const { account, rootedLeaves } = transaction;
      // Whichever lease the account holds directly by then.
      const isNamed = ({ lease }: Granted) =>
        lease.root === null ? lease.grantee === account : rootedLeaves.includes(lease.leaf);
      if (!chain.granted.some((it) => isNamed(it) && it.lease.ended === null)) return null;
      const ended = endWhere(rotated, isNamed, { how: "revoked", slice, moment, transaction });
      return { ...ended, revocations: chain.revocations + 1 };
    }
    case "entry": {
      const { section, by, device, prepared, secret } = transaction;
      const isFresh =
        transaction.slice <= slice && slice <= transaction.slice + PUBLICATION_TOLERANCE;
      const follows = entriesOf(chain, section).length === transaction.follows;
      if (!isFresh || !follows || !mayPublish(chain, { section, slice, by })) return null;
      const entry = { section, slice: transaction.slice, secret, prepared, by, device };
      const landed = { ...entry, landed: moment, isMisplaced };
      return { ...rotated, entries: [...rotated.entries, landed] };
    }
  }
}

function isKnown(chain: Chain, { leaf }: Lease): boolean {
  return chain.granted.some(({ lease }) => lease.leaf === leaf);
}

function mayPublish(
  chain: Chain,
  { section, slice, by }: { section: number; slice: number; by: "owner" | number },
): boolean {
  if (by === "owner") return true;
  return chain.granted.some(
    (it) =>
      it.lease.grantee === PEOPLE[by] && it.lease.sections.includes(section) && isLive(it, slice),
  );
}

export const PEOPLE = ["0xaa", "0xbb", "0xcc"] as const;

function withRotation(chain: Chain, rotation: Rotation | null, slice: number): Chain {
  if (rotation === null) return chain;
  const epoch = chain.epoch + 1;
  const keyEpochs = new Map(chain.keyEpochs);
  for (const section of rotation.sections) {
    const made = { secret: rotation.secret, epoch, slice, leaves: rotation.leaves };
    keyEpochs.set(section, [...(keyEpochs.get(section) ?? []), made]);
  }
  const lineage = `${chain.lineage}/${rotation.secret}`;
  return { ...chain, epoch, lineage, keyEpochs };
}

function endWhere(
  chain: Chain,
  isEnding: (granted: Granted) => boolean,
  by: { how: "revoked" | "replaced"; slice: number; moment: number; transaction: Transaction },
): Chain {
  const { how, slice, moment, transaction } = by;
  const granted = chain.granted.map((it) => {
    if (it.lease.ended !== null || !isEnding(it)) return it;
    const ended = { how, block: BigInt(moment), transaction: "0x" } as const;
    const { rotation } = transaction;
    const isClean =
      rotation !== null &&
      it.lease.sections.every((one) => rotation.sections.includes(one)) &&
      !rotation.leaves.has(it.lease.leaf);
    return { ...it, lease: { ...it.lease, ended }, ended: moment, endedIn: slice, isClean };
  });
  return { ...chain, granted };
}
