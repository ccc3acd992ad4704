import { getAddress } from "viem";
import { describe, expect, it } from "vitest";
import { activityCsv, activityJson } from "../../../../app/_screens/activity/activity-file.ts";
import { choicesOf, filtered, NO_FILTER } from "../../../../app/_screens/activity/filter.ts";
import { activityText, groupOf } from "../../../../app/_text/activity-text.ts";
import type { Activity, ActivityKind } from "../../../../lib/sharing/index.ts";

const ME = getAddress(`0x${"01".repeat(20)}`);
const ANNA = getAddress(`0x${"02".repeat(20)}`);
const BEN = getAddress(`0x${"03".repeat(20)}`);

const KINDS: ActivityKind[] = [
  "created",
  "published",
  "keys-changed",
  "granted",
  "ended",
  "all-ended",
  "group-granted",
  "group-ended",
  "leaves-ended",
  "asked",
  "withdrawn",
  "approved",
  "declined",
  "offered",
  "offer-withdrawn",
  "accepted",
  "closed",
];

const activity = (of: Partial<Activity>): Activity => ({
  record: `0x${"ab".repeat(32)}`,
  kind: "created",
  by: ME,
  whom: null,
  count: null,
  sections: [],
  terms: null,
  time: 1_790_000_000,
  block: 7n,
  transaction: `0x${"cd".repeat(32)}`,
  logIndex: 2,
  ...of,
});

const nameOf = (address: string) =>
  ({ [ME]: "You", [ANNA]: "Anna", [BEN]: "Ben" })[address] ?? address;
const sectionOf = (section: number) => (section === 1 ? "Scans" : `Section ${section}`);
const say = (of: Partial<Activity>) => activityText(activity(of), { nameOf, sectionOf });

describe("an activity in words", () => {
  it.each<[Partial<Activity>, string]>([
    [{}, "You created the record."],
    [{ kind: "published", by: ANNA, sections: [1] }, "Anna added an entry to Scans."],
    [{ kind: "published" }, "You wrote the title and the description."],
    [
      { kind: "ended", whom: ANNA, sections: [1, 2] },
      "You ended the lease of Anna of Scans and Section 2.",
    ],
    [{ kind: "ended", by: ANNA, whom: ME }, "Anna ended your lease."],
    [{ kind: "group-granted", count: 3 }, "You lent to a group of 3 people."],
    [{ kind: "group-granted" }, "You lent to a group."],
    [{ kind: "leaves-ended", count: 1 }, "You ended 1 lease of a group."],
    [{ kind: "approved", by: ANNA, whom: ME }, "Anna approved your request."],
    [{ kind: "declined", whom: BEN }, "You declined the request of Ben."],
    [{ kind: "accepted", by: BEN, whom: ME }, "Ben took the record over from you."],
    [
      {
        kind: "asked",
        by: BEN,
        whom: ME,
        sections: [2],
        terms: { write: false, notBefore: null, expiresAt: null, duration: 90 },
      },
      "Ben asked you to read Section 2 for 1 hour 30 minutes.",
    ],
  ])("%j", (of, words) => {
    expect(say(of)).toBe(words);
  });

  it("says from when until when something was lent", () => {
    const terms = { write: true, notBefore: 29_833_333, expiresAt: 29_833_393, duration: null };
    const words = say({ kind: "granted", whom: ANNA, sections: [1], terms });
    expect(words).toMatch(/^You let Anna read and add to Scans from .+ until .+\.$/);
  });

  it.each(KINDS)("has words for %s, and a group", (kind) => {
    expect(say({ kind, whom: ANNA })).toMatch(/^[A-Z].*\.$/);
    expect(groupOf({ kind })).toBeTruthy();
  });
});

describe("a choice of activities", () => {
  const all = [
    activity({ kind: "granted", whom: ANNA, sections: [2, 1] }),
    activity({ kind: "published", by: ANNA, sections: [2] }),
    activity({ kind: "granted", whom: BEN, sections: [1] }),
  ];

  it("is by person, section and kind together", () => {
    expect(filtered(all, NO_FILTER)).toEqual(all);
    expect(filtered(all, { ...NO_FILTER, person: ANNA })).toEqual(all.slice(0, 2));
    expect(filtered(all, { ...NO_FILTER, section: 1 })).toEqual([all[0], all[2]]);
    expect(filtered(all, { person: ANNA, section: 2, group: "leases" })).toEqual([all[0]]);
    expect(filtered(all, { person: BEN, section: 2, group: null })).toEqual([]);
  });

  it("is offered of what there is", () => {
    expect(choicesOf(all)).toEqual({
      people: [ME, ANNA, BEN],
      sections: [1, 2],
      groups: ["leases", "entries"],
    });
  });
});

describe("saved activities", () => {
  const terms = { write: true, notBefore: 29_833_333, expiresAt: 29_833_393, duration: null };
  const all = [
    activity({ kind: "granted", whom: ANNA, sections: [1, 2], terms }),
    activity({
      kind: "asked",
      by: BEN,
      whom: ME,
      terms: { ...terms, notBefore: null, expiresAt: null, duration: 5 },
    }),
  ];

  it("are a table with a line each", () => {
    const lines = activityCsv({ activities: all }).split("\r\n");
    expect(lines[0]).toBe(
      "time,kind,by,whom,count,sections,may,from,until,minutes,record,block,transaction,logIndex",
    );
    expect(lines[1]).toContain("granted");
    expect(lines[1]).toContain(",1 2,read and add,2026-09-21T");
    expect(lines[2]).toContain(",asked,");
    expect(lines[3]).toBe("");
    expect(lines).toHaveLength(4);
  });

  it("are data that leads back to the chain", () => {
    const about = ME;
    const json = JSON.parse(activityJson({ chainId: 1, ledger: BEN, about, activities: all }));
    expect(json).toMatchObject({ format: "leasehold-activity-1", chainId: 1, ledger: BEN, about });
    expect(json.events[0]).toMatchObject({
      kind: "granted",
      sections: [1, 2],
      block: 7,
      logIndex: 2,
      from: "2026-09-21T14:13:00.000Z",
    });
    expect(json.events[1]).toMatchObject({ minutes: 5, from: null, until: null });
  });

  it("may be of leases that no calendar can hold", () => {
    const far = activity({ terms: { ...terms, expiresAt: 2 ** 50 } });
    expect(activityCsv({ activities: [far] })).toContain(String(2 ** 50 * 60));
  });
});
