import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CID } from "multiformats/cid";
import { describe, expect, it } from "vitest";
import { encodeCar } from "../../../lib/storage/car.ts";
import { copyBlocks, walkDag } from "../../../lib/storage/dag.ts";
import { createGatewaySource } from "../../../lib/storage/gateway-source.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { BlockSource } from "../../../lib/storage/store.ts";
import { writeUnixFs } from "../../../lib/storage/unixfs-writer.ts";
import { createStorageNode } from "../../../scripts/devnet/storage-node.ts";
import { describeSource } from "./conformance.ts";
import { codeOf, collect, concat, createBlockMaker, patternBytes } from "./fixtures.ts";

describeSource("gateway", {
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), "leasehold-gateway-"));
    const node = await createStorageNode({ folder });
    const store = createKuboStore({ url: node.url });
    return {
      source: createGatewaySource({ url: `${node.url}/` }),
      fill: (block) => store.put(block),
      async close() {
        await node.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});

describe("gateway that misbehaves", () => {
  const make = createBlockMaker(1004);

  /** A gateway that answers each request with what the test says. */
  function answering(answer: (request: Request) => Response | Promise<Response>) {
    return createGatewaySource({
      url: "https://gateway.example",
      timeout: 200,
      fetch: async (input, init) => answer(new Request(input as string, init)),
    });
  }

  it.each([
    [404, "storage/not-found"],
    [410, "storage/not-found"],
    [403, "storage/unavailable"],
    [429, "storage/unavailable"],
    [500, "storage/unavailable"],
    [504, "storage/unavailable"],
  ])("reads status %i as %s", async (status, code) => {
    const { cid } = await make(10);
    const source = answering(() => new Response("no", { status }));
    expect(await codeOf(source.get(cid))).toBe(code);
    if (code === "storage/not-found") expect(await source.has(cid)).toBe(false);
    else expect(await codeOf(source.has(cid))).toBe(code);
  });

  it("asks for the raw block, without credentials or referrer", async () => {
    const block = await make(10);
    const asked: Request[] = [];
    const source = answering((request) => {
      asked.push(request);
      return new Response(block.bytes as BodyInit);
    });
    expect(source.name).toBe("gateway.example");
    expect(await source.get(block.cid)).toEqual(block.bytes);
    expect(asked[0]?.url).toBe(`https://gateway.example/ipfs/${block.cid}?format=raw`);
    expect(asked[0]?.headers.get("accept")).toBe("application/vnd.ipld.raw");
    expect(asked[0]?.credentials).toBe("omit");
    expect(asked[0]?.referrerPolicy).toBe("no-referrer");
  });

  it("refuses other bytes", async () => {
    const { cid } = await make(10);
    const source = answering(() => new Response("other bytes"));
    expect(await codeOf(source.get(cid))).toBe("storage/wrong-block");
  });

  it("reads no more than a block's size, announced or not", async () => {
    const { cid } = await make(10);
    let given = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          given += 2 ** 16;
          controller.enqueue(new Uint8Array(2 ** 16));
        },
      });
    expect(await codeOf(answering(() => new Response(endless())).get(cid))).toBe(
      "storage/too-large",
    );
    expect(given).toBeLessThan(3 * 2 ** 20);
    const announced = new Response("short", { headers: { "content-length": `${2 ** 40}` } });
    expect(await codeOf(answering(() => announced).get(cid))).toBe("storage/too-large");
  });

  it("gives up on a gateway that does not answer, or stops half-way", async () => {
    const { cid } = await make(10);
    const silent = answering(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    expect(await codeOf(silent.get(cid))).toBe("storage/unavailable");
    const broken = answering(
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.error(new TypeError("connection lost")),
          }),
        ),
    );
    expect(await codeOf(broken.get(cid))).toBe("storage/unavailable");
  });

  it("ends when the caller does", async () => {
    const { cid } = await make(10);
    const controller = new AbortController();
    const source = answering(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          controller.abort();
        }),
    );
    expect(await codeOf(source.get(cid, { signal: controller.signal }))).toBe("storage/aborted");
  });
});

describe("a DAG from a gateway in one answer", () => {
  const make = createBlockMaker(1010);

  async function dagOf(size: number) {
    const store = createMemoryStore();
    const bytes = patternBytes(size);
    const { cid, blocks } = await writeUnixFs([bytes], { store });
    return { store, cid, blocks, bytes };
  }

  async function carOf(cids: readonly CID[], source: BlockSource, root: CID): Promise<Uint8Array> {
    const blocks = await Promise.all(
      cids.map(async (cid) => ({ cid, bytes: await source.get(cid) })),
    );
    return concat(await collect(encodeCar(blocks, { roots: [root] })));
  }

  const answering = (body: Uint8Array, status = 200) =>
    createGatewaySource({
      url: "https://gateway.example",
      fetch: async () => new Response(body as BodyInit, { status }),
    });

  it("is copied whole", async () => {
    const folder = await mkdtemp(join(tmpdir(), "leasehold-gateway-"));
    const node = await createStorageNode({ folder });
    try {
      const { store, cid, blocks } = await dagOf(5 * 2 ** 20);
      await copyBlocks(walkDag(cid, { source: store }), {
        from: store,
        to: createKuboStore({ url: node.url }),
      });
      const into = createMemoryStore();
      const source = createGatewaySource({ url: node.url });
      expect(await source.copyDag(cid, { into })).toBe(blocks);
      expect((await collect(into.list())).length).toBe(blocks);
      const stranger = await make(10);
      expect(await codeOf(source.copyDag(stranger.cid, { into }))).toBe("storage/not-found");
    } finally {
      await node.close();
      await rm(folder, { recursive: true });
    }
  });

  it("is refused with blocks that it does not have, cut off, or changed anywhere", async () => {
    const { store, cid } = await dagOf(2 * 2 ** 20 + 5);
    const all = await collect(walkDag(cid, { source: store }));
    const whole = await carOf(all, store, cid);
    const copy = (body: Uint8Array) =>
      codeOf(answering(body).copyDag(cid, { into: createMemoryStore() }));
    expect(await copy(whole)).toBe("no error");
    expect(await copy(await carOf([...all, ...all], store, cid))).toBe("no error");

    const stranger = await make(10);
    await store.put(stranger);
    expect(await copy(await carOf([stranger.cid, ...all], store, cid))).toBe("storage/malformed");
    expect(await copy(await carOf(all.slice(0, -1), store, cid))).toBe("storage/unavailable");
    for (const end of [0, 1, 30, 60, 100, 1000, 2 ** 20, whole.length - 1]) {
      expect(await copy(whole.subarray(0, end))).toMatch(/^storage\//);
    }
    for (let at = 0; at < whole.length; at += at < 400 ? 1 : 99_991) {
      const changed = whole.slice();
      changed[at]! ^= 1;
      const code = await copy(changed);
      // A flipped bit in the header may change a root or a version, which says nothing of the blocks.
      if (at > 100) expect(code).toMatch(/^storage\//);
    }
  });

  it("is not to be had where the gateway refuses", async () => {
    const { cid } = await dagOf(10);
    const into = createMemoryStore();
    expect(await codeOf(answering(new Uint8Array(), 406).copyDag(cid, { into }))).toBe(
      "storage/unavailable",
    );
    expect(await codeOf(answering(new Uint8Array(), 410).copyDag(cid, { into }))).toBe(
      "storage/not-found",
    );
  });
});
