import { describe, expect, it } from "vitest";
import type { Lease } from "../../../../lib/sharing/leases/lease.ts";
import {
  mustRotateBeforeEntry,
  sectionsEndedBy,
  sectionsNarrowedBy,
  sectionsToRotateAlong,
  sectionsToRotateBeforeGrant,
} from "../../../../lib/sharing/leases/rotation-policy.ts";

const A = "0x00000000000000000000000000000000000000aa";
const B = "0x00000000000000000000000000000000000000bb";
const C = "0x00000000000000000000000000000000000000cc";

let leaf = 0;

function lease(terms: Partial<Lease>, ended?: "revoked" | "replaced"): Lease {
  return {
    record: "0x01",
    owner: "0x00000000000000000000000000000000000000ff",
    grantee: A,
    sections: [1],
    rights: { read: true, write: false },
    since: 0,
    notBefore: 100,
    expiresAt: 200,
    generation: 0,
    epoch: 0,
    leaf: leaf++,
    envelope: "0x02",
    root: null,
    grantedIn: { block: 1n, transaction: "0x03" },
    ended: ended ? { how: ended, block: 2n, transaction: "0x04" } : null,
    ...terms,
  };
}

const history = (leases: Lease[], rotatedAt = 0) => ({
  leases,
  unknown: { standing: false, ended: false },
  rotatedAt: () => rotatedAt,
  hasSecret: ({ ended }: Lease) => ended === null,
});

describe("an early end", () => {
  it("is of all sections while the lease runs or is yet to begin, of none once it ran out", () => {
    const one = lease({ sections: [0, 1, 2] });
    expect(sectionsEndedBy(one, 50)).toEqual([0, 1, 2]);
    expect(sectionsEndedBy(one, 199)).toEqual([0, 1, 2]);
    expect(sectionsEndedBy(one, 200)).toEqual([]);
    expect(sectionsEndedBy(lease({}, "revoked"), 150)).toEqual([]);
  });

  it("is of what a replacement takes away", () => {
    const one = lease({ sections: [0, 1, 2] });
    const narrowedBy = (sections: number[], expiresAt: number) =>
      sectionsNarrowedBy(one, { sections, expiresAt }, { slice: 150 });
    expect(narrowedBy([0, 1, 2], 200)).toEqual([]);
    expect(narrowedBy([0, 1, 2, 3], 300)).toEqual([]);
    expect(narrowedBy([0, 1], 300)).toEqual([2]);
    expect(narrowedBy([0, 1, 2], 199)).toEqual([0, 1, 2]);
  });
});

describe("before a grant", () => {
  const grant = [1, 2];

  it("nothing rotates while nobody was ended early", () => {
    const leases = [lease({}), lease({ grantee: B, expiresAt: 120 })];
    expect(sectionsToRotateBeforeGrant(history(leases), grant)).toEqual([]);
  });

  it("the sections rotate on which a former holder has slice keys since their secret was made", () => {
    const revoked = lease({ sections: [1] }, "revoked");
    expect(sectionsToRotateBeforeGrant(history([revoked]), grant)).toEqual([1]);
    // An entry that came with the secret may be five slices older.
    expect(sectionsToRotateBeforeGrant(history([revoked], 204), grant)).toEqual([1]);
    expect(sectionsToRotateBeforeGrant(history([revoked], 205), grant)).toEqual([]);
  });

  it("a replaced lease counts only where its successor is narrower on that section", () => {
    const replaced = lease({ sections: [1, 2] }, "replaced");
    const wider = lease({ sections: [1, 2], expiresAt: 300 });
    const narrower = lease({ sections: [1] });
    const shorter = lease({ sections: [1, 2], expiresAt: 180 });
    const other = lease({ grantee: C, sections: [1, 2] });
    const rotating = (...after: Lease[]) =>
      sectionsToRotateBeforeGrant(history([replaced, ...after]), grant);
    expect(rotating(wider)).toEqual([]);
    expect(rotating(other, wider)).toEqual([]);
    expect(rotating(narrower)).toEqual([2]);
    expect(rotating(shorter)).toEqual([1, 2]);
  });

  it("a lease under a root takes nobody's place, and counts when it was ended like any other", () => {
    const replaced = lease({ sections: [1] }, "replaced");
    const rooted = lease({ sections: [1], expiresAt: 300, root: "0x07" });
    const rotating = (...leases: Lease[]) => sectionsToRotateBeforeGrant(history(leases), grant);
    expect(rotating(replaced, rooted)).toEqual([1]);
    expect(rotating(rooted)).toEqual([]);
    expect(rotating(lease({ sections: [2], root: "0x07" }, "revoked"))).toEqual([2]);
  });

  it("everything rotates once leases were ended that are not known", () => {
    const unknown = { standing: true, ended: false };
    expect(sectionsToRotateBeforeGrant({ ...history([]), unknown }, grant)).toEqual([]);
    const ended = { standing: false, ended: true };
    expect(sectionsToRotateBeforeGrant({ ...history([]), unknown: ended }, grant)).toEqual(grant);
  });
});

