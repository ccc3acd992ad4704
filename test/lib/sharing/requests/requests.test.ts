import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askedJournal } from "../../../../lib/ledger/history.ts";
import { structuredCid } from "../../../../lib/sharing/blocks.ts";
import type { RequestTerms } from "../../../../lib/sharing/index.ts";
import {
  approveRequest,
  closeRecord,
  createRecord,
  declineRequest,
  listOwnRequests,
  listRequests,
  openRecord,
  ownRequest,
  requestAccess,
  revoke,
  withdrawRequest,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, anna, ben] = (await world.crowd(3)) as [Person, Person, Person];
});

afterAll(() => world.close());

async function newRecord() {
  const section = (title: string) => ({ title, description: "", message: "old", files: [] });
  const { record } = await createRecord(owner.context, owner.account, {
    draft: { title: "Record", description: "", sections: [section("One"), section("Two")] },
  });
  return record;
}

const TERMS: RequestTerms = { sections: [2], write: false, duration: 60, note: "I am Anna." };

const ask = ({ context, account }: Person, record: Hex, change: Partial<RequestTerms> = {}) =>
  requestAccess(context, account, { record, terms: { ...TERMS, ...change } });

const pending = async (record: Hex) =>
  (await listRequests(owner.context, owner.account)).filter((it) => it.record === record);

const own = ({ context, account }: Person, record: Hex) =>
  ownRequest(context, { account: account.address, record });

async function approve(record: Hex, person: Person) {
  const slice = await world.now();
  await approveRequest(owner.context, owner.account, {
    record,
    terms: {
      grantee: person.account.address,
      sections: [1],
      write: false,
      notBefore: slice,
      expiresAt: slice + 30,
      history: true,
    },
  });
}

describe("a request", () => {
  it("reaches the owner with its note, and is settled by a lease on the owner's terms", async () => {
    const record = await newRecord();
    await ask(anna, record);
    expect(await pending(record)).toMatchObject([
      {
        requester: anna.account.address,
        sections: [2],
        write: false,
        duration: 60,
        note: "I am Anna.",
        noteProblem: null,
        askedAt: await world.now(),
      },
    ]);
    expect(await own(anna, record)).toMatchObject({ state: "pending", request: { duration: 60 } });
    await approve(record, anna);
    expect(await pending(record)).toEqual([]);
    expect(await own(anna, record)).toEqual({ record, state: "approved", request: null });
    const opened = await openRecord(anna.context, anna.account, { record });
    expect(opened.sections.map(({ title }) => title)).toEqual(["One"]);
    await expectCode("ledger/no-request", () => approve(record, anna));
  });

  it("comes with a rotation where a former holder's time still runs", async () => {
    const record = await newRecord();
    await ask(ben, record);
    await approve(record, ben);
    await revoke(owner.context, owner.account, { record, grantee: ben.account.address });
    await ask(anna, record);
    await approve(record, anna);
    const { lease } = await openRecord(anna.context, anna.account, { record });
    expect(lease?.epoch).toBe(2);
  });

  it("is replaced by asking again, and may say nothing", async () => {
    const record = await newRecord();
    await ask(anna, record);
    await ask(ben, record);
    await ask(anna, record, { note: "", sections: [1, 2], write: true });
    expect(await pending(record)).toMatchObject([
      { requester: anna.account.address, sections: [1, 2], write: true, note: null },
      { requester: ben.account.address, note: "I am Anna." },
    ]);
  });

  it("can be declined, and asked again", async () => {
    const record = await newRecord();
    await ask(anna, record);
    const answer = { record, requester: anna.account.address };
    await expectCode("ledger/not-owner", () => declineRequest(ben.context, ben.account, answer));
    await declineRequest(owner.context, owner.account, answer);
    expect(await pending(record)).toEqual([]);
    expect((await own(anna, record)).state).toBe("declined");
    await expectCode("ledger/no-request", () =>
      declineRequest(owner.context, owner.account, answer),
    );
    await ask(anna, record);
    expect((await own(anna, record)).state).toBe("pending");
    expect(await pending(record)).toHaveLength(1);
  });

  it("can be withdrawn", async () => {
    const record = await newRecord();
    await ask(anna, record);
    await withdrawRequest(anna.context, anna.account, { record });
    expect(await pending(record)).toEqual([]);
    expect((await own(anna, record)).state).toBe("gone");
    await expectCode("ledger/no-request", () =>
      withdrawRequest(anna.context, anna.account, { record }),
    );
    await expectCode("ledger/no-request", () => approve(record, anna));
  });

  it("is on the list of the device that asked, until it is withdrawn there", async () => {
    const context = world.device();
    const person = { context, account: ben.account };
    const listed = async () =>
      (await listOwnRequests(context, { account: ben.account.address })).map((it) => it.state);
    const [first, second, third] = [await newRecord(), await newRecord(), await newRecord()];
    for (const record of [first, second, third]) await ask(person, record);
    await approve(first, person);
    await withdrawRequest(context, ben.account, { record: second });
    expect(await listed()).toEqual(["pending", "approved"]);
  });

  it("is refused where it makes no sense", async () => {
    const record = await newRecord();
    for (const change of [
      { sections: [] },
      { sections: [128] },
      { sections: [-1] },
      { sections: [0.5] },
      { duration: 0 },
      { duration: 2 ** 32 },
      { duration: 1.5 },
    ]) {
      await expectCode("sharing/bad-terms", () => ask(anna, record, change));
    }
    await expectCode("sharing/bad-terms", () => ask(owner, record));
    await expectCode("sharing/no-record", () => ask(anna, `0x${"12".repeat(32)}`));
    await expectCode("crypto/malformed", () => ask(anna, record, { note: "x".repeat(17_000) }));
    await closeRecord(owner.context, owner.account, { record });
    await expectCode("sharing/closed", () => ask(anna, record));
  });

  it("is not shown any more once its record is closed", async () => {
    const record = await newRecord();
    await ask(anna, record);
    await closeRecord(owner.context, owner.account, { record });
    expect(await pending(record)).toEqual([]);
  });
});

