import type { Lease } from "../../../../lib/sharing/leases/lease.ts";
import { isRunning } from "../../../../lib/sharing/leases/lease.ts";
import {
  mustRotateBeforeEntry,
  sectionsEndedBy,
  sectionsNarrowedBy,
  sectionsToRotateAlong,
  sectionsToRotateBeforeGrant,
} from "../../../../lib/sharing/leases/rotation-policy.ts";

/*
 * Random histories of one record against a plain model of who may open what. Keys are symbols here
 * (which slice keys and which epoch secrets a lease holds): that the real ones open exactly what
 * these say is what the tests of lib/crypto show.
 */

export const SECTIONS = [0, 1];
export const PEOPLE = ["0xaa", "0xbb", "0xcc"] as const;

export type Act =
  | { kind: "wait"; slices: number }
  | {
      kind: "grant";
      to: number;
      sections: number[];
      start: number;
      length: number;
      history: boolean;
      /** Under a root: it takes the place of none. */
      isRooted: boolean;
    }
  | {
      kind: "sign";
      to: number;
      sections: number[];
      length: number;
      history: boolean;
      /** How many slices it can be sent for. */
      good: number;
    }
  | { kind: "send" }
  | { kind: "cancel" }
  | { kind: "revoke"; from: number }
  | { kind: "entry"; section: number; by: "owner" | number };

export interface Held {
  lease: Lease;
  /** Order of the ledger at which it was granted, and at which it was ended. */
  grantedAt: number;
  endedAt: number;
  /** The slice in which it ended early. */
  endedIn: number;
  /** `section/key epoch` of the secrets it holds. */
  secrets: Set<string>;
  /** The same of those that a rotation signed before it was granted did not give it. */
  missed: Set<string>;
  /** The same of those that its own rotation made it skip until it was sent. */
  skipped: Set<string>;
  /** The record's epoch when it was ended without a rotation; null if it was not. */
  lingersFrom: number | null;
  /** What was signed, for a lease that came about, or may still, by a signature. */
  signed: Signed | null;
}

interface Signed {
  epoch: number;
  /** The last slice in which it can be sent. */
  deadline: number;
  /** The rotation that comes with it, for those who were to stay when it was signed. */
  rotation: { sections: number[]; staying: Held[] } | null;
}

export interface Entry {
  section: number;
  slice: number;
  keyEpoch: number;
  order: number;
  byOwner: boolean;
}

export interface World {
  slice: number;
  order: number;
  epoch: number;
  keyEpochs: Map<number, { epoch: number; slice: number }[]>;
  /** In the ledger. */
  held: Held[];
  /** Signed, and not in the ledger. */
  unsent: Held[];
  entries: Entry[];
}

export function newWorld(): World {
  const keyEpochs = new Map(SECTIONS.map((it) => [it, [{ epoch: 0, slice: 0 }]]));
  return { slice: 1000, order: 0, epoch: 0, keyEpochs, held: [], unsent: [], entries: [] };
}

const allOf = ({ held, unsent }: World) => [...held, ...unsent];
const leasesOf = (world: World) => allOf(world).map(({ lease }) => lease);
const presentEpoch = (world: World, section: number) =>
  world.keyEpochs.get(section)?.at(-1) ?? { epoch: 0, slice: 0 };
const historyOf = (world: World) => ({
  leases: leasesOf(world),
  unknown: { standing: false, ended: false },
  rotatedAt: (section: number) => presentEpoch(world, section).slice,
  hasSecret: (lease: Lease, section: number) =>
    allOf(world)
      .find((it) => it.lease === lease)
      ?.secrets.has(`${section}/${presentEpoch(world, section).epoch}`) ?? false,
});
const standing = (world: World, who: number) =>
  world.held.filter(({ lease }) => lease.grantee === PEOPLE[who] && lease.ended === null);
const standingDirect = (world: World, who: number) =>
  standing(world, who).find(({ lease }) => lease.root === null);

/** New secrets for the leases that run, without those that end with it. */
function rotate(world: World, sections: number[], without: Held[]): void {
  if (sections.length === 0) return;
  const staying = world.held.filter(
    (held) => isRunning(held.lease, world.slice) && !without.includes(held),
  );
  enter(world, { sections: along(world, sections), staying });
}

function along(world: World, sections: number[]): number[] {
  const signed = world.unsent.map(({ lease }) => lease);
  const others = sectionsToRotateAlong(historyOf(world), { signed, slice: world.slice });
  return [...new Set([...sections, ...others])];
}