describe("along with any other", () => {
  it("the sections rotate of which signed leases have the present secret", () => {
    const signed = [lease({ sections: [1, 3] }), lease({ sections: [2], expiresAt: 150 })];
    const along = (has: (section: number) => boolean) =>
      sectionsToRotateAlong(
        { ...history(signed), hasSecret: (_, section) => has(section) },
        { handedOut: signed, slice: 150 },
      );
    expect(along(() => true)).toEqual([1, 3]);
    expect(along((section) => section === 3)).toEqual([3]);
    expect(along(() => false)).toEqual([]);
  });
});

describe("before an entry of the owner", () => {
  const entry = { section: 1, slice: 150 };
  const former = () => lease({}, "revoked");
  const ranOut = (expiresAt: number) => lease({ grantee: B, expiresAt });

  it("the section rotates if another lease ran out while a former holder has slice keys", () => {
    expect(mustRotateBeforeEntry(history([former(), ranOut(150)]), entry)).toBe(true);
    expect(mustRotateBeforeEntry(history([former(), ranOut(151)]), entry)).toBe(false);
    expect(mustRotateBeforeEntry(history([ranOut(150)]), entry)).toBe(false);
  });

  it("once is enough, unless the rotation was made for one that ran out on its way", () => {
    const over = ranOut(140);
    const of = (hasSecret: (it: Lease) => boolean) => ({
      ...history([former(), over], 145),
      hasSecret,
    });
    expect(
      mustRotateBeforeEntry(
        of((it) => it === over),
        entry,
      ),
    ).toBe(true);
    expect(
      mustRotateBeforeEntry(
        of(() => false),
        entry,
      ),
    ).toBe(false);
  });

  it("the section rotates if a rotation passed over a lease that runs", () => {
    const passedOver = lease({ grantee: B });
    const of = { ...history([passedOver]), hasSecret: (it: Lease) => it !== passedOver };
    expect(mustRotateBeforeEntry(of, entry)).toBe(true);
    expect(mustRotateBeforeEntry(of, { ...entry, slice: 200 })).toBe(false);
    expect(mustRotateBeforeEntry(of, { ...entry, section: 2 })).toBe(false);
  });

  it("the section rotates if somebody whose lease was ended has its secret", () => {
    const hasSecret = () => true;
    const rotates = (lease: Lease, change: object = {}) =>
      mustRotateBeforeEntry({ ...history([lease]), hasSecret }, { ...entry, ...change });
    expect(rotates(former())).toBe(true);
    expect(rotates(former(), { slice: 200 })).toBe(false);
    expect(rotates(former(), { section: 2 })).toBe(false);
    expect(rotates(lease({}))).toBe(false);
    // Who was granted the same or more in its place is no outsider.
    const replaced = { ...history([lease({}, "replaced"), lease({ expiresAt: 300 })]), hasSecret };
    expect(mustRotateBeforeEntry(replaced, entry)).toBe(false);
  });

  it("leases that are not known may have run out", () => {
    const rotates = (leases: Lease[], unknown: { standing: boolean; ended: boolean }) =>
      mustRotateBeforeEntry({ ...history(leases), unknown }, entry);
    expect(rotates([], { standing: true, ended: false })).toBe(false);
    expect(rotates([former()], { standing: true, ended: false })).toBe(true);
    expect(rotates([], { standing: false, ended: true })).toBe(true);
  });

  it("other sections are left alone", () => {
    const leases = [former(), ranOut(140)];
    expect(mustRotateBeforeEntry(history(leases), { section: 2, slice: 150 })).toBe(false);
  });
});
