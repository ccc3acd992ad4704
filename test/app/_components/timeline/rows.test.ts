import { describe, expect, it } from "vitest";
import { barsOf, clustered, rowsOf, thinned } from "../../../../app/_components/timeline/rows.ts";
import type { ListedLease } from "../../../../lib/sharing/index.ts";

let made = 0;

const lease = (change: Partial<ListedLease> = {}): ListedLease => {
  made += 1;
  return {
    record: "0x01",
    owner: "0x02",
    grantee: "0x0a",
    sections: [0, 1],
    rights: { read: true, write: false },
    since: 0,
    notBefore: 100,
    expiresAt: 200,
    generation: 0,
    epoch: 0,
    leaf: made,
    envelope: `0x${made.toString(16)}`,
    root: null,
    grantedIn: { block: 1n, transaction: "0x05" },
    ended: null,
    state: "live",
    ...change,
  };
};
const group = (leases: ListedLease[], title: string | null = null) => [
  { key: "all", title, leases },
];

describe("the lines of the picture", () => {
  it("are one for each person, those that run first", () => {
    const rows = rowsOf(
      group([
        lease({ grantee: "0x0a", state: "expired" }),
        lease({ grantee: "0x0b", state: "pending" }),
        lease({ grantee: "0x0C", state: "live" }),
        lease({ grantee: "0x0c", state: "replaced" }),
      ]),
    );
    expect(rows.map((it) => (it.kind === "leases" ? it.leases.map((l) => l.state) : it))).toEqual([
      ["live", "replaced"],
      ["pending"],
      ["expired"],
    ]);
  });

  it("tell apart who lent, where several did", () => {
    expect(rowsOf(group([lease({ owner: "0x03" }), lease({ owner: "0x04" })]))).toHaveLength(2);
  });

  it("have a heading where the leases have one, also without any", () => {
    const rows = rowsOf([
      { key: "a", title: "Scans", leases: [], entries: [] },
      { key: "b", title: "Notes", leases: [lease()], entries: [] },
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(["heading", "heading", "leases"]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it("put a large group under one root on one line, as one bar", () => {
    const leases = Array.from({ length: 1_000 }, (_, i) =>
      lease({ root: "0xff", grantee: `0x${(i + 16).toString(16)}` }),
    );
    const rows = rowsOf(group([...leases, lease({ root: "0xee" })]));
    expect(rows).toHaveLength(2);
    const [line] = rows;
    if (line?.kind !== "leases") throw new Error("a line of leases");
    expect(line.isGroup).toBe(true);
    expect(barsOf(line, [])).toHaveLength(1);
  });
});

it("draws a lease that was ended early up to that moment, never backwards", () => {
  const [row] = rowsOf(group([lease({ state: "revoked" })]));
  if (row?.kind !== "leases") throw new Error("a line of leases");
  const at = (minutes: number) => [{ at: minutes * 60, state: "revoked" as const }];
  expect(barsOf(row, at(150))).toMatchObject([{ from: 6_000, to: 9_000 }]);
  expect(barsOf(row, at(50))).toMatchObject([{ from: 3_000, to: 3_000 }]);
});

it("leaves out bars that nobody could tell from their neighbour", () => {
  const bars = Array.from({ length: 1_000 }, (_, i) => ({
    lease: lease(),
    state: "expired" as const,
    from: i,
    to: i + 1,
  }));
  expect(thinned(bars, 100).length).toBeLessThan(15);
  expect(thinned(bars.slice(0, 3), 0)).toHaveLength(3);
  const [first] = bars;
  if (first === undefined) throw new Error("a bar");
  expect(thinned([first, { ...first, state: "pending" as never }], 100)).toHaveLength(2);
});

it("counts entries that lie together as one mark", () => {
  const entry = (time: number) => ({ key: String(time), author: "0x0a" as const, time });
  const marks = clustered([entry(50), entry(10), entry(12), entry(300)], 20);
  expect(marks.map(({ time, count }) => [time, count])).toEqual([
    [10, 2],
    [50, 1],
    [300, 1],
  ]);
});
