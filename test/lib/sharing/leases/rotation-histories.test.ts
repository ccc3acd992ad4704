import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "./model/chain.ts";
import { PEOPLE } from "./model/chain.ts";
import type { Act, Fate, Made, World } from "./model/world.ts";
import { apply, DEVICES, holdsKeys, madeLeases, newWorld, SECTIONS } from "./model/world.ts";

const fate: fc.Arbitrary<Fate> = fc.constantFrom("lands", "lands", "lands", "waits", "dropped");
const device = fc.constantFrom(...DEVICES);
const person = fc.nat(PEOPLE.length - 1);
const sections = fc.constantFrom<number[]>([0], [1], [0, 1]);

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), slices: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    kind: fc.constant("grant" as const),
    device,
    fate,
    to: person,
    sections,
    start: fc.constantFrom(0, 0, 0, 3),
    length: fc.integer({ min: 1, max: 15 }),
    history: fc.boolean(),
    goesOn: fc.boolean(),
    isRooted: fc.boolean(),
    good: fc.option(fc.nat(10)),
  }),
  fc.record({ kind: fc.constant("revoke" as const), from: person, device, fate }),
  fc.record({ kind: fc.constant("cancel" as const), device, fate }),
  fc.record({
    kind: fc.constant("entry" as const),
    section: fc.constantFrom(...SECTIONS),
    by: fc.constantFrom("owner" as const, "owner" as const, 0, 1, 2),
    device,
    fate,
  }),
  fc.record({ kind: fc.constant("land" as const), which: fc.nat(3) }),
  fc.record({
    kind: fc.constant("reorganise" as const),
    depth: fc.integer({ min: 1, max: 4 }),
    fate: fc.constantFrom("waits" as const, "dropped" as const),
  }),
);

const histories = fc.array(act, { minLength: 4, maxLength: 28 });
/** Histories for each property, and where their random numbers begin; deep runs choose others. */
const HISTORIES = Number(process.env.LEASEHOLD_HISTORIES ?? 40_000);
const SEED = Number(process.env.LEASEHOLD_SEED ?? 1);
const TIMEOUT = 60_000 + HISTORIES * 2;

function check(holds: (world: World) => void): void {
  const property = fc.property(histories, (acts) => {
    const world = newWorld();
    for (const one of acts) apply(world, one);
    holds(world);
  });
  fc.assert(property, { numRuns: HISTORIES, seed: SEED });
}

