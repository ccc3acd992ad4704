import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { structuredCid } from "../../../../lib/sharing/blocks.ts";
import type {
  Context,
  UnlockedAccount,
  UnreadableRecord,
  Wallet,
} from "../../../../lib/sharing/index.ts";
import {
  changeIdentity,
  createRecord,
  grant,
  identityState,
  listLeases,
  openRecord,
  publishEntry,
  renewRecords,
  unlock,
} from "../../../../lib/sharing/index.ts";
import { takeSnapshot } from "../../../../lib/sharing/records/snapshot.ts";
import { StorageError } from "../../../../lib/storage/errors.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let context: Context;
let before: UnlockedAccount;
let after: UnlockedAccount;
let reader: Person;
const records: `0x${string}`[] = [];

const entry = (message: string) => ({ title: "One", description: "", message, files: [] });

beforeAll(async () => {
  world = await startWorld();
  const owner = await world.person(0);
  reader = await world.person(1);
  context = owner.context;
  const wallet = world.chain.wallets[0] as Wallet;
  before = await unlock(context, wallet);
  for (const title of ["A", "B"]) {
    const draft = { title, description: "", sections: [entry(`of ${title}`)] };
    records.push((await createRecord(context, before, { draft })).record);
  }
  const now = await world.now();
  const terms = {
    grantee: reader.account.address,
    sections: [1],
    write: false,
    notBefore: now,
    expiresAt: now + 600,
    history: true,
  };
  await grant(context, before, { record: records[0] as `0x${string}`, terms });
  after = await changeIdentity(context, wallet, { present: before, from: "wallet", locks: [] });
  const draft = { title: "C", description: "", sections: [entry("of C")] };
  records.push((await createRecord(context, after, { draft })).record);
});
afterAll(() => world.close());

const sealsOf = async (account: UnlockedAccount) =>
  (await identityState(world.device(), account)).map(({ sealedTo }) => sealedTo);

describe("after a change of identity", () => {
  it("says which records hang on the earlier one", async () => {
    expect(await sealsOf(after)).toEqual(["earlier", "earlier", "present"]);
    expect(await sealsOf({ ...after, earlier: [] })).toEqual(["lost", "lost", "present"]);
  });

  it("goes on without a record whose block nobody has, and names it", async () => {
    const { history } = await takeSnapshot(context, records[0] as `0x${string}`);
    const missing = structuredCid(history.publications.at(-1)?.head as `0x${string}`);
    const store: ManagedStore = {
      ...world.store,
      async get(cid, options) {
        if (cid.equals(missing)) throw new StorageError("not-found", "Gone.", { cid });
        return world.store.get(cid, options);
      },
    };
    const without = { ...world.device(), store };
    const unreadable: UnreadableRecord[] = [];
    const onUnreadable = (it: UnreadableRecord) => unreadable.push(it);
    const seals = await identityState(without, after, { onUnreadable });
    expect(seals.map(({ record }) => record)).toEqual(records.slice(1));
    expect(unreadable).toMatchObject([
      { record: records[0], error: { code: "storage/not-found" } },
    ]);
    await expectCode("storage/not-found", () => identityState(without, after));
  });

  it("gives them new secrets, and goes on where it was stopped", async () => {
    const control = new AbortController();
    const reason = new DOMException("enough", "AbortError");
    const stopping = renewRecords(context, after, {
      signal: control.signal,
      onRecord: ({ done }) => {
        if (done === 1) control.abort(reason);
      },
    });
    expect(await stopping.catch((error: unknown) => error)).toBe(reason);
    expect(await sealsOf(after)).toEqual(["present", "earlier", "present"]);
    const told: [number, number][] = [];
    const onRecord = ({ done, total }: { done: number; total: number }) => {
      told.push([done, total]);
    };
    await renewRecords(world.device(), after, { onRecord });
    expect(told).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(await sealsOf(after)).toEqual(["present", "present", "present"]);
    const nothing = { done: 0, total: 0, ended: [], unreadable: [] };
    expect(await renewRecords(context, after)).toEqual(nothing);
  });

  it("keeps content and leases", async () => {
    const [record] = records as [`0x${string}`];
    const opened = await openRecord(world.device(), after, { record });
    expect(opened.sections[0]?.entries.at(-1)?.message).toBe("of A");
    const leases = await listLeases(context, { record });
    expect(leases.filter(({ state }) => state === "live")).toHaveLength(1);
    const lent = await openRecord(reader.context, reader.account, { record });
    expect(lent.sections[0]?.entries.at(-1)?.message).toBe("of A");
  });

  it("keeps what comes from whoever has the earlier identity only", async () => {
    const [record] = records as [`0x${string}`];
    await publishEntry(context, after, { record, section: 1, draft: entry("new") });
    const thief = { ...before, earlier: [] };
    await expectCode("crypto/tampered", () => openRecord(world.device(), thief, { record }));
  });
});
