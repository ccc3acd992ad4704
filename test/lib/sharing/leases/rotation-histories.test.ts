import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Act, Held, World } from "./rotation-model.ts";
import {
  apply,
  holdsKeys,
  isKnownRemainder,
  mayOpen,
  newWorld,
  PEOPLE,
  SECTIONS,
} from "./rotation-model.ts";

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
  fc.record({
    kind: fc.constant("sign" as const),
    to: fc.nat(PEOPLE.length - 1),
    sections: fc.constantFrom<number[]>([0], [1], [0, 1]),
    length: fc.integer({ min: 1, max: 15 }),
    history: fc.boolean(),
    good: fc.nat(10),
  }),
  fc.record({ kind: fc.constantFrom("send" as const, "send" as const, "cancel" as const) }),
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
          // A writer does not know of a lease that a signed rotation passed over.
          const secret = `${entry.section}/${entry.keyEpoch}`;
          if (one.skipped.has(secret) || (one.missed.has(secret) && !entry.byOwner)) continue;
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

/** What each person ever had, signed and unsent too. */
const holdings = ({ held, unsent }: World) =>
  PEOPLE.map((person) => [...held, ...unsent].filter(({ lease }) => lease.grantee === person));

function expectOnly({ entries }: World, together: Held[]): void {
  for (const entry of entries) {
    if (together.some((it) => mayOpen(it, entry)) || isKnownRemainder(together, entry)) continue;
    expect(holdsKeys(together, entry)).toBe(false);
  }
}