/** The next epoch, by a rotation that was made for those who stay. */
function enter(world: World, { sections, staying }: NonNullable<Signed["rotation"]>): void {
  world.epoch++;
  for (const section of sections) {
    world.keyEpochs.get(section)?.push({ epoch: world.epoch, slice: world.slice });
    for (const held of world.held) {
      if (!isRunning(held.lease, world.slice) || !held.lease.sections.includes(section)) continue;
      const given = staying.includes(held) ? held.secrets : held.missed;
      given.add(`${section}/${world.epoch}`);
    }
  }
}

function end(world: World, held: Held, how: "revoked" | "replaced"): void {
  held.lease.ended = { how, block: BigInt(world.order), transaction: "0x" };
  held.endedAt = world.order;
  held.endedIn = world.slice;
}

export function apply(world: World, act: Act): void {
  world.order++;
  if (act.kind === "wait") world.slice += act.slices;
  if (act.kind === "grant") grant(world, act);
  if (act.kind === "sign") sign(world, act);
  if (act.kind === "send") send(world);
  if (act.kind === "cancel") cancel(world);
  if (act.kind === "revoke") revoke(world, act.from);
  if (act.kind === "entry") publish(world, act);
  for (const held of world.unsent) {
    const { epoch, deadline } = held.signed ?? { epoch: -1, deadline: -1 };
    const isReady = epoch === world.epoch && world.slice <= deadline;
    if (isReady || held.lease.ended !== null) continue;
    // A rotation that the owner makes when it happens takes those in that it voids.
    if (act.kind === "send" || act.kind === "wait") lapse(world, held);
    else end(world, held, "revoked");
  }
}

/** Ends a lease without a rotation of its own. */
function lapse(world: World, held: Held, how: "revoked" | "replaced" = "revoked"): void {
  held.lingersFrom = world.epoch;
  end(world, held, how);
}

function grant(world: World, act: Act & { kind: "grant" }): void {
  const terms = termsOf(world, act);
  const present = act.isRooted ? undefined : standingDirect(world, act.to);
  rotate(world, rotatingFor(world, { terms, present }), present ? [present] : []);
  if (present) end(world, present, "replaced");
  const held = heldOf(world, { act, terms });
  if (act.isRooted) held.lease.root = "0x";
  for (const section of terms.sections) giveEpochs(world, held, section);
  world.held.push(held);
}

function sign(world: World, act: Act & { kind: "sign" }): void {
  const terms = termsOf(world, { ...act, start: 0 });
  const present = standingDirect(world, act.to);
  const rotating = rotatingFor(world, { terms, present });
  const sections = rotating.length === 0 ? [] : along(world, rotating);
  const staying = world.held.filter((it) => isRunning(it.lease, world.slice) && it !== present);
  const held = heldOf(world, { act, terms });
  const rotation = sections.length === 0 ? null : { sections, staying: [...staying, held] };
  held.signed = { epoch: world.epoch, deadline: world.slice + act.good, rotation };
  for (const section of terms.sections) {
    // Of new entries only: the secret of its own rotation, which is none before it is sent.
    if (act.history || !sections.includes(section)) giveEpochs(world, held, section);
    else held.skipped.add(`${section}/${presentEpoch(world, section).epoch}`);
  }
  world.unsent.push(held);
}

/** Somebody sends the oldest that is ready. */
function send(world: World): void {
  const held = world.unsent.find(({ lease }) => lease.ended === null);
  if (!held?.signed || world.slice >= held.lease.expiresAt) return;
  world.unsent.splice(world.unsent.indexOf(held), 1);
  const present = world.held.find(
    ({ lease }) =>
      lease.grantee === held.lease.grantee && lease.root === null && lease.ended === null,
  );
  const { rotation } = held.signed;
  world.held.push(held);
  if (rotation) enter(world, rotation);
  // What it was signed to replace may have been replaced by something wider since.
  if (present) lapse(world, present, "replaced");
  held.lease.epoch = world.epoch;
}

/** The owner cancels the oldest that is ready. */
function cancel(world: World): void {
  const held = world.unsent.find(({ lease }) => lease.ended === null);
  if (!held) return;
  const signed = [held.lease];
  rotate(world, sectionsToRotateAlong(historyOf(world), { signed, slice: world.slice }), []);
  if (held.lease.ended === null) end(world, held, "revoked");
}

type Window = Pick<Lease, "since" | "notBefore" | "expiresAt"> & { sections: number[] };

function termsOf(
  world: World,
  act: { sections: number[]; start: number; length: number; history: boolean },
): Window {
  const notBefore = world.slice + act.start;
  const expiresAt = notBefore + act.length;
  return { sections: act.sections, notBefore, expiresAt, since: act.history ? 0 : notBefore };
}