describe("over random histories, with transactions delayed, overtaken, dropped and undone", {
  timeout: TIMEOUT,
}, () => {
  it("every lease opens every entry that it is meant to open", () => {
    check((world) => {
      for (const { granted, isKnown } of madeLeases(world)) {
        if (!isKnown) continue;
        for (const entry of world.chain.entries) {
          if (entry.isMisplaced || granted.isMisplaced) continue;
          if (!mustOpen(world, granted, entry)) continue;
          expect(holdsKeys(world, [granted.lease], entry)).toBe(true);
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
      const all = holdings(world);
      for (const [i, first] of all.entries()) {
        for (const second of all.slice(i + 1)) expectOnly(world, [...first, ...second]);
      }
    });
  });
});

describe("a lease of new entries only that goes on", () => {
  const [ANNA, BEN] = [0, 1];
  const lands = { device: 0, fate: "lands" } as const;
  const grant = (to: number, change: Partial<Extract<Act, { kind: "grant" }>> = {}): Act => ({
    kind: "grant",
    to,
    sections: [0],
    start: 0,
    length: 15,
    history: true,
    goesOn: false,
    isRooted: false,
    good: null,
    ...lands,
    ...change,
  });
  const entry = (section = 0): Act => ({ kind: "entry", section, by: "owner", ...lands });
  const revoke = (from: number): Act => ({ kind: "revoke", from, ...lands });
  const wait: Act = { kind: "wait", slices: 1 };
  const newOnly = { history: false, goesOn: true };
  const worldOf = (...acts: Act[]) => {
    const world = newWorld();
    for (const one of acts) apply(world, one);
    return world;
  };

  it("opens what it opened, and with a former holder nothing that came before it", () => {
    const former = [grant(ANNA), revoke(ANNA), entry(), wait];
    const world = worldOf(...former, grant(BEN, newOnly), wait, entry(), wait, grant(BEN, newOnly));
    const [ofAnna = [], ofBen = []] = holdings(world);
    const ben = ofBen.slice(-1);
    expect(world.chain.entries.map((it) => holdsKeys(world, leasesOf(ben), it))).toEqual([
      false,
      true,
    ]);
    expectOnly(world, [...ofAnna, ...ofBen]);
  });

  it("does not go on with a section that is new in it, which a former holder could use", () => {
    const former = [grant(ANNA, { sections: [1] }), revoke(ANNA), entry(1), wait];
    const wider = grant(BEN, { ...newOnly, sections: [0, 1] });
    const world = worldOf(...former, grant(BEN, newOnly), wait, entry(1), wait, wider);
    const [ofAnna = [], ofBen = []] = holdings(world);
    expect(ofBen.at(-1)?.granted.lease.since).toBe(world.slice);
    expectOnly(world, [...ofAnna, ...ofBen]);
  });
});

const leasesOf = (made: readonly Made[]) => made.map(({ granted }) => granted.lease);

/** What each person ever had, whether or not the ledger knows of it. */
function holdings(world: World): Made[][] {
  const made = madeLeases(world);
  return PEOPLE.map((person) => made.filter(({ granted }) => granted.lease.grantee === person));
}

function expectOnly(world: World, together: Made[]): void {
  const leases = together.map(({ granted }) => granted.lease);
  for (const entry of world.chain.entries) {
    if (together.some((it) => mayOpen(it, entry) || isKnownRemainder(it, together, entry)))
      continue;
    expect(holdsKeys(world, leases, entry)).toBe(false);
  }
}

/** Whether a lease of the ledger has to open an entry. */
function mustOpen(
  world: World,
  { lease, landed, ended, from }: Made["granted"],
  entry: Entry,
): boolean {
  if (!lease.sections.includes(entry.section) || entry.landed > ended) return false;
  if (entry.slice >= lease.expiresAt) return false;
  if (lease.since > 0 && (entry.landed < from.landed || entry.slice < lease.since)) return false;
  // A rotation passes over a lease that its maker did not see: for what comes with it, and for what
  // writers publish, until the owner's next entry.
  const keyEpoch = world.chain.keyEpochs
    .get(entry.section)
    ?.find(({ secret }) => secret === entry.secret);
  const wasPassedOver =
    keyEpoch !== undefined && keyEpoch.epoch > lease.epoch && !keyEpoch.leaves.has(lease.leaf);
  const isBrought = keyEpoch?.secret === entry.prepared;
  return !(wasPassedOver && (entry.by !== "owner" || isBrought || entry.prepared < landed));
}

/** Whether a lease is meant to open an entry: from when it was made until it was ended. */
function mayOpen({ granted: { lease, from, ended } }: Made, entry: Entry): boolean {
  if (!lease.sections.includes(entry.section) || entry.landed > ended) return false;
  if (entry.slice >= lease.expiresAt) return false;
  return lease.since === 0 || (entry.landed > from.prepared && entry.slice >= lease.since);
}

/** What remains by design (docs/SECURITY.md, "Who together"). */
function isKnownRemainder(
  { granted, device, isKnown }: Made,
  together: readonly Made[],
  entry: Entry,
): boolean {
  const { lease, prepared, from, ended, endedIn, isClean } = granted;
  if (!lease.sections.includes(entry.section)) return false;
  // What came before a lease of new entries only, within its first minute.
  const isFirstMinute = entry.landed < from.prepared && entry.slice === lease.since;
  // A lease that is yet to begin holds the present secrets.
  const isPending =
    entry.slice < lease.notBefore && entry.landed > prepared && entry.landed < ended;
  // After a natural end, and after one without new secrets, until the owner acts.
  const ranOut = entry.slice >= lease.expiresAt && endedIn >= lease.expiresAt;
  const lingers = !isClean && entry.landed > ended;
  const isWriters = entry.by !== "owner";
  // Only the device that handed it out knows of a lease that the ledger does not have.
  const isOthers = entry.device !== device || together.some((it) => it.device !== device);
  const isUnaware = !isKnown && isOthers;
  // The entry was on its way when the lease ended without new secrets.
  const isOnItsWay = entry.prepared < ended;
  return (
    (entry.isMisplaced && isOnItsWay) ||
    isFirstMinute ||
    isPending ||
    (ranOut && isWriters) ||
    (lingers && (isWriters || isUnaware || isOnItsWay))
  );
}
