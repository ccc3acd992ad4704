import { describe, expect, it } from "vitest";
import type { GrantDraft } from "../../../../app/_screens/record/grant-draft.ts";
import {
  draftOf,
  draftWithEnd,
  endChange,
  grantSentence,
  toField,
  windowOf,
  windowProblem,
} from "../../../../app/_screens/record/grant-draft.ts";
import { inclusionTerms } from "../../../../app/_screens/record/inclusion.ts";
import type { Lease } from "../../../../lib/sharing/index.ts";

const SLICE = Math.floor(new Date("2026-03-02T10:00").getTime() / 60_000);

const draft = (change: Partial<GrantDraft> = {}): GrantDraft => ({
  ...draftOf(undefined, SLICE),
  ...change,
});

const lease = (change: Partial<Lease> = {}): Lease => ({
  record: "0x01",
  owner: "0x02",
  grantee: "0x03",
  sections: [0, 2],
  rights: { read: true, write: true },
  since: SLICE - 100,
  notBefore: SLICE - 100,
  expiresAt: SLICE + 500,
  generation: 0,
  epoch: 0,
  leaf: 0,
  envelope: "0x04",
  root: null,
  grantedIn: { block: 1n, transaction: "0x05" },
  ended: null,
  ...change,
});

describe("windowOf", () => {
  it.each([
    ["hour", 60],
    ["day", 1_440],
    ["fortnight", 20_160],
  ] as const)("counts a %s from now", (length, minutes) => {
    expect(windowOf(draft({ length }), SLICE)).toEqual({
      notBefore: SLICE,
      expiresAt: SLICE + minutes,
    });
  });

  it("counts from a later start, and takes an exact end", () => {
    const later = { start: "at", startAt: toField((SLICE + 30) * 60) } as const;
    expect(windowOf(draft({ ...later, length: "hour" }), SLICE)).toEqual({
      notBefore: SLICE + 30,
      expiresAt: SLICE + 90,
    });
    const until = { length: "until", endAt: toField((SLICE + 77) * 60) } as const;
    expect(windowOf(draft(until), SLICE)?.expiresAt).toBe(SLICE + 77);
  });

  it("is nothing while a field is empty", () => {
    expect(windowOf(draft({ length: "until", endAt: "" }), SLICE)).toBeNull();
    expect(windowProblem(draft({ length: "until", endAt: "" }), SLICE)).not.toBeNull();
  });
});

describe("windowProblem", () => {
  it("refuses an end in the past, or before the start", () => {
    const past = draft({ length: "until", endAt: toField((SLICE - 1) * 60) });
    const reversed = draft({
      start: "at",
      startAt: toField((SLICE + 90) * 60),
      length: "until",
      endAt: toField((SLICE + 80) * 60),
    });
    expect(windowProblem(past, SLICE)).not.toBeNull();
    expect(windowProblem(reversed, SLICE)).not.toBeNull();
    expect(windowProblem(draft(), SLICE)).toBeNull();
  });
});

describe("draftOf a lease", () => {
  it("keeps a running one's terms, without the cover", () => {
    const changed = draftOf(lease(), SLICE);
    expect(changed).toMatchObject({ sections: [2], write: true, included: "before", start: "now" });
    expect(windowOf(changed, SLICE)).toEqual({ notBefore: SLICE, expiresAt: SLICE + 500 });
  });

  it("keeps the start of one that has not begun", () => {
    const pending = draftOf(lease({ notBefore: SLICE + 10, since: 0 }), SLICE);
    expect(pending).toMatchObject({ included: "all", running: null });
    expect(windowOf(pending, SLICE)).toEqual({ notBefore: SLICE + 10, expiresAt: SLICE + 500 });
  });

  it("proposes a day for one that is over", () => {
    const again = draftOf(lease({ expiresAt: SLICE - 1 }), SLICE);
    expect(windowOf(again, SLICE)).toEqual({ notBefore: SLICE, expiresAt: SLICE + 1_440 });
  });
});

