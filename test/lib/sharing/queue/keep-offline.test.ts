import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecord as createRecordCall } from "../../../../lib/ledger/calls.ts";
import { send } from "../../../../lib/ledger/send.ts";
import {
  createRecord,
  grant,
  listQueue,
  openRecord,
  postponeQueued,
  queuedBlocks,
  readFile,
  sendQueue,
} from "../../../../lib/sharing/index.ts";
import { readQueue } from "../../../../lib/sharing/queue/queue-store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { drainText } from "../world.ts";
import type { Scene } from "./scene.ts";
import { startScene } from "./scene.ts";

let scene: Scene;
let world: World;
let owner: Person;
let record: Hex;

beforeAll(async () => {
  scene = await startScene();
  ({ world, owner, record } = scene);
});
afterAll(() => world.close());

describe("records and leases that wait on a device", () => {
  it("are made without a network, and open to whom they should once they are sent", async () => {
    const device = scene.deviceOf(owner);
    const reader = await world.person(4);
    await scene.lookAndLeave(device);
    const { context, account, state } = device;
    const created = await scene.keepGarden(device, "First of two");
    const other = await scene.keepGarden(device, "Second of two");
    expect(other).not.toBe(created);
    await scene.keepLease(device, reader);
    expect(await listQueue(context, account)).toMatchObject([
      { label: { record: "First of two", message: "Beds", files: ["bed.txt"] } },
      { label: { record: "Second of two" } },
      { message: { kind: "grant" } },
    ]);
    // Nothing of it is anywhere else: neither the lease's keys nor the record's.
    const own = new Set(await queuedBlocks(context, { account: account.address }));
    expect(own.size).toBeGreaterThan(6);
    for (const cid of own) expect(await world.store.has(cid)).toBe(false);
    const stranger = await world.person(5);
    const notHers = { ...stranger.account, address: account.address };
    expect((await listQueue(context, notHers)).slice(0, 2)).toMatchObject([
      { label: null },
      { label: null },
    ]);

    state.away = false;
    // A record made meanwhile takes neither's number.
    const section = { title: "Between", description: "", message: "", files: [] };
    await createRecord(context, account, {
      draft: { title: "Between", description: "", sections: [section] },
    });
    expect(await sendQueue(context, account)).toEqual({ sent: 3, stuck: 0, held: 0 });
    const opened = await openRecord(world.device(), owner.account, { record: created });
    expect(opened.title).toBe("First of two");
    const handle = opened.sections[0]?.entries[0]?.files[0]?.handle;
    expect(await drainText(readFile(world.device(), handle as never))).toBe("bed of First of two");
    expect(await scene.ownedTitles()).toEqual(expect.arrayContaining(["Second of two", "Between"]));
    const lent = await openRecord(world.device(), reader.account, { record });
    expect(lent.title).toBe("Garden");
  });

  it("are not made from what this device does not know", async () => {
    const blind = scene.deviceOf({ ...owner, context: world.device() });
    blind.state.away = true;
    await expectCode("sharing/not-kept", () => scene.keepGarden(blind, "blind"));
    const device = scene.deviceOf(owner);
    await scene.lookAndLeave(device);
    const unknown = await world.person(6);
    await expectCode("sharing/not-kept", () => scene.keepLease(device, unknown));
    expect(await listQueue(device.context, device.account)).toEqual([]);
  });

  it("get stuck where another device took the record's number", async () => {
    const device = scene.deviceOf(owner);
    await scene.lookAndLeave(device);
    const { context, account, state } = device;
    const created = await scene.keepGarden(device, "Too late");
    const { salt } = (await readQueue(context, { account: account.address }))[0] as never;
    state.away = false;
    const elsewhere = world.device();
    const publications = [
      {
        section: 0,
        slice: await world.now(),
        epoch: 0,
        expectedHead: null,
        newHead: `0x${"1".repeat(64)}`,
      },
    ] as const;
    await send(
      elsewhere.ledger,
      createRecordCall(elsewhere.ledger, { salt, publications: [...publications] }),
      { wallet: owner.account.wallet },
    );
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { record: created, reason: "ledger/record-exists" }, label: { record: "Too late" } },
    ]);
  });

  it("of one record wait behind a stuck one, which can be moved to the end", async () => {
    const writer = await world.person(1);
    const now = await world.now();
    const lend = (sections: number[], minutes: number) =>
      grant(owner.context, owner.account, {
        record,
        terms: {
          grantee: writer.account.address,
          sections,
          write: true,
          notBefore: now,
          expiresAt: now + minutes,
          history: true,
        },
      });
    await lend([1, 2], 800);
    const device = scene.deviceOf(writer);
    await scene.lookAndLeave(device);
    const { context, account, state } = device;
    const { id } = await scene.keep(device, "not mine any more", 2);
    await scene.keep(device, "behind it", 1);
    await lend([1], 900);
    state.away = false;
    const before = await scene.messagesOf();
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 1 });
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 0, held: 1 });
    expect(await scene.messagesOf()).toEqual(before);
    await postponeQueued(context, { account: account.address, id });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 1, held: 0 });
    expect(await scene.messagesOf()).toEqual([...before, "behind it"]);
    expect(await listQueue(context, account)).toMatchObject([
      { item: { id, state: "stuck", reason: "sharing/not-writer" } },
    ]);
  });
});
