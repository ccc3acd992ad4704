import type { Address, Hex } from "viem";
import { describe, expect, it } from "vitest";
import type { EventContent, LedgerEvent } from "../../../../lib/ledger/event.ts";
import type { RootedLease } from "../../../../lib/ledger/membership.ts";
import type { Terms } from "../../../../lib/ledger/terms.ts";
import type { LoadedLists } from "../../../../lib/sharing/records/lease-lists.ts";
import { listName } from "../../../../lib/sharing/records/lease-lists.ts";
import {
  foldHistory,
  leasesOf,
  standingLease,
} from "../../../../lib/sharing/records/record-history.ts";
import { expectCode } from "../../../support/errors.ts";

const OWNER = "0x00000000000000000000000000000000000000fF";
const A = "0x00000000000000000000000000000000000000Aa";
const B = "0x00000000000000000000000000000000000000Bb";
const RECORD: Hex = `0x${"01".repeat(32)}`;
const ROOT: Hex = `0x${"02".repeat(32)}`;
const LIST: Hex = `0x${"03".repeat(32)}`;

const terms = (generation = 0): Terms => ({
  notBefore: 10,
  expiresAt: 20,
  since: 0,
  sections: [0, 1],
  rights: { read: true, write: false },
  generation,
});

const rooted = (account: Address, leaf: number, generation = 0): RootedLease => ({
  terms: terms(generation),
  lease: { account, leaf, envelope: `0x${"04".repeat(32)}` },
});

const membershipOf = (): never => {
  throw new TypeError("Nobody asks for a proof here.");
};

const lists = (...leases: RootedLease[]): LoadedLists =>
  new Map([[listName({ root: ROOT, list: LIST }), { leases, membershipOf }]]);

const NONE: LoadedLists = new Map();

/** Events of the record, one to a block, after its creation. */
function eventsOf(...contents: EventContent[]): LedgerEvent[] {
  const created: EventContent = { kind: "created", record: RECORD, owner: OWNER, salt: "0x00" };
  return [created, ...contents].map((content, i) => ({
    ...content,
    blockNumber: BigInt(i),
    blockHash: "0x05",
    transactionHash: `0x${i.toString(16).padStart(64, "0")}`,
    logIndex: 0,
    journal: null,
    lent: null,
    asked: null,
  }));
}

const granted = (account: Address, leaf: number): EventContent => ({
  kind: "granted",
  record: RECORD,
  account,
  terms: terms(),
  leaf,
  envelope: `0x${"06".repeat(32)}`,
});
const revoked = (account: Address): EventContent => ({ kind: "revoked", record: RECORD, account });
const rootGranted: EventContent = { kind: "rootGranted", record: RECORD, root: ROOT, list: LIST };
const rootRevoked: EventContent = { kind: "rootRevoked", record: RECORD, root: ROOT };
const leavesRevoked = (...leaves: number[]): EventContent => ({
  kind: "leavesRevoked",
  record: RECORD,
  leaves,
});
const revokedAll: EventContent = { kind: "revokedAll", record: RECORD, generation: 1 };

/** What became of each lease, in order. */
const endings = (known: LoadedLists, ...contents: EventContent[]) =>
  foldHistory(eventsOf(...contents), known).leases.map(({ ended }) => ended?.how ?? null);

describe("the history of a record", () => {
  it("begins with its creation", async () => {
    await expectCode("sharing/no-record", () => foldHistory([], NONE));
    const [, ...rest] = eventsOf(granted(A, 0));
    await expectCode("sharing/no-record", () => foldHistory(rest, NONE));
  });

  it("ends direct leases by their account, and leaves those under roots alone", () => {
    const known = lists(rooted(A, 7), rooted(B, 8));
    expect(endings(known, rootGranted, granted(A, 0), granted(A, 1), revoked(A))).toEqual([
      null,
      null,
      "replaced",
      "revoked",
    ]);
    expect(endings(known, granted(A, 0), granted(B, 1), revoked(B), revoked(B))).toEqual([
      null,
      "revoked",
    ]);
  });

  it("ends leases under roots by their leaves, even before they are granted, and by their root", () => {
    const known = lists(rooted(A, 7), rooted(B, 8));
    expect(endings(known, granted(A, 7), rootGranted, leavesRevoked(7, 9))).toEqual([
      null,
      "revoked",
      null,
    ]);
    expect(endings(known, leavesRevoked(8), rootGranted)).toEqual([null, "revoked"]);
    expect(endings(known, rootGranted, granted(A, 0), rootRevoked)).toEqual([
      "revoked",
      "revoked",
      null,
    ]);
    // Granted again, all but the ones ended singly begin anew.
    expect(endings(known, rootGranted, leavesRevoked(7), rootRevoked, rootGranted)).toEqual([
      "revoked",
      "revoked",
      "revoked",
      null,
    ]);
  });

  it.each<[string, EventContent, string]>([
    ["revokeAll", revokedAll, "revoked"],
    ["closing", { kind: "closed", record: RECORD }, "closed"],
    [
      "another owner",
      { kind: "accepted", record: RECORD, owner: B, previousOwner: OWNER, generation: 1 },
      "closed",
    ],
  ])("ends everything by %s, and keeps what was ended before as it was", (_, event, how) => {
    const known = lists(rooted(A, 7));
    const contents = [granted(A, 0), granted(B, 1), revoked(B), rootGranted, event];
    expect(endings(known, ...contents)).toEqual([how, "revoked", how]);
    const { roots } = foldHistory(eventsOf(...contents), known);
    expect(roots).toMatchObject([{ ended: { how, block: 5n } }]);
  });

  it("knows the owner and the generation that stand", () => {
    const accepted: EventContent = {
      kind: "accepted",
      record: RECORD,
      owner: B,
      previousOwner: OWNER,
      generation: 2,
    };
    const history = foldHistory(eventsOf(revokedAll, accepted), NONE);
    expect(history).toMatchObject({ owner: B, generation: 2, closed: false });
  });

  it("does not believe a list of another generation, or none", () => {
    const later = foldHistory(eventsOf(revokedAll, rootGranted), lists(rooted(A, 7, 0)));
    expect(later.leases).toEqual([]);
    expect(later.roots).toMatchObject([
      { leases: null, problem: { code: "sharing/list-invalid" } },
    ]);
    const missing = foldHistory(eventsOf(rootGranted), NONE);
    expect(missing.roots).toMatchObject([{ leases: null, ended: null }]);
    const right = foldHistory(eventsOf(revokedAll, rootGranted), lists(rooted(A, 7, 1)));
    expect(right.leases).toMatchObject([{ generation: 1, root: ROOT, ended: null }]);
  });

  it("finds an account's leases, whatever the case of its letters", () => {
    const known = lists(rooted(A, 7), rooted(B, 8));
    const history = foldHistory(eventsOf(rootGranted, granted(A, 0), granted(A, 1)), known);
    const lower = A.toLowerCase() as Address;
    expect(leasesOf(history, lower).map(({ leaf }) => leaf)).toEqual([7, 0, 1]);
    expect(standingLease(history, lower)?.leaf).toBe(1);
    expect(standingLease(history, B)).toBeNull();
  });
});
