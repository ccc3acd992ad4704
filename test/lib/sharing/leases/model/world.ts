import type { Chain, Entry, Granted, Rotation, Transaction } from "./chain.ts";
import { entriesOf, isLive, land, NEVER, newChain, PEOPLE, presentKeyEpoch } from "./chain.ts";
import type { Asked, HandedOut, View } from "./owner.ts";
import { prepareCancel, prepareEntry, prepareGrant, prepareRevocation } from "./owner.ts";

/*
 * One record in a world where transactions are delayed, overtaken, dropped and undone, and its owner
 * has two devices. Keys are symbols (slices of a window, names of secrets): that the real ones open
 * exactly what these say is what the tests of lib/crypto show. What somebody learned, they keep.
 */

export const SECTIONS = [0, 1];
export const DEVICES = [0, 1];

/** What becomes of a transaction: it lands at once, later or never. */
export type Fate = "lands" | "waits" | "dropped";

export type Act =
  | { kind: "wait"; slices: number }
  | ({ kind: "grant"; device: number; fate: Fate } & Asked)
  | { kind: "revoke"; from: number; device: number; fate: Fate }
  | { kind: "cancel"; device: number; fate: Fate }
  | { kind: "entry"; section: number; by: "owner" | number; device: number; fate: Fate }
  /** One of those that wait lands, or one that is signed is sent. */
  | { kind: "land"; which: number }
  /** The newest transactions are undone, and wait again, or are forgotten. */
  | { kind: "reorganise"; depth: number; fate: "waits" | "dropped" };

/** A lease that ever was made, in the ledger or not. */
export interface Made {
  granted: Granted;
  device: number;
  /** Whether the ledger has it. */
  isKnown: boolean;
  isSigned: boolean;
}

export interface World {
  slice: number;
  moment: number;
  chain: Chain;
  /** The chains before each transaction, and that transaction, oldest first. */
  past: { chain: Chain; transaction: Transaction }[];
  waiting: Transaction[];
  handedOut: HandedOut[][];
  /** Every lease ever made, with the device and the moment. */
  made: Extract<Transaction, { kind: "grant" }>[];
  /** When a device knew, or its lease was void, that a lease is not in the ledger and will not be. */
  lapsed: Map<number, { moment: number; epoch: number }>;
  /** By number in the lease tree: `section/secret`. */
  secrets: Map<number, Set<string>>;
}

export function newWorld(): World {
  return {
    slice: 1000,
    moment: 0,
    chain: newChain(SECTIONS),
    past: [],
    waiting: [],
    handedOut: DEVICES.map(() => []),
    made: [],
    lapsed: new Map(),
    secrets: new Map(),
  };
}

export function apply(world: World, act: Act): void {
  world.moment++;
  switch (act.kind) {
    case "wait":
      world.slice += act.slices;
      break;
    case "grant":
      grant(world, act);
      break;
    case "revoke":
      submit(world, prepareRevocation(viewOf(world, act.device), act.from), act.fate);
      break;
    case "cancel":
      submit(world, prepareCancel(viewOf(world, act.device)), act.fate);
      break;
    case "entry":
      submit(world, prepareAnyEntry(world, act), act.fate);
      break;
    case "land": {
      const [transaction] = world.waiting.splice(act.which % (world.waiting.length || 1), 1);
      if (transaction !== undefined) submit(world, transaction, "lands");
      break;
    }
    case "reorganise":
      reorganise(world, act);
      break;
  }
  noteLapses(world);
}

function viewOf(world: World, device: number): View {
  return {
    chain: world.chain,
    handedOut: world.handedOut[device] ?? [],
    slice: world.slice,
    moment: world.moment,
    device,
    newSecret: () => world.moment,
    newLeaf: () => world.made.length,
  };
}

function grant(world: World, act: Extract<Act, { kind: "grant" }>): void {
  const { transaction, secrets } = prepareGrant(viewOf(world, act.device), act);
  const { lease, signed } = transaction;
  world.made.push(transaction);
  world.handedOut[act.device]?.push({ lease, signed });
  world.secrets.set(lease.leaf, new Set(secrets.map((it) => nameOf(it.section, it.secret))));
  submit(world, transaction, signed === null ? act.fate : "waits");
}

