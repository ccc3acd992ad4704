import { expect, it } from "vitest";
import { endingOf } from "../../../app/_text/lease-ending.ts";
import type { ListedLease } from "../../../lib/sharing/index.ts";

const lease = { expiresAt: 100, state: "replaced" } as ListedLease;

it("ends at its term until it is known when it was ended", () => {
  expect(endingOf(lease, undefined)).toEqual({ at: 6_000, state: "replaced" });
});

it("ends when it was ended early", () => {
  expect(endingOf(lease, 5_999)).toEqual({ at: 5_999, state: "replaced" });
});

it("had run out where it was replaced or ended after its term", () => {
  expect(endingOf(lease, 6_000)).toEqual({ at: 6_000, state: "expired" });
  expect(endingOf({ ...lease, state: "revoked" }, 9_000)).toEqual({ at: 6_000, state: "expired" });
});
