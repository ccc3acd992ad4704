import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../lib/storage/block.ts";
import { createBlock, DAG_CBOR, digestOf, RAW } from "../../lib/storage/block.ts";
import { decodeCar, encodeCar } from "../../lib/storage/car.ts";
import { createKuboStore } from "../../lib/storage/kubo-store.ts";
import { readStream } from "../../lib/storage/stream.ts";
import { openUnixFs } from "../../lib/storage/unixfs-reader.ts";
import { writeUnixFs } from "../../lib/storage/unixfs-writer.ts";
import type { StorageNode } from "../../scripts/devnet/storage-node.ts";
import { createStorageNode } from "../../scripts/devnet/storage-node.ts";
import { collect, createBlockMaker, patternBytes, patternChunks } from "../lib/storage/fixtures.ts";

const make = createBlockMaker(6001);

let folder: string;
let node: StorageNode;
let block: Block;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leasehold-node-"));
  node = await createStorageNode({ folder, origins: ["https://app.example"] });
  block = await make(500, DAG_CBOR);
  await createKuboStore({ url: node.url }).put(block);
});
afterAll(async () => {
  await node?.close();
  await rm(folder, { recursive: true });
});

const ask = (path: string, init?: RequestInit) => fetch(node.url + path, init);

function fileBody(bytes: Uint8Array): FormData {
  const form = new FormData();
  form.append("file", new Blob([bytes as BlobPart]));
  return form;
}

const put = (bytes: Uint8Array, query = "") =>
  ask(`/api/v0/block/put${query}`, { method: "POST", body: fileBody(bytes) });

