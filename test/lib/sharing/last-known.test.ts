import { custom } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kept } from "../../../lib/ledger/kept.ts";
import type { HistoryCache } from "../../../lib/ledger/ledger.ts";
import type { Context } from "../../../lib/sharing/index.ts";
import {
  createRecord,
  findKey,
  grant,
  listLeases,
  listLent,
  listOwned,
  openRecord,
  readFile,
  readOrRecall,
  recordAsOf,
  revoke,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { expectCode } from "../../support/errors.ts";
import type { Person, World } from "./world.ts";
import { drainText, file, startWorld } from "./world.ts";

let world: World;
let owner: Person;
let reader: Person;
let record: `0x${string}`;

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  reader = await world.person(1);
  const draft = {
    title: "Garden",
    description: "",
    sections: [
      { title: "Plans", description: "", message: "a plan", files: [file("a.txt", "roses")] },
    ],
  };
  ({ record } = await createRecord(owner.context, owner.account, { draft }));
  const now = await world.now();
  await grant(owner.context, owner.account, {
    record,
    terms: {
      grantee: reader.account.address,
      sections: [1],
      write: false,
      notBefore: now,
      expiresAt: now + 60,
      history: true,
    },
  });
});
afterAll(() => world.close());

/** The same device without a network: no node answers, and what histories it has is what it kept. */
function cutOff({ context }: Person): Context {
  const request = async () => {
    throw new TypeError("Failed to fetch");
  };
  const client = world.chain.ledgerOver(custom({ request }, { retryCount: 0 })).client;
  return { ...context, ledger: { ...context.ledger, client } };
}

/** Everything that a person looks at, so that it is kept. */
async function lookAround({ context, account }: Person): Promise<void> {
  await findKey(context, account.address);
  await listOwned(context, { owner: account.address });
  await listLent(context, { account: account.address });
  const { sections } = await openRecord(context, account, { record });
  const [entry] = sections[0]?.entries ?? [];
  await drainText(readFile(context, entry?.files[0]?.handle as never));
  await listLeases(context, { record });
}

const inMinutes = (minutes: number) => () => Date.now() + minutes * 60_000;

describe("without any node", () => {
  it("lists, unlocks and opens what this device has seen, and says as of when", async () => {
    await lookAround(owner);
    await lookAround(reader);
    const { timestamp } = await world.chain.client.getBlock();
    const away = cutOff(owner);

    const owned = await readOrRecall(away, (at) => listOwned(at, { owner: owner.account.address }));
    expect(owned.value.map(({ id }) => id)).toEqual([record]);
    expect(owned.asOf?.time).toBeLessThanOrEqual(Number(timestamp));
    expect(Date.now() - (owned.asOf?.at ?? 0)).toBeLessThan(60_000);
    expect(await recordAsOf(away, { record })).not.toBe(null);

    const unlocked = await readOrRecall(away, (at) => unlock(at, owner.account.wallet));
    expect(unlocked.value.address).toBe(owner.account.address);
    const opened = await readOrRecall(away, (at) => openRecord(at, unlocked.value, { record }));
    expect(opened.value.title).toBe("Garden");
    const handle = opened.value.sections[0]?.entries[0]?.files[0]?.handle;
    expect(await drainText(readFile(away, handle as never))).toBe("roses");
    const leases = await readOrRecall(away, (at) => listLeases(at, { record }));
    expect(leases.value).toHaveLength(1);

    const lent = await readOrRecall(cutOff(reader), (at) =>
      listLent(at, { account: reader.account.address }),
    );
    expect(lent.value).toMatchObject([{ record, state: "live" }]);
    const read = await readOrRecall(cutOff(reader), (at) =>
      openRecord(at, reader.account, { record }),
    );
    expect(read.value.sections[0]?.entries[0]?.message).toBe("a plan");
  });

  it("asks the chain where it can, and says so", async () => {
    const { context, account } = owner;
    const owned = await readOrRecall(context, (at) => listOwned(at, { owner: account.address }));
    expect(owned.asOf).toBe(null);
  });

  it("asks nobody where it is known that nobody answers", async () => {
    const { context, account } = owner;
    const read = (at: Context) => listOwned(at, { owner: account.address });
    expect((await readOrRecall(context, read, { isAway: true })).asOf).not.toBe(null);
  });

  it("lets a lease run out by this device's clock, and not come back when it is set back", async () => {
    const away = cutOff(reader);
    const open = (now: () => number) =>
      readOrRecall(away, (at) => openRecord(at, reader.account, { record }), { now });
    await open(inMinutes(50));
    await expectCode("sharing/expired", () => open(inMinutes(61)));
    // Set back behind what was seen, it is as if no time had passed.
    await open(inMinutes(-600));
  });

  it("does not know what it never saw, and says so", async () => {
    const stranger = cutOff({ context: world.device(), account: owner.account });
    const open = (at: Context) => openRecord(at, owner.account, { record });
    await expectCode("chain/unreachable", () => readOrRecall(stranger, open));
    await expectCode("sharing/not-kept", () => readOrRecall(stranger, open, { isAway: true }));
    // Another device of the owner has seen the chain, and not this record.
    const other = { context: world.device(), account: owner.account };
    await findKey(other.context, owner.account.address);
    await listOwned(other.context, { owner: owner.account.address });
    await expectCode("sharing/not-kept", () => readOrRecall(cutOff(other), open));
    const key = await readOrRecall(cutOff(other), (at) => findKey(at, owner.account.address));
    expect(key.value).not.toBe(null);
    const unknown = (at: Context) => findKey(at, reader.account.address);
    await expectCode("sharing/not-kept", () => readOrRecall(cutOff(other), unknown));
  });

  it("says that blocks are not here", async () => {
    const empty = { ...cutOff(owner), store: createMemoryStore() };
    const open = (at: Context) => openRecord(at, owner.account, { record });
    await expectCode("sharing/not-kept", () => readOrRecall(empty, open));
  });

  it("takes nothing from what is damaged", async () => {
    const histories = owner.context.ledger.histories as HistoryCache;
    const names = [kept.seen, kept.record(record), kept.key(owner.account.address)];
    for (const name of names) {
      const before = await histories.read(name);
      const broken: unknown[] = [undefined, 1, "x", {}, [], [{ kind: "created" }], { pointer: 1 }];
      for (const value of broken) {
        await histories.write(name, value);
        const read = (at: Context) => openRecord(at, owner.account, { record });
        if (name === kept.key(owner.account.address)) {
          const find = (at: Context) => findKey(at, owner.account.address);
          await expectCode("sharing/not-kept", () =>
            readOrRecall(cutOff(owner), find, { isAway: true }),
          );
        } else {
          await expectCode("sharing/not-kept", () =>
            readOrRecall(cutOff(owner), read, { isAway: true }),
          );
        }
      }
      await histories.write(name, before);
    }
    await readOrRecall(cutOff(owner), (at) => openRecord(at, owner.account, { record }));
  });

  it("does not open what it has seen the end of", async () => {
    await revoke(owner.context, owner.account, { record, grantee: reader.account.address });
    // Not seen yet: nobody could know.
    const open = (at: Context) => openRecord(at, reader.account, { record });
    await readOrRecall(cutOff(reader), open);
    await listLent(reader.context, { account: reader.account.address });
    await expectCode("sharing/revoked", () => readOrRecall(cutOff(reader), open));
  });
});
