import { canGoOn, firstLeaseOf } from "../../../../../lib/sharing/leases/continued.ts";
import type { Lease } from "../../../../../lib/sharing/leases/lease.ts";
import { isRunning } from "../../../../../lib/sharing/leases/lease.ts";
import type { SectionHistory } from "../../../../../lib/sharing/leases/rotation-policy.ts";
import {
  mustRotateBeforeEntry,
  sectionsEndedBy,
  sectionsNarrowedBy,
  sectionsToRotateAlong,
  sectionsToRotateBeforeGrant,
} from "../../../../../lib/sharing/leases/rotation-policy.ts";
import type { Beginning, Chain, Granted, Rotation, SecretName, Transaction } from "./chain.ts";
import { entriesOf, PEOPLE, presentKeyEpoch } from "./chain.ts";

/*
 * What an owner's device prepares, by the rules of `rotation-policy.ts`, from the chain that it sees
 * and from what it remembers to have handed out.
 */

/** A lease whose keys are out. The ledger may not have heard of it, and may never. */
export interface HandedOut {
  lease: Lease;
  signed: { deadline: number; revocations: number } | null;
}

export interface View {
  chain: Chain;
  /** What this device handed out. */
  handedOut: readonly HandedOut[];
  slice: number;
  moment: number;
  device: number;
  /** Names that nothing had before. */
  newSecret: () => SecretName;
  newLeaf: () => number;
}

export interface Asked {
  to: number;
  sections: number[];
  start: number;
  length: number;
  history: boolean;
  /** Where a lease of new entries only can go on in this one, it does. */
  goesOn: boolean;
  /** Under a root: it takes the place of none. */
  isRooted: boolean;
  /** For how many slices others may send it; null for a transaction of the owner. */
  good: number | null;
}

/** What a device knows to be out and not in the ledger it sees, as the rules take it. */
function unsent({ chain, handedOut, slice }: View): Lease[] {
  const known = new Set(chain.granted.map(({ lease }) => lease.leaf));
  return handedOut
    .filter(({ lease }) => !known.has(lease.leaf))
    .map(({ lease, signed }) => {
      const isReady =
        signed !== null &&
        slice <= signed.deadline &&
        signed.revocations === chain.revocations &&
        lease.epoch === chain.epoch;
      const ended = isReady ? null : ({ how: "revoked", block: 0n, transaction: "0x" } as const);
      return { ...lease, ended };
    });
}

export function historyOf(view: View): SectionHistory {
  const { chain } = view;
  return {
    leases: [...chain.granted.map(({ lease }) => lease), ...unsent(view)],
    unknown: { standing: false, ended: false },
    rotatedAt: (section) => presentKeyEpoch(chain, section).slice,
    hasSecret: ({ epoch, leaf }, section) => {
      const present = presentKeyEpoch(chain, section);
      return epoch >= present.epoch || present.leaves.has(leaf);
    },
  };
}

/** New secrets for the leases that run, without those that end with it. */
function rotation(view: View, sections: number[], ending: readonly Lease[]): Rotation | null {
  if (sections.length === 0) return null;
  const { chain, slice } = view;
  const along = sectionsToRotateAlong(historyOf(view), { handedOut: unsent(view), slice });
  const staying = chain.granted.filter(
    ({ lease }) => isRunning(lease, slice) && !ending.includes(lease),
  );
  return {
    secret: view.newSecret(),
    sections: [...new Set([...sections, ...along])],
    leaves: new Set(staying.map(({ lease }) => lease.leaf)),
  };
}

const standing = ({ chain }: View, who: number): Granted[] =>
  chain.granted.filter(({ lease }) => lease.grantee === PEOPLE[who] && lease.ended === null);