/** What has to rotate before a grant. */
function rotatingFor(
  world: World,
  { terms, present }: { terms: Window; present: Held | undefined },
): number[] {
  const { sections, since } = terms;
  const recent = sections.filter((section) =>
    world.entries.some((it) => since > 0 && it.section === section && it.slice >= since),
  );
  const now = { slice: world.slice };
  return [
    ...new Set([
      ...(present ? sectionsNarrowedBy(present.lease, terms, now) : []),
      ...sectionsToRotateBeforeGrant(historyOf(world), sections),
      ...recent,
    ]),
  ];
}

function giveEpochs(world: World, { lease, secrets }: Held, section: number): void {
  const made = world.keyEpochs.get(section) ?? [];
  for (const { epoch } of lease.since === 0 ? made : made.slice(-1)) {
    secrets.add(`${section}/${epoch}`);
  }
}

function heldOf(world: World, { act, terms }: { act: { to: number }; terms: Window }): Held {
  return {
    lease: {
      record: "0x01",
      owner: "0xff",
      grantee: PEOPLE[act.to] ?? "0xaa",
      rights: { read: true, write: true },
      ...terms,
      generation: 0,
      epoch: world.epoch,
      leaf: world.held.length + world.unsent.length,
      envelope: "0x",
      root: null,
      grantedIn: { block: BigInt(world.order), transaction: "0x" },
      ended: null,
    },
    grantedAt: world.order,
    endedAt: Number.POSITIVE_INFINITY,
    endedIn: Number.POSITIVE_INFINITY,
    secrets: new Set(),
    missed: new Set(),
    skipped: new Set(),
    lingersFrom: null,
    signed: null,
  };
}

function revoke(world: World, from: number): void {
  const ending = standing(world, from).filter(({ lease }) => isRunning(lease, world.slice));
  const ended = ending.flatMap(({ lease }) => sectionsEndedBy(lease, world.slice));
  rotate(world, [...new Set(ended)], ending);
  for (const held of ending) end(world, held, "revoked");
}

function publish(world: World, { section, by }: Act & { kind: "entry" }): void {
  if (by === "owner") {
    const due = mustRotateBeforeEntry(historyOf(world), { section, slice: world.slice });
    if (due) rotate(world, [section], []);
  } else {
    const at = { section, slice: world.slice, ...keyOf(world, section) };
    const held = standing(world, by).filter(
      (it) => it.lease.sections.includes(section) && isLive(it, world.slice),
    );
    if (!held.some((it) => holdsKeys([it], at))) return;
  }
  world.entries.push({
    section,
    slice: world.slice,
    ...keyOf(world, section),
    order: world.order,
    byOwner: by === "owner",
  });
}

const keyOf = (world: World, section: number) => ({
  keyEpoch: presentEpoch(world, section).epoch,
});

function isLive({ lease }: Held, slice: number): boolean {
  return lease.notBefore <= slice && isRunning(lease, slice);
}

/** Whether some slice key and some epoch secret among them fit the entry. */
export function holdsKeys(
  coalition: Held[],
  { section, slice, keyEpoch }: { section: number; slice: number; keyEpoch: number },
): boolean {
  const inTime = coalition.some(
    ({ lease }) =>
      lease.sections.includes(section) && lease.since <= slice && slice < lease.expiresAt,
  );
  return inTime && coalition.some(({ secrets }) => secrets.has(`${section}/${keyEpoch}`));
}

/** Whether a lease was meant to open an entry. */
export function mayOpen({ lease, grantedAt, endedAt }: Held, entry: Entry): boolean {
  if (!lease.sections.includes(entry.section) || entry.order > endedAt) return false;
  if (entry.slice >= lease.expiresAt) return false;
  return lease.since === 0 || (entry.order > grantedAt && entry.slice >= lease.since);
}

/**
 * What remains by design (docs/SECURITY.md, "Who together"): a grant that is yet to begin holds the
 * present secrets; a writer's entry after another lease ran out stays under them until the owner
 * acts, and so does one after a signed lease can no longer be sent; and what came before a lease of
 * new entries only, within its first minute, is under a slice key that it holds.
 */
export function isKnownRemainder(together: Held[], entry: Entry): boolean {
  return together.some(({ lease, grantedAt, endedAt, endedIn, lingersFrom }) => {
    if (!lease.sections.includes(entry.section)) return false;
    const firstMinute = entry.order < grantedAt && entry.slice === lease.since;
    const pending =
      entry.slice < lease.notBefore && entry.order > grantedAt && entry.order < endedAt;
    const ranOut = entry.slice >= lease.expiresAt && endedIn >= lease.expiresAt;
    const lingers = lingersFrom !== null && entry.order > endedAt && entry.keyEpoch <= lingersFrom;
    return firstMinute || pending || ((ranOut || lingers) && !entry.byOwner);
  });
}
