import { describe, expect, it } from "vitest";
import { discardUpload, resumeUpload } from "../../../../lib/sharing/index.ts";
import { RAW } from "../../../../lib/storage/block.ts";
import { createKuboStore } from "../../../../lib/storage/kubo-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person } from "../world.ts";
import {
  desk,
  device,
  entryCount,
  expectPublished,
  expectStopped,
  FILES,
  MIB,
  only,
  prepareDesk,
  publish,
} from "./desk.ts";

prepareDesk();

/** Leaves of the file that are whole; the last of them is where the store stalls. */
const LEAVES = 5;

/**
 * A store that takes all but the last leaf, and then is a node that accepts the request and never
 * answers it, over the store that the device has for nodes.
 */
function stalling(timeout: number): Partial<BlockStore> & { stalled: Promise<void> } {
  const reached = Promise.withResolvers<void>();
  const node = createKuboStore({
    url: "http://stalling.invalid",
    timeout,
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        reached.resolve();
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  });
  let leaves = 0;
  const copy: BlockStore = {
    ...desk.store,
    put: async (block, options) => {
      const isLeaf = block.cid.code === RAW && block.bytes.length === MIB;
      if (isLeaf && ++leaves >= LEAVES) return node.put(block, options);
      return desk.store.put(block, options);
    },
  };
  const { put, get, has } = createReplicaStore({ copies: [copy], stragglerTime: 10 });
  return { put, get, has, stalled: reached.promise };
}

async function held(): Promise<string[]> {
  const cids: string[] = [];
  for await (const cid of desk.store.list()) cids.push(`${cid}`);
  return cids.sort();
}

/** Nothing of it shows, and what was stored is not stored again. */
async function expectToGoOn(person: Person): Promise<void> {
  expect(await entryCount()).toBe(1);
  const { id, done, total } = await only();
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(total);
  await resumeUpload(person.context, person.account, { id, sources: FILES() });
  await expectPublished();
}

describe("a store that stalls shortly before the end", () => {
  it("ends the upload in time, with nothing published, and it goes on later", async () => {
    const { stalled: _, ...over } = stalling(300);
    await expectCode("storage/too-few-copies", () => publish(device(over)));
    await expectToGoOn(device());
  });

  it("does not keep the upload from being cancelled at once, and it goes on later", async () => {
    const { stalled, ...over } = stalling(600_000);
    const stop = new AbortController();
    const running = expectStopped(publish(device(over), { signal: stop.signal }));
    await stalled;
    stop.abort();
    await running;
    await expectToGoOn(device());
  });

  it("leaves nothing behind where the upload is given up then", async () => {
    const before = await held();
    const { stalled: _, ...over } = stalling(300);
    await expectCode("storage/too-few-copies", () => publish(device(over)));
    const { context, account } = device();
    const { id } = await only();
    expect((await held()).length).toBeGreaterThan(before.length);
    await discardUpload(context, account, { id });
    expect(await held()).toEqual(before);
    expect(await entryCount()).toBe(1);
  });

  it("holds up neither where another store has taken the block, and enough is enough", async () => {
    const {
      stalled: _,
      put,
      get,
      has,
    } = stalling(600_000) as Required<ReturnType<typeof stalling>>;
    const slow = { name: "slow", put, get, has } as BlockStore;
    const store = createReplicaStore({ copies: [desk.store, slow], stragglerTime: 50 });
    await publish(device({ put: store.put, get: store.get, has: store.has }));
    await expectPublished();
    expect(store.missing().length).toBeGreaterThan(0);
  });
});
