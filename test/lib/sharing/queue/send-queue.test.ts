import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  closeRecord,
  countQueue,
  grant,
  keepSigned,
  listQueue,
  openRecord,
  publishEntry,
  readFile,
  removeQueued,
  retryQueued,
  revoke,
  sendQueue,
  sendSigned,
  signGrant,
  sliceStart,
} from "../../../../lib/sharing/index.ts";
import type { Locks } from "../../../../lib/sharing/queue/locks.ts";
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

describe("entries that wait on a device", () => {
  it("are kept without a network, shown to their author alone, and sent in order", async () => {
    const device = scene.deviceOf(owner);
    await scene.lookAndLeave(device);
    const before = await scene.messagesOf();
    await scene.keep(device, "a");
    await scene.keep(device, "b", 2);
    await scene.keep(device, "c");
    const { context, account, state } = device;
    expect(await countQueue(context, { account: account.address })).toEqual({
      waiting: 3,
      stuck: 0,
    });
    expect(await listQueue(context, account)).toMatchObject([
      { label: { record: "Garden", section: "Plans", message: "a", files: ["a.txt"] } },
      { label: { message: "b" } },
      { label: { message: "c" } },
    ]);
    const stranger = await world.person(5);
    const notHers = { ...stranger.account, address: account.address };
    expect(await listQueue(context, notHers)).toMatchObject([
      { label: null },
      { label: null },
      { label: null },
    ]);
    const kept = JSON.stringify(await device.memory.get(`queue/${account.address.toLowerCase()}`));
    expect(kept).not.toContain("Garden");
    expect(kept).not.toContain("a.txt");

    // Nothing leaves the device while nobody can be reached, and nothing is lost.
    await expectCode("storage/too-few-copies", () => sendQueue(context, account));
    expect((await countQueue(context, { account: account.address })).waiting).toBe(3);
    expect(await scene.messagesOf()).toEqual(before);

    state.away = false;
    // Somebody else's entry came meanwhile: only the header is sealed again.
    await publishEntry(owner.context, owner.account, {
      record,
      section: 1,
      draft: { message: "between", files: [] },
    });
    const turns: string[] = [];
    const onItem = ({ id }: { id: string }) => turns.push(id);
    expect(await sendQueue(context, account, { onItem })).toEqual({ sent: 3, stuck: 0, held: 0 });
    expect(turns).toHaveLength(3);
    expect(await scene.messagesOf()).toEqual([...before, "between", "a", "c"]);
    expect((await scene.messagesOf(2)).at(-1)).toBe("b");
    expect(await countQueue(context, { account: account.address })).toEqual({
      waiting: 0,
      stuck: 0,
    });
    // Anybody who may read gets them from the storage.
    const opened = await openRecord(world.device(), owner.account, { record });
    const handle = opened.sections[0]?.entries[0]?.files[0]?.handle;
    expect(await drainText(readFile(world.device(), handle as never))).toBe("of c");
  });

  it("are there exactly once and in order, wherever the program ends", async () => {
    const device = scene.deviceOf(owner);
    const { context, account, state, memory } = device;
    await scene.lookAndLeave(device);
    await scene.keep(device, "x");
    const reader = await world.person(4);
    await scene.keepLease(device, reader);
    const created = await scene.keepGarden(device, "Made at sea");
    await scene.keep(device, "y");
    const key = `queue/${account.address.toLowerCase()}`;
    const queue = await memory.get(key);
    const before = await scene.messagesOf();
    state.away = false;

    let restore = await world.chain.snapshot();
    // Nothing of the run before is known: neither to the device nor to the chain.
    const startAnew = async () => {
      await restore();
      restore = await world.chain.snapshot();
      await owner.context.ledger.histories?.clear();
      await memory.update(key, () => queue);
    };
    state.steps = 0;
    await sendQueue(context, account);
    const { steps } = state;
    expect(steps).toBeGreaterThanOrEqual(11);
    for (let crashAt = 0; crashAt < 2 * steps; crashAt++) {
      await startAnew();
      Object.assign(state, { steps: 0, crashAt });
      const end: unknown = await sendQueue(context, account).catch((error) => error);
      expect(end, `the program ends at ${crashAt}`).toBeInstanceOf(Error);
      Object.assign(state, { crashAt: -1 });
      await sendQueue(context, account);
      expect(await scene.messagesOf(), `after an end at ${crashAt}`).toEqual([...before, "x", "y"]);
      expect(await scene.leasesOf(reader), `after an end at ${crashAt}`).toHaveLength(1);
      const titles = await scene.ownedTitles();
      expect(titles.filter((it) => it === "Made at sea")).toHaveLength(1);
      expect((await openRecord(owner.context, owner.account, { record: created })).title).toBe(
        "Made at sea",
      );
      expect(await memory.get(key)).toBe(undefined);
    }
  }, 240_000);

  it("are not sent by two tabs at a time", async () => {
    const device = scene.deviceOf(owner);
    await scene.lookAndLeave(device);
    await scene.keep(device, "once");
    const { context, account, state } = device;
    state.away = false;
    const before = await scene.messagesOf();
    const ends = await Promise.allSettled([
      sendQueue(context, account),
      sendQueue(context, account),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await scene.messagesOf()).toEqual([...before, "once"]);
    const taken: Locks = { tryLock: async () => null };
    await expectCode("sharing/queue-busy", () => sendQueue(context, account, { locks: taken }));
  });

  it("that can never be sent stay, with the reason, and can be tried again or removed", async () => {
    const writer = await world.person(1);
    const now = await world.now();
    const lend = (minutes: number) =>
      grant(owner.context, owner.account, {
        record,
        terms: {
          grantee: writer.account.address,
          sections: [1],
          write: true,
          notBefore: now,
          expiresAt: now + minutes,
          history: true,
        },
      });
    await lend(600);
    const device = scene.deviceOf(writer);
    await scene.lookAndLeave(device);
    const { context, account, state, cache } = device;
    const { id } = await scene.keep(device, "mine");
    await revoke(owner.context, owner.account, { record, grantee: account.address });
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { state: "stuck", reason: "sharing/revoked" }, label: { message: "mine" } },
    ]);
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 0, held: 0 });

    await lend(700);
    await retryQueued(context, { account: account.address, id });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });
    expect((await scene.messagesOf()).at(-1)).toBe("mine");

    const held = async () => {
      let count = 0;
      for await (const _ of cache.list()) count++;
      return count;
    };
    const blocksBefore = await held();
    const other = await scene.keep(device, "not after all");
    expect(await held()).toBeGreaterThan(blocksBefore);
    await removeQueued(context, { account: account.address, id: other.id });
    expect(await listQueue(context, account)).toEqual([]);
    expect(await held()).toBe(blocksBefore);
  });

  it("whose blocks the device has lost are told", async () => {
    const device = scene.deviceOf(owner);
    await scene.lookAndLeave(device);
    await scene.keep(device, "lost");
    const { context, account, state, cache } = device;
    for await (const cid of cache.list()) await cache.delete(cid);
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { reason: "sharing/queue-lost" } },
    ]);
  });

  it("are not taken for what this device does not know, or may not write", async () => {
    const blind = scene.deviceOf({ ...owner, context: world.device() });
    blind.state.away = true;
    await expectCode("chain/unreachable", () => scene.keep(blind, "blind"));
    const reader = await world.person(2);
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
    const hers = scene.deviceOf(reader);
    await scene.lookAndLeave(hers);
    await expectCode("sharing/not-writer", () => scene.keep(hers, "no"));
    expect(await listQueue(hers.context, hers.account)).toEqual([]);
  });
});

describe("something signed that waits on a device", () => {
  it("is sent once, also if it was sent from elsewhere, and is told where it is void", async () => {
    const reader = await world.person(3);
    const now = await world.now();
    const sign = () =>
      signGrant(owner.context, owner.account, {
        record,
        deadline: sliceStart(now + 30),
        terms: {
          grantee: reader.account.address,
          sections: [1],
          write: false,
          notBefore: now,
          expiresAt: now + 60,
          history: true,
        },
      });
    const device = scene.deviceOf(reader);
    const { context, account, state } = device;
    const of = { account: account.address };
    state.away = true;
    const first = await sign();
    await keepSigned(context, { ...of, message: first });
    expect(await listQueue(context, account)).toMatchObject([{ message: { kind: "grant" } }]);
    await expectCode("chain/unreachable", () => sendQueue(context, account));
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });

    const second = await sign();
    await keepSigned(context, { ...of, message: second });
    await sendSigned(owner.context, owner.account, { message: second });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });

    const third = await sign();
    await keepSigned(context, { ...of, message: third });
    await closeRecord(owner.context, owner.account, { record });
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([{ item: { reason: "sharing/void" } }]);
  });
});
