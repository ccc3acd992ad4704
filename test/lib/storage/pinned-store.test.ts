import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { createPinnedStore } from "../../../lib/storage/pinned-store.ts";
import { createPinningService } from "../../../lib/storage/pinning-service.ts";
import { writeDirectory } from "../../../lib/storage/unixfs-directory.ts";
import type { PinningServer } from "../../support/pinning-server.ts";
import { startPinningServer } from "../../support/pinning-server.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

async function openPinned() {
  const staging = createMemoryStore({ name: "staging" });
  const kept = createMemoryStore({ name: "the service's" });
  const server = await startPinningServer({ origin: staging, store: kept });
  const service = createPinningService({
    url: server.url,
    headers: { authorization: `Bearer ${server.token}` },
    pollTime: 5,
    pinTimeout: 300,
  });
  const store = createPinnedStore({ service, staging, source: kept, origins: ["/ip4/192.0.2.1"] });
  return { staging, kept, server, service, store };
}

describeStore("pinning service", {
  open: async () => {
    const { server, store } = await openPinned();
    // It tells how many pins there are, not how large they are.
    const { delete: _, list: __, ...rest } = store;
    return { store: rest, close: () => server.close() };
  },
});

describe("a pinning service", () => {
  const make = createBlockMaker(1100);
  let all: Awaited<ReturnType<typeof openPinned>>;
  let server: PinningServer;
  beforeEach(async () => {
    all = await openPinned();
    server = all.server;
  });
  afterEach(() => server.close());

  it("keeps a copy when it says so, and not before", async () => {
    const block = await make(100);
    server.stalled = true;
    expect(await codeOf(all.store.put(block))).toBe("storage/unavailable");
    expect(await all.store.has(block.cid)).toBe(false);
    expect(await all.kept.has(block.cid)).toBe(false);
    expect([...server.requests.values()].map(({ status }) => status)).toEqual(["queued"]);
  });

  it("is told where the blocks are, and asked once for the same block", async () => {
    const block = await make(100);
    await all.store.put(block);
    await all.store.put(block);
    const [request, ...others] = server.requests.values();
    expect(others).toEqual([]);
    expect(request?.pin).toMatchObject({ cid: String(block.cid), origins: ["/ip4/192.0.2.1"] });
  });

  it("that could not fetch a block says so, and is asked again", async () => {
    const { cid, bytes } = await make(100);
    expect(await codeOf(all.service.pin(cid))).toBe("storage/unavailable");
    expect([...server.requests.values()].map(({ status }) => status)).toEqual(["failed"]);
    await all.staging.put({ cid, bytes });
    expect(await all.service.pin(cid)).toMatchObject({ status: "pinned" });
  });

  it("keeps all that a root leads to", async () => {
    const files = Array.from({ length: 5 }, (_, i) => ({
      path: `folder/${i}`,
      bytes: new Uint8Array([i]),
    }));
    const { cid } = await writeDirectory(files, { store: all.staging });
    const pin = await all.service.pin(cid, { name: "a folder" });
    expect(pin.delegates).not.toEqual([]);
    expect((await collect(all.kept.list())).length).toBe(
      (await collect(all.staging.list())).length,
    );
  });

  it("lists what it keeps, and forgets what is taken back", async () => {
    const [first, second] = [await make(10), await make(20)];
    await all.store.put(first);
    await all.store.put(second);
    expect(new Set((await collect(all.store.list())).map(String))).toEqual(
      new Set([String(first.cid), String(second.cid)]),
    );
    await all.store.delete(first.cid);
    await all.store.delete(first.cid);
    expect((await collect(all.store.list())).map(String)).toEqual([String(second.cid)]);
    expect(await all.store.has(first.cid)).toBe(false);
    expect(await codeOf(all.store.get(first.cid))).toBe("storage/not-found");
  });

  it("may keep what is not of this system, which is passed over", async () => {
    const block = await make(10);
    await all.store.put(block);
    const [request] = server.requests.values();
    const cid = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";
    server.requests.set("foreign", { ...request!, requestid: "foreign", pin: { cid } });
    expect((await collect(all.store.list())).map(String)).toEqual([String(block.cid)]);
  });

  it("that is full, or does not know the token, says so", async () => {
    server.limit = 0;
    expect(await codeOf(all.store.put(await make(10)))).toBe("storage/full");
    const stranger = createPinningService({ url: server.url });
    expect(await codeOf(stranger.pin((await make(10)).cid))).toBe("storage/unavailable");
    expect(server.refused).toBe(1);
    expect(await codeOf(all.service.status("nobody"))).toBe("storage/not-found");
  });

  it("that is not waited for any more ends at once", async () => {
    server.stalled = true;
    const stop = new AbortController();
    const putting = all.service.pin((await make(10)).cid, { signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    expect(await codeOf(putting)).toBe("storage/aborted");
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "<html>"],
    ["something else", '{"ok":true}'],
    ["an unknown status", JSON.stringify({ count: 1, results: [{ status: "maybe" }] })],
  ])("that answers with %s is no such service", async (_, body) => {
    const service = createPinningService({
      url: "https://service.example",
      fetch: async () => new Response(body, { status: 200 }),
    });
    const { cid } = await make(10);
    expect(await codeOf(service.find(cid))).toBe("storage/unavailable");
    expect(await codeOf(service.request(cid))).toBe("storage/unavailable");
  });

  it("that pins something else is not believed", async () => {
    const other = await make(10);
    const service = createPinningService({
      url: "https://service.example",
      fetch: async () =>
        Response.json({
          requestid: "1",
          status: "pinned",
          created: new Date().toISOString(),
          pin: { cid: String(other.cid) },
          delegates: [],
        }),
    });
    expect(await codeOf(service.request((await make(20)).cid))).toBe("storage/wrong-block");
  });
});