/** A lease to be, and the secrets that its envelope holds. */
export function prepareGrant(view: View, asked: Asked) {
  const { chain, slice, moment, device } = view;
  const { sections } = asked;
  const notBefore = slice + (asked.good === null ? asked.start : 0);
  const expiresAt = notBefore + asked.length;
  const isRooted = asked.isRooted && asked.good === null;
  const replaced = isRooted
    ? undefined
    : standing(view, asked.to).find(({ lease }) => lease.root === null);
  const present = replaced?.lease;
  const { history } = asked;
  const goesOn =
    asked.goesOn && present && canGoOn(present, { sections, history, notBefore }, { slice });
  const continued = goesOn ? present : null;
  const since = history ? 0 : (continued?.since ?? notBefore);
  const from = continued && beginningOf(chain, continued);
  const recent = sections.filter(
    (section) =>
      since > 0 && continued === null && entriesOf(chain, section).some((it) => it.slice >= since),
  );
  const rotating = [
    ...(present ? sectionsNarrowedBy(present, { sections, expiresAt }, { slice }) : []),
    ...sectionsToRotateBeforeGrant(historyOf(view), sections),
    ...recent,
  ];
  const rotates = rotation(view, rotating, present ? [present] : []);
  const lease: Lease = {
    record: "0x01",
    owner: "0xff",
    grantee: PEOPLE[asked.to] ?? "0xaa",
    rights: { read: true, write: true },
    sections,
    notBefore,
    expiresAt,
    since,
    generation: 0,
    epoch: chain.epoch,
    leaf: view.newLeaf(),
    envelope: "0x",
    root: isRooted ? "0x" : null,
    grantedIn: { block: 0n, transaction: "0x" },
    ended: null,
  };
  const secrets = sections.flatMap((section) => {
    const all = chain.keyEpochs.get(section) ?? [];
    const first = all.findLastIndex(({ epoch }) => epoch <= (from?.epoch ?? 0));
    const made = all.slice(first).map(({ secret }) => ({ section, secret }));
    if (rotates?.sections.includes(section)) made.push({ section, secret: rotates.secret });
    return asked.history || from ? made : made.slice(-1);
  });
  const signed =
    asked.good === null ? null : { deadline: slice + asked.good, revocations: chain.revocations };
  const transaction: Transaction = {
    kind: "grant",
    device,
    prepared: moment,
    epoch: chain.epoch,
    lineage: chain.lineage,
    rotation: rotates,
    lease,
    from,
    signed,
  };
  return { transaction, secrets };
}

/** When and where the lease began that goes on. */
function beginningOf({ granted }: Chain, lease: Lease): Beginning {
  const leases = granted.map((it) => it.lease);
  const first = granted[leases.indexOf(firstLeaseOf(lease, leases))] as Granted;
  return { prepared: first.prepared, landed: first.landed, epoch: first.lease.epoch };
}

/** Null where nothing runs. */
export function prepareRevocation(view: View, from: number): Transaction | null {
  const { chain, slice, moment, device } = view;
  const ending = standing(view, from)
    .map(({ lease }) => lease)
    .filter((lease) => isRunning(lease, slice));
  if (ending.length === 0) return null;
  const ended = ending.flatMap((lease) => sectionsEndedBy(lease, slice));
  return {
    kind: "revoke",
    device,
    prepared: moment,
    epoch: chain.epoch,
    lineage: chain.lineage,
    rotation: rotation(view, ended, ending),
    account: PEOPLE[from] ?? "0xaa",
    rootedLeaves: ending.filter(({ root }) => root !== null).map(({ leaf }) => leaf),
  };
}

/** An entry of the owner, with the rotation that is due before it. */
export function prepareEntry(view: View, section: number): Transaction {
  const { chain, slice, moment, device } = view;
  const due = mustRotateBeforeEntry(historyOf(view), { section, slice });
  const rotates = due ? rotation(view, [section], []) : null;
  return {
    kind: "entry",
    device,
    prepared: moment,
    epoch: chain.epoch,
    lineage: chain.lineage,
    rotation: rotates,
    section,
    slice,
    secret: rotates?.secret ?? presentKeyEpoch(chain, section).secret,
    follows: entriesOf(chain, section).length,
    by: "owner",
  };
}

/** Takes back the oldest signed lease that can still be sent; null where there is none. */
export function prepareCancel(view: View): Transaction | null {
  const lease = unsent(view).find(({ ended }) => ended === null);
  if (lease === undefined) return null;
  const { slice, chain, moment, device } = view;
  const sections = sectionsToRotateAlong(historyOf(view), { handedOut: [lease], slice });
  return {
    kind: "cancel",
    device,
    prepared: moment,
    epoch: chain.epoch,
    lineage: chain.lineage,
    rotation: rotation(view, sections, []),
    leaf: lease.leaf,
  };
}
