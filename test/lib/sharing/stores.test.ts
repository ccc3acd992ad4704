import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_CHOICES } from "../../../lib/sharing/choices.ts";
import { storeStates } from "../../../lib/sharing/copies/store-states.ts";
import type { Context } from "../../../lib/sharing/index.ts";
import { probeStore } from "../../../lib/sharing/probe.ts";
import { openNode, openStore, storesOf } from "../../../lib/sharing/stores.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { createStorageNode } from "../../../scripts/devnet/storage-node.ts";
import { expectCode } from "../../support/errors.ts";
import { collect, createBlockMaker } from "../storage/fixtures.ts";

type Node = Awaited<ReturnType<typeof createStorageNode>>;

const folders: string[] = [];
const nodes: Node[] = [];
async function startNode(): Promise<Node> {
  const folder = await mkdtemp(join(tmpdir(), "leasehold-stores-"));
  const node = await createStorageNode({ folder, host: "127.0.0.1", port: 0 });
  folders.push(folder);
  nodes.push(node);
  return node;
}

let own: Node;
let added: Node;
beforeAll(async () => {
  [own, added] = [await startNode(), await startNode()];
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

const make = createBlockMaker(3001);
const networkOf = (node: Node) => ({ storage: { kubo: node.url, gateway: node.url } });
const nowhere = { storage: { kubo: null, gateway: null } };
const kubo = (url: string) => ({ kind: "kubo" as const, url, token: null });
const away = "http://127.0.0.1:9";

function contextOf(choices: Partial<typeof DEFAULT_CHOICES> = {}, network = networkOf(own)) {
  const all = { ...DEFAULT_CHOICES, ...choices };
  const store = openStore(network, createMemoryStore({ name: "device" }), all);
  return { network, choices: all, store } as unknown as Context;
}

describe("the stores of a network and a person's", () => {
  it("have names of their own", () => {
    const stores = [kubo(`${own.url}/a`), kubo(`${own.url}/b`)];
    const names = storesOf(networkOf(own), { stores }).map(({ name }) => name);
    expect(new Set(names).size).toBe(4);
    expect(names[1]).toBe(`${names[0]}, gateway`);
  });

  it("all take what is put, and each can be read from alone", async () => {
    const block = await make(1000);
    const { store } = contextOf({ stores: [kubo(added.url)], minCopies: 2 });
    await store.put(block);
    for (const node of [own, added]) {
      const held = openNode({ name: "one", choice: kubo(node.url) });
      expect(await held?.get(block.cid)).toEqual(block.bytes);
      expect(await held?.sizeOf?.(block.cid)).toBe(1000);
      await expectCode("storage/not-found", async () => held?.sizeOf?.((await make(10)).cid));
    }
  });

  it("fail to publish where fewer take it than were asked for", async () => {
    const { store } = contextOf({ stores: [kubo(away)], minCopies: 2 });
    await expectCode("storage/too-few-copies", async () => store.put(await make(10)));
    const one = contextOf({ stores: [kubo(away)], minCopies: 1 });
    await one.store.put(await make(10));
  });

  it("are the device alone where there are none", async () => {
    const device = createMemoryStore({ name: "device" });
    await openStore(nowhere, device).put(await make(10));
    expect(await collect(device.list())).toHaveLength(1);
  });

  it("do without a pinning service that nothing could hand blocks to", async () => {
    const choice = { kind: "pinning" as const, url: away, token: "t", gateway: away };
    const context = contextOf({ stores: [choice] }, nowhere as never);
    await context.store.put(await make(10));
    const [state] = await storeStates(context);
    expect(state).toMatchObject({ health: null, isAdded: true });
    await expectCode("choice/no-staging", () => probeStore(context, { choice }));
  });

  it("tell how they do when they are asked", async () => {
    const states = await storeStates(contextOf({ stores: [kubo(added.url), kubo(away)] }));
    expect(states.map(({ health }) => health?.state)).toEqual(["up", "up", "up", "down"]);
    expect(states[0]?.used).toBeGreaterThan(0);
    expect(states[3]).toMatchObject({ used: null, isAdded: true });
    expect(states[3]?.health?.lastError?.error.code).toBe("storage/unavailable");
  });
});

describe("a store that is tried", () => {
  it("leaves nothing behind", async () => {
    const before = (await collect(openNode({ name: "", choice: kubo(added.url) })!.list())).length;
    const { milliseconds } = await probeStore(contextOf(), { choice: kubo(added.url) });
    expect(milliseconds).toBeGreaterThan(0);
    expect(await collect(openNode({ name: "", choice: kubo(added.url) })!.list())).toHaveLength(
      before,
    );
    await probeStore(contextOf(), { choice: { kind: "gateway", url: added.url } });
  });

  it("is refused where nothing, or something else, answers", async () => {
    const context = contextOf();
    for (const choice of [kubo(away), { kind: "gateway" as const, url: away }]) {
      await expectCode("storage/unavailable", () => probeStore(context, { choice }));
    }
    const choice = kubo(`${own.url}/ipfs`);
    await expectCode("storage/unavailable", () => probeStore(context, { choice }));
  });
});