function prepareAnyEntry(
  world: World,
  { section, by, device }: Extract<Act, { kind: "entry" }>,
): Transaction | null {
  if (by === "owner") return prepareEntry(viewOf(world, device), section);
  const { chain, slice, moment } = world;
  const { secret } = presentKeyEpoch(chain, section);
  const at = { section, slice, secret };
  const canSeal = chain.granted.some(
    (it) =>
      it.lease.grantee === PEOPLE[by] &&
      it.lease.sections.includes(section) &&
      isLive(it, slice) &&
      holdsKeys(world, [it.lease], at),
  );
  if (!canSeal) return null;
  return {
    kind: "entry",
    device: null,
    prepared: moment,
    epoch: chain.epoch,
    lineage: chain.lineage,
    rotation: null,
    ...at,
    follows: entriesOf(chain, section).length,
    by,
  };
}

function submit(world: World, transaction: Transaction | null, fate: Fate): void {
  if (transaction === null) return;
  if (transaction.rotation !== null) handOut(world, transaction.rotation);
  if (fate === "dropped") return;
  if (fate === "waits") {
    world.waiting.push(transaction);
    return;
  }
  const { slice, moment, chain } = world;
  const next = land(chain, transaction, { slice, moment });
  if (next === null) return;
  world.past.push({ chain, transaction });
  world.chain = next;
}

/** A rotation block can be read from when it is stored. */
function handOut(world: World, { secret, sections, leaves }: Rotation): void {
  for (const { lease } of world.made) {
    if (!leaves.has(lease.leaf)) continue;
    for (const section of sections) {
      if (lease.sections.includes(section)) {
        world.secrets.get(lease.leaf)?.add(nameOf(section, secret));
      }
    }
  }
}

function reorganise(world: World, act: Extract<Act, { kind: "reorganise" }>): void {
  const undone = world.past.splice(Math.max(0, world.past.length - act.depth));
  const [first] = undone;
  if (first === undefined) return;
  world.chain = first.chain;
  // What was signed can be sent again by whoever has it.
  const again = undone
    .map(({ transaction }) => transaction)
    .filter((it) => act.fate === "waits" || (it.kind === "grant" && it.signed !== null));
  world.waiting.push(...again);
}

/** Notes since when a lease that the ledger does not have can no longer get there. */
function noteLapses(world: World): void {
  const { chain, slice, moment, lapsed } = world;
  const known = new Set(chain.granted.map(({ lease }) => lease.leaf));
  for (const { lease, signed } of world.made) {
    const canLand =
      signed !== null &&
      slice <= signed.deadline &&
      slice < lease.expiresAt &&
      signed.revocations === chain.revocations &&
      lease.epoch === chain.epoch &&
      !chain.cancelled.has(lease.leaf);
    if (known.has(lease.leaf) || canLand) lapsed.delete(lease.leaf);
    else if (!lapsed.has(lease.leaf)) lapsed.set(lease.leaf, { moment, epoch: chain.epoch });
  }
}

/** All leases that were ever made, as they stand now. */
export function madeLeases(world: World): Made[] {
  const known = new Map(world.chain.granted.map((it) => [it.lease.leaf, it]));
  return world.made.map(({ lease, from, prepared, device, signed }) => {
    const granted = known.get(lease.leaf);
    const lapsed = world.lapsed.get(lease.leaf);
    return {
      granted: granted ?? {
        lease,
        prepared,
        landed: NEVER,
        ended: lapsed?.moment ?? NEVER,
        endedIn: NEVER,
        isClean: false,
        isMisplaced: false,
        from: from ?? { prepared, landed: NEVER, epoch: lease.epoch },
      },
      device: device as number,
      isKnown: granted !== undefined,
      isSigned: signed !== null,
    };
  });
}

export function nameOf(section: number, secret: number): string {
  return `${section}/${secret}`;
}

/** Whether some slice key and some secret among those of these leases fit an entry. */
export function holdsKeys(
  { secrets }: World,
  together: readonly Granted["lease"][],
  { section, slice, secret }: Pick<Entry, "section" | "slice" | "secret">,
): boolean {
  const inTime = together.some(
    (lease) => lease.sections.includes(section) && lease.since <= slice && slice < lease.expiresAt,
  );
  const name = nameOf(section, secret);
  return inTime && together.some(({ leaf }) => secrets.get(leaf)?.has(name) === true);
}
