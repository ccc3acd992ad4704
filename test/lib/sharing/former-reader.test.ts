import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecord, grant, publishEntry, revoke, sliceOf } from "../../../lib/sharing/index.ts";
import { heldKeys, openableEntries } from "./held-keys.ts";
import type { Person, World } from "./world.ts";
import { file, startWorld } from "./world.ts";

/*
 * With the app's checks out of the way: everything that a former reader ever received, put to every
 * entry's wrapped key through lib/crypto alone.
 */

let world: World;
let owner: Person;
let former: Person;
let staying: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, former, staying] = [await world.person(0), await world.person(1), await world.person(2)];
});

afterAll(() => world.close());

const SECTION = 1;

async function slice(): Promise<number> {
  return sliceOf((await world.chain.client.getBlock()).timestamp);
}

async function lend(to: Person, record: `0x${string}`, minutes: number) {
  const start = await slice();
  await grant(owner.context, owner.account, {
    record,
    terms: {
      grantee: to.account.address,
      sections: [SECTION],
      write: false,
      notBefore: start,
      expiresAt: start + minutes,
      history: true,
    },
  });
}

async function publish(record: `0x${string}`, message: string) {
  await publishEntry(owner.context, owner.account, {
    record,
    section: SECTION,
    draft: { message, files: [file("f", message)] },
  });
}

const keysOf = (person: Person, record: `0x${string}`) => heldKeys(person, record);

const openable = (record: `0x${string}`, held: Awaited<ReturnType<typeof keysOf>>[]) =>
  openableEntries(world.device(), { record, section: SECTION, held });

async function newRecord() {
  const { record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "Record",
      description: "",
      sections: [{ title: "One", description: "", message: "old", files: [] }],
    },
  });
  return record;
}

describe("everything that a former reader ever received", () => {
  it("opens nothing that was published after the lease ran out", async () => {
    const record = await newRecord();
    await lend(former, record, 10);
    const held = [await keysOf(former, record)];
    await publish(record, "during");
    await world.chain.increaseTime(10 * 60);
    await publish(record, "after");
    expect(await openable(record, held)).toEqual([true, true, false]);
  });

  it("opens nothing that was published after the lease was revoked", async () => {
    const record = await newRecord();
    await lend(former, record, 1000);
    await lend(staying, record, 1000);
    const held = [await keysOf(former, record)];
    await revoke(owner.context, owner.account, { record, grantee: former.account.address });
    await publish(record, "after");
    expect(await openable(record, held)).toEqual([true, false]);
    expect(await openable(record, [await keysOf(staying, record)])).toEqual([true, true]);
  });

  it("opens no more together with a lease that ran out meanwhile", async () => {
    const record = await newRecord();
    await lend(former, record, 1000);
    await lend(staying, record, 10);
    const held = [await keysOf(former, record), await keysOf(staying, record)];
    await revoke(owner.context, owner.account, { record, grantee: former.account.address });
    await publish(record, "for the one who stays");
    await world.chain.increaseTime(10 * 60);
    await publish(record, "for neither");
    expect(await openable(record, held)).toEqual([true, true, false]);
  });

  it("opens no more together with a lease that begins later", async () => {
    const record = await newRecord();
    await lend(former, record, 1000);
    const held = [await keysOf(former, record)];
    await revoke(owner.context, owner.account, { record, grantee: former.account.address });
    await publish(record, "for neither");
    await world.chain.increaseTime(120);
    const start = await slice();
    await grant(owner.context, owner.account, {
      record,
      terms: {
        grantee: staying.account.address,
        sections: [SECTION],
        write: false,
        notBefore: start,
        expiresAt: start + 100,
        history: false,
      },
    });
    held.push(await keysOf(staying, record));
    await publish(record, "for the newcomer");
    expect(await openable(record, held)).toEqual([true, false, true]);
  });

  it("opens nothing of another section, nor of what was lent to somebody else", async () => {
    const record = await newRecord();
    await lend(former, record, 1000);
    const other = await newRecord();
    await lend(staying, other, 1000);
    expect(await openable(other, [await keysOf(former, record)])).toEqual([false]);
  });
});