describe("a note that cannot be read", () => {
  /** Whether it is missing, another block, changed, or somebody else's. */
  async function withNote(change: (bytes: Uint8Array) => Uint8Array | null) {
    const record = await newRecord();
    await ask(anna, record);
    const { events } = await askedJournal(world.chain.ledger, owner.account.address);
    const asked = events.findLast((event) => event.kind === "accessRequested");
    const cid = structuredCid(asked?.note as Hex);
    const bytes = change(await world.store.get(cid));
    const { store } = owner.context;
    const missing = structuredCid(`0x${"55".repeat(32)}`);
    const get: typeof store.get = async (at, options) => {
      if (!at.equals(cid)) return store.get(at, options);
      return bytes ?? store.get(missing, options);
    };
    const context = { ...owner.context, store: { ...store, get } };
    const requests = await listRequests(context, owner.account);
    return requests.find((it) => it.record === record);
  }

  it.each<[string, (bytes: Uint8Array) => Uint8Array | null, string]>([
    ["missing", () => null, "storage/not-found"],
    ["cut off", (bytes) => bytes.slice(0, 500), "crypto/malformed"],
    ["foreign", () => new Uint8Array(100), "crypto/malformed"],
    [
      "changed",
      (bytes) => bytes.map((byte, i) => (i === 900 ? byte ^ 1 : byte)),
      "crypto/tampered",
    ],
  ])("is said to be so: %s", async (_, change, code) => {
    expect(await withNote(change)).toMatchObject({ note: null, noteProblem: code });
  });

  it("does not hide the request from others", async () => {
    const record = await newRecord();
    await ask(anna, record);
    const requests = await listRequests(owner.context, owner.account, { newest: 1 });
    expect(requests.map((it) => it.record)).toEqual([record]);
  });
});