describe("gateway of the storage node", () => {
  it("serves a block for good, by query or by Accept", async () => {
    const byQuery = await ask(`/ipfs/${block.cid}?format=raw`);
    const byType = await ask(`/ipfs/${block.cid}`, {
      headers: { accept: "application/vnd.ipld.raw" },
    });
    for (const response of [byQuery, byType]) {
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/vnd.ipld.raw");
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(await response.bytes()).toEqual(block.bytes);
    }
    const etag = byQuery.headers.get("etag") ?? "";
    const cached = await ask(`/ipfs/${block.cid}?format=raw`, {
      headers: { "if-none-match": etag },
    });
    expect(cached.status).toBe(304);
  });

  it("answers HEAD without the bytes", async () => {
    for (const format of ["raw", "car"]) {
      const head = await ask(`/ipfs/${block.cid}?format=${format}`, { method: "HEAD" });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe("");
    }
    const head = await ask(`/ipfs/${block.cid}?format=raw`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("500");
  });

  it("serves a whole file as a CAR, or its root alone", async () => {
    const store = createKuboStore({ url: node.url });
    const { cid, blocks } = await writeUnixFs(patternChunks(3 * 2 ** 20), { store });
    for (const [scope, count] of [
      ["", blocks],
      ["&dag-scope=block", 1],
    ] as const) {
      const response = await ask(`/ipfs/${cid}?format=car${scope}`);
      expect(response.headers.get("content-type")).toMatch(/^application\/vnd\.ipld\.car;/);
      const car = await decodeCar(readStream(response.body as ReadableStream<Uint8Array>));
      expect(car.roots).toEqual([cid]);
      const got = await collect(car.blocks);
      expect(got).toHaveLength(count);
      expect(got[0]?.cid).toEqual(cid);
    }
    const [, leaf] = await collect((await openUnixFs(cid, { source: store })).blocks());
    if (leaf) await store.delete(leaf);
    const partial = await ask(`/ipfs/${cid}?format=car`);
    await expect(partial.arrayBuffer()).rejects.toThrow();
  });

  it.each([
    ["/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyka?format=raw", 404],
    ["/ipfs/not-a-cid?format=raw", 400],
    ["/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG?format=raw", 400],
    ["/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", 406],
    ["/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku?format=tar", 406],
    ["/ipfs/a/../../etc/passwd?format=raw", 404],
    ["/ipfs/%2e%2e%2fetc?format=raw", 400],
    ["/", 404],
  ])("answers %s with %i", async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it("only reads", async () => {
    const response = await ask(`/ipfs/${block.cid}?format=raw`, { method: "PUT", body: "x" });
    expect(response.status).toBe(405);
  });
});

describe("RPC of the storage node", () => {
  it("names a block by what it holds", async () => {
    const bytes = patternBytes(700);
    for (const [query, codec] of [
      ["", RAW],
      ["?cid-codec=dag-cbor&mhtype=sha2-256", DAG_CBOR],
    ] as const) {
      const { cid } = await createBlock(bytes, codec);
      expect(await (await put(bytes, query)).json()).toEqual({ Key: `${cid}`, Size: 700 });
    }
  });

  it("refuses other hashes, codecs, bodies and methods", async () => {
    const bytes = patternBytes(10);
    expect((await put(bytes, "?mhtype=sha3-256")).status).toBe(400);
    expect((await put(bytes, "?cid-codec=git-raw")).status).toBe(400);
    const post = (path: string, body?: BodyInit) => ask(path, { method: "POST", body: body ?? "" });
    expect((await post("/api/v0/block/put", "no form")).status).toBe(400);
    expect((await post("/api/v0/block/put", new FormData())).status).toBe(400);
    const two = fileBody(bytes);
    two.append("second", new Blob(["second"]));
    expect((await post("/api/v0/block/put", two)).status).toBe(400);
    expect((await post("/api/v0/block/get")).status).toBe(400);
    expect((await post("/api/v0/shutdown")).status).toBe(404);
    expect((await post("/api/v0/toString")).status).toBe(404);
    expect((await ask("/api/v0/repo/stat")).status).toBe(405);
  });

  it("takes blocks of 2 MiB and no more, whether or not the size is announced", async () => {
    expect((await put(patternBytes(2 ** 21))).status).toBe(200);
    expect((await put(patternBytes(2 ** 21 + 1))).status).toBe(413);
    expect((await put(patternBytes(2 ** 22))).status).toBe(413);
    const endless = new Blob([patternBytes(2 ** 23) as BlobPart]).stream();
    const response = await ask("/api/v0/block/put", {
      method: "POST",
      body: endless,
      headers: { "content-type": "multipart/form-data; boundary=x" },
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it("imports no CAR with a wrong block, and says what it lacks", async () => {
    const [good, bad] = [await make(50), await make(60)];
    const importing = async (blocks: Block[]) => {
      const parts = await collect(encodeCar(blocks, { roots: [good.cid, bad.cid] }));
      const car = new Uint8Array(Buffer.concat(parts));
      return ask("/api/v0/dag/import", { method: "POST", body: fileBody(car) });
    };
    const wrong = await importing([good, { ...bad, bytes: patternBytes(60) }]);
    expect(wrong.status).toBe(500);
    const store = createKuboStore({ url: node.url });
    expect(await store.has(bad.cid)).toBe(false);
    const partial = await importing([good]);
    const lines = (await partial.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ Root }) => Root.PinErrorMsg === "")).toEqual([true, false]);
  });
});

describe("sites and the storage node", () => {
  const get = (origin: string) => ask(`/ipfs/${block.cid}?format=raw`, { headers: { origin } });

  it.each(["http://localhost:3000", "http://127.0.0.1:8080", "https://app.example"])(
    "lets %s in",
    async (origin) => {
      const response = await get(origin);
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      const preflight = await ask("/api/v0/block/put", { method: "OPTIONS", headers: { origin } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
    },
  );

  it.each(["https://evil.example", "http://localhost.evil.example", "null", "http://127.0.0.1.x"])(
    "keeps %s out, before anything happens",
    async (origin) => {
      expect((await get(origin)).status).toBe(403);
      const bytes = (await make(123)).bytes;
      const response = await ask("/api/v0/block/put", {
        method: "POST",
        body: fileBody(bytes),
        headers: { origin },
      });
      expect(response.status).toBe(403);
      const { cid } = await createBlock(bytes, RAW);
      expect(await createKuboStore({ url: node.url }).has(cid)).toBe(false);
    },
  );
});

describe("life of the storage node", () => {
  it("keeps blocks from one run to the next", async () => {
    const other = await mkdtemp(join(folder, "life-"));
    const first = await createStorageNode({ folder: other });
    await createKuboStore({ url: first.url }).put(block);
    await first.close();
    await expect(fetch(first.url)).rejects.toThrow();
    const second = await createStorageNode({ folder: other });
    expect(await createKuboStore({ url: second.url }).get(block.cid)).toEqual(block.bytes);
    await second.close();
  });

  it("says when the port is taken", async () => {
    const port = Number(new URL(node.url).port);
    const taken = createStorageNode({ folder: join(folder, "taken"), port });
    await expect(taken).rejects.toMatchObject({ code: "EADDRINUSE" });
    // It must not have tidied up the folder of the node that has the port.
    expect(await readdir(folder)).not.toContain("taken");
  });

  it("ends connections that idle or hang when it closes", async () => {
    const hanging = await createStorageNode({ folder: join(folder, "hanging") });
    const { hostname, port } = new URL(hanging.url);
    const idle = connect(Number(port), hostname);
    await once(idle, "connect");
    const slow = httpRequest(`${hanging.url}/api/v0/block/put`, { method: "POST" });
    const failed = once(slow, "error");
    slow.write("half");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await Promise.all([hanging.close(), hanging.close()]);
    expect(performance.now() - started).toBeLessThan(4000);
    await failed;
    idle.destroy();
  });

  it("survives a killed process without a half-written block", async () => {
    const other = await mkdtemp(join(folder, "killed-"));
    const start = async () => {
      const child = spawn(process.execPath, [
        "--disable-warning=ExperimentalWarning",
        join(import.meta.dirname, "../../scripts/devnet/storage-node.ts"),
        "--folder",
        other,
      ]);
      const [line] = await once(child.stdout, "data");
      return { child, url: /http:\S+/.exec(`${line}`)?.[0] ?? "" };
    };
    const first = await start();
    const store = createKuboStore({ url: first.url });
    const stored: Block[] = [];
    const blocks = await Promise.all(Array.from({ length: 200 }, () => make(2 ** 18)));
    const writing = Promise.allSettled(
      blocks.map(async (each) => {
        await store.put(each);
        stored.push(each);
        if (stored.length === 20) first.child.kill("SIGKILL");
      }),
    );
    await once(first.child, "exit");
    await writing;
    expect(stored.length).toBeGreaterThanOrEqual(20);

    const second = await start();
    const again = createKuboStore({ url: second.url });
    for (const each of stored) {
      expect(Buffer.compare(await again.get(each.cid), each.bytes)).toBe(0);
    }
    for await (const cid of again.list()) expect(digestOf(cid)).toHaveLength(32);
    for await (const cid of again.list()) await again.get(cid);
    second.child.kill("SIGTERM");
    const [code] = await once(second.child, "exit");
    expect(code).toBe(0);
  });
});
