import { describe, expect, it } from "vitest";
import { windowOf } from "../../../../app/_screens/record/grant-draft.ts";
import {
  askText,
  grantDraftOf,
  minutesOf,
  requestDraftOf,
  requestTermsOf,
} from "../../../../app/_screens/requests/request-draft.ts";
import type { Lease, PendingRequest } from "../../../../lib/sharing/index.ts";

const SLICE = 29_500_000;

const lease = (minutes: number, sections = [0, 2, 3]) =>
  ({
    sections,
    rights: { read: true, write: true },
    notBefore: SLICE,
    expiresAt: SLICE + minutes,
  }) as Lease;

const request = (duration: number): PendingRequest => ({
  record: "0x01",
  requester: "0x0000000000000000000000000000000000000001",
  askedAt: SLICE,
  sections: [0, 2],
  write: true,
  duration,
  note: null,
  noteProblem: null,
  askedIn: { block: 1n, transaction: "0x02" },
});

describe("a request's draft", () => {
  it("asks for a lease's terms once more", () => {
    expect(requestTermsOf(requestDraftOf(lease(60), [1, 2, 3]))).toEqual({
      sections: [2, 3],
      write: true,
      duration: 60,
      note: "",
    });
  });

  it.each([
    [60, "hour", 60],
    [24 * 60, "day", 24 * 60],
    [14 * 24 * 60, "fortnight", 14 * 24 * 60],
    [90, "other", 120],
    [3 * 24 * 60, "other", 3 * 24 * 60],
    [3 * 24 * 60 + 1, "other", 4 * 24 * 60],
  ])("of %i minutes is as long or a little longer", (minutes, length, asked) => {
    const draft = requestDraftOf(lease(minutes), []);
    expect(draft.length).toBe(length);
    expect(minutesOf(draft)).toBe(asked);
  });

  it("chooses the only section there is", () => {
    expect(requestDraftOf(undefined, [1]).sections).toEqual([1]);
    expect(requestDraftOf(undefined, [1, 2]).sections).toEqual([]);
  });

  it.each(["", "0", "-1", "1.5", "x", "1e3", "99999999"])(
    "is not complete with %j days",
    (amount) => {
      const draft = {
        ...requestDraftOf(undefined, [1]),
        length: "other",
        amount,
        unit: "days",
      } as const;
      expect(minutesOf(draft)).toBeNull();
      expect(requestTermsOf(draft)).toBeNull();
    },
  );

  it("is not complete without a section", () => {
    expect(requestTermsOf(requestDraftOf(undefined, [1, 2]))).toBeNull();
  });

  it("is told in words", () => {
    const text = askText({ write: true, duration: 3 * 24 * 60 }, ["Scans", "Section 2"]);
    expect(text).toBe("to read and add to Scans and Section 2 for 3 days");
  });
});

describe("a lease's draft from a request", () => {
  it.each([60, 24 * 60, 90, 10_000])("runs for %i minutes from now", (duration) => {
    const draft = grantDraftOf(request(duration), { slice: SLICE });
    expect(draft).toMatchObject({ sections: [2], write: true, included: "all" });
    expect(windowOf(draft, SLICE)).toEqual({ notBefore: SLICE, expiresAt: SLICE + duration });
  });

  it("includes no more than they were lent last", () => {
    const last: Lease = { ...lease(60), root: null, ended: null, since: SLICE - 60 };
    const includedAfter = (it: Lease) => grantDraftOf(request(60), { slice: SLICE, lease: it });
    expect(includedAfter(last)).toMatchObject({ included: "before", running: last });
    const over = { ...last, expiresAt: SLICE };
    expect(includedAfter(over)).toMatchObject({ included: "new", running: null });
    expect(includedAfter({ ...last, since: 0 })).toMatchObject({ included: "all" });
  });

  it("is cut to what a calendar can hold", () => {
    const window = windowOf(grantDraftOf(request(2 ** 32 - 1), { slice: SLICE }), SLICE);
    expect(window?.expiresAt).toBe(SLICE + 100 * 365 * 24 * 60);
  });
});
