import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lease } from "../../../../lib/sharing/leases/lease.ts";
import { isRunning } from "../../../../lib/sharing/leases/lease.ts";
import {
  mustRotateBeforeEntry,
  sectionsEndedBy,
  sectionsNarrowedBy,
  sectionsToRotateBeforeGrant,
} from "../../../../lib/sharing/leases/rotation-policy.ts";

/*
 * Random histories of one record against a plain model of who may open what. Keys are symbols here
 * (which slice keys and which epoch secrets a lease holds): that the real ones open exactly what
 * these say is what the tests of lib/crypto show.
 */

const SECTIONS = [0, 1];
const PEOPLE = ["0xaa", "0xbb", "0xcc"] as const;

type Act =
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
  | { kind: "revoke"; from: number }
  | { kind: "entry"; section: number; by: "owner" | number };

interface Held {
  lease: Lease;
  /** Order of the ledger at which it was granted, and at which it was ended. */
  grantedAt: number;
  endedAt: number;
  /** The slice in which it ended early. */
  endedIn: number;
  /** `section/key epoch` of the secrets it holds. */
  secrets: Set<string>;
}

interface Entry {
  section: number;
  slice: number;
  keyEpoch: number;
  order: number;
  byOwner: boolean;
}

interface World {
  slice: number;
  order: number;
  epoch: number;
  keyEpochs: Map<number, { epoch: number; slice: number }[]>;
  held: Held[];
  entries: Entry[];
}

function newWorld(): World {
  const keyEpochs = new Map(SECTIONS.map((it) => [it, [{ epoch: 0, slice: 0 }]]));
  return { slice: 1000, order: 0, epoch: 0, keyEpochs, held: [], entries: [] };
}

const leasesOf = (world: World) => world.held.map(({ lease }) => lease);
const presentEpoch = (world: World, section: number) =>
  world.keyEpochs.get(section)?.at(-1) ?? { epoch: 0, slice: 0 };