describe("an end that was dragged", () => {
  it("changes the end, to the minute, and nothing else of a lease", () => {
    const moved = draftWithEnd(lease(), { expiresAt: SLICE + 77, slice: SLICE });
    expect(windowOf(moved, SLICE)).toEqual({ notBefore: SLICE, expiresAt: SLICE + 77 });
    expect(moved).toMatchObject({ sections: [2], write: true, included: "before" });
  });

  it("is told by how much sooner or later it is", () => {
    expect(endChange(lease(), SLICE + 500 + 90)).toBe(
      "The lease ends 1 hour 30 minutes later than it would.",
    );
    expect(endChange(lease(), SLICE + 500 - 1_440)).toBe(
      "The lease ends 1 day sooner than it would.",
    );
    expect(endChange(lease(), SLICE + 500)).toBe("The end stays as it is.");
  });
});

describe("grantSentence", () => {
  const people = { name: "Ben", names: ["Blood tests", "Scans"], slice: SLICE };

  it("says who may do what until when, and what is included", () => {
    expect(grantSentence(draft({ length: "hour" }), people)).toBe(
      "Ben can read Blood tests and Scans until today 11:00. Everything in there now is included, and so is what is added before then.",
    );
  });

  it("says from when, and that the past stays closed", () => {
    const sentence = grantSentence(
      draft({
        write: true,
        included: "new",
        start: "at",
        startAt: toField((SLICE + 60) * 60),
        length: "day",
      }),
      people,
    );
    expect(sentence).toContain(
      "Ben can read and add to Blood tests and Scans from today 11:00 until tomorrow 11:00.",
    );
    expect(sentence).toContain("what is there already stays closed");
  });

  it("says that a running lease of new entries goes on, or why it cannot", () => {
    const { since } = lease();
    const said = (change: Partial<GrantDraft>) => {
      const changed = { ...draftOf(lease(), SLICE), ...change };
      const { included, running, sections } = changed;
      const notBefore = windowOf(changed, SLICE)?.notBefore ?? 0;
      const chosen = { included, running, sections, notBefore };
      return [inclusionTerms(chosen, SLICE), grantSentence(changed, people)] as const;
    };
    const [goesOn, words] = said({});
    expect(goesOn).toEqual({ history: false, since });
    expect(words).toContain("What was added since today 08:20 stays included");
    expect(words).toContain("what is older stays closed");

    const anew = { history: false, since: undefined };
    for (const change of [
      { sections: [1, 2] },
      { start: "at", startAt: toField((SLICE + 60) * 60) },
    ] as const) {
      const [terms, sentence] = said({ ...change, sections: [...(change.sections ?? [2])] });
      expect(terms).toEqual(anew);
      expect(sentence).toContain("With a new section or a later start, the lease counts anew.");
      expect(sentence).toContain("what can be read now closes");
    }
    const [terms, sentence] = said({ included: "new" });
    expect(terms).toEqual(anew);
    expect(sentence).not.toContain("counts anew");
    expect(sentence).toContain("what can be read now closes");
    expect(said({ included: "all" })[0]).toEqual({ history: true });
  });

  it("says that a lease which is over begins anew, and leaves its gap closed", () => {
    for (const over of [
      lease({ expiresAt: SLICE }),
      lease({ ended: { how: "revoked", block: 2n, transaction: "0x06" } }),
    ]) {
      const again = draftOf(over, SLICE);
      expect(again).toMatchObject({ included: "new", running: null });
      expect(grantSentence(again, people)).toContain("what is there already stays closed");
    }
  });

  it("says nothing while something is missing", () => {
    expect(grantSentence(draft(), { ...people, name: null })).toBeNull();
    expect(grantSentence(draft(), { ...people, names: [] })).toBeNull();
    expect(grantSentence(draft({ length: "until", endAt: "" }), people)).toBeNull();
  });
});