const historyOf = (world: World) => ({
  leases: leasesOf(world),
  unknown: { standing: false, ended: false },
  rotatedAt: (section: number) => presentEpoch(world, section).slice,
  hasSecret: (lease: Lease, section: number) =>
    world.held
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
  world.epoch++;
  for (const section of sections) {
    world.keyEpochs.get(section)?.push({ epoch: world.epoch, slice: world.slice });
    for (const held of world.held) {
      const stays = isRunning(held.lease, world.slice) && !without.includes(held);
      if (stays && held.lease.sections.includes(section)) {
        held.secrets.add(`${section}/${world.epoch}`);
      }
    }
  }
}

function end(world: World, held: Held, how: "revoked" | "replaced"): void {
  held.lease.ended = { how, block: BigInt(world.order), transaction: "0x" };
  held.endedAt = world.order;
  held.endedIn = world.slice;
}

function apply(world: World, act: Act): void {
  world.order++;
  if (act.kind === "wait") world.slice += act.slices;
  if (act.kind === "grant") grant(world, act);
  if (act.kind === "revoke") revoke(world, act.from);
  if (act.kind === "entry") publish(world, act);
}

function grant(world: World, act: Act & { kind: "grant" }): void {
  const notBefore = world.slice + act.start;
  const expiresAt = notBefore + act.length;
  const since = act.history ? 0 : notBefore;
  const { sections } = act;
  const present = act.isRooted ? undefined : standingDirect(world, act.to);
  const recent = act.history
    ? []
    : sections.filter((section) =>
        world.entries.some((it) => it.section === section && it.slice >= since),
      );
  const now = { slice: world.slice };
  const rotating = new Set([
    ...(present ? sectionsNarrowedBy(present.lease, { sections, expiresAt }, now) : []),
    ...sectionsToRotateBeforeGrant(historyOf(world), sections),
    ...recent,
  ]);
  rotate(world, [...rotating], present ? [present] : []);
  if (present) end(world, present, "replaced");
  const secrets = new Set<string>();
  for (const section of sections) {
    const made = world.keyEpochs.get(section) ?? [];
    for (const { epoch } of act.history ? made : made.slice(-1)) secrets.add(`${section}/${epoch}`);
  }
  world.held.push({
    lease: {
      record: "0x01",
      owner: "0xff",
      grantee: PEOPLE[act.to] ?? "0xaa",
      sections,
      rights: { read: true, write: true },
      since,
      notBefore,
      expiresAt,
      generation: 0,
      epoch: world.epoch,
      leaf: world.held.length,
      envelope: "0x",
      root: act.isRooted ? "0x" : null,
      grantedIn: { block: BigInt(world.order), transaction: "0x" },
      ended: null,
    },
    grantedAt: world.order,
    endedAt: Number.POSITIVE_INFINITY,
    endedIn: Number.POSITIVE_INFINITY,
    secrets,
  });
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
function holdsKeys(
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
function mayOpen({ lease, grantedAt, endedAt }: Held, entry: Entry): boolean {
  if (!lease.sections.includes(entry.section) || entry.order > endedAt) return false;
  if (entry.slice >= lease.expiresAt) return false;
  return lease.since === 0 || (entry.order > grantedAt && entry.slice >= lease.since);
}

/**
 * What remains by design (docs/SECURITY.md, "Who together"): a grant that is yet to begin holds the
 * present secrets; a writer's entry after another lease ran out stays under them until the owner
 * acts; and what came before a lease of new entries only, within its first minute, is under a slice
 * key that it holds.
 */
function isKnownRemainder(together: Held[], entry: Entry): boolean {
  return together.some(({ lease, grantedAt, endedAt, endedIn }) => {
    if (!lease.sections.includes(entry.section)) return false;
    const firstMinute = entry.order < grantedAt && entry.slice === lease.since;
    const pending =
      entry.slice < lease.notBefore && entry.order > grantedAt && entry.order < endedAt;
    const ranOut = entry.slice >= lease.expiresAt && endedIn >= lease.expiresAt;
    return firstMinute || pending || (ranOut && !entry.byOwner);
  });
}

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), slices: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    kind: fc.constant("grant" as const),
    to: fc.nat(PEOPLE.length - 1),
    sections: fc.constantFrom<number[]>([0], [1], [0, 1]),
    start: fc.constantFrom(0, 0, 0, 3),
    length: fc.integer({ min: 1, max: 15 }),
    history: fc.boolean(),
    isRooted: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("revoke" as const), from: fc.nat(PEOPLE.length - 1) }),
  fc.record({
    kind: fc.constant("entry" as const),
    section: fc.constantFrom(...SECTIONS),
    by: fc.constantFrom("owner" as const, "owner" as const, 0, 1, 2),
  }),
);

const histories = fc.array(act, { minLength: 4, maxLength: 24 });

function run(acts: Act[]): World {
  const world = newWorld();
  for (const one of acts) apply(world, one);
  return world;
}

const check = (holds: (world: World) => void) =>
  fc.assert(
    fc.property(histories, (acts) => holds(run(acts))),
    { numRuns: 20_000 },
  );

describe("over random histories", () => {
  it("every lease opens every entry that it is meant to open", () => {
    check(({ held, entries }) => {
      for (const one of held) {
        for (const entry of entries) {
          if (mayOpen(one, entry)) expect(holdsKeys([one], entry)).toBe(true);
        }
      }
    });
  });

  it("nobody opens any other, with all leases that they ever had, but for what is stated", () => {
    check((world) => {
      for (const one of holdings(world)) expectOnly(world, one);
    });
  });

  it("two people together open no more than what one of them may, but for what is stated", () => {
    check((world) => {
      for (const [i, first] of holdings(world).entries()) {
        for (const second of holdings(world).slice(i + 1)) {
          expectOnly(world, [...first, ...second]);
        }
      }
    });
  });
});

/** What each person ever had. */
const holdings = ({ held }: World) =>
  PEOPLE.map((person) => held.filter(({ lease }) => lease.grantee === person));

function expectOnly({ entries }: World, together: Held[]): void {
  for (const entry of entries) {
    if (together.some((it) => mayOpen(it, entry)) || isKnownRemainder(together, entry)) continue;
    expect(holdsKeys(together, entry)).toBe(false);
  }
}
