import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { batchedHttp } from "../../../../lib/ledger/nodes/batch.ts";

/** Methods of each request that came, by request. */
let posts: string[][];
/** How many requests were given up before they were answered. */
let dropped: number;
let delay: number;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const calls: { id: number; method: string; params?: unknown[] }[] = [body].flat();
    posts.push(calls.map(({ method }) => method));
    response.on("close", () => {
      if (!response.writableFinished) dropped++;
    });
    await sleep(delay);
    const answers = calls.map(({ id, method, params = [] }) => ({
      ...{ jsonrpc: "2.0", id },
      result: `${method} ${params.join()}`,
    }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  [posts, dropped, delay] = [[], 0, 0];
});

function asking() {
  const transport = batchedHttp(url, { acts: (method) => method.startsWith("evm_") });
  const client = createClient({ transport: (config) => transport({ ...config, retryCount: 0 }) });
  return (method: string, params: unknown[] = [], signal?: AbortSignal) =>
    client.request({ method, params } as never, { signal, retryCount: 0 } as never);
}

describe("requests of one turn", () => {
  it("go as one batch, whatever their signals", async () => {
    const ask = asking();
    const numbers = Array.from({ length: 12 }, (_, i) => i);
    const answers = await Promise.all(
      numbers.map((i) => ask("eth_call", [i], new AbortController().signal)),
    );
    expect(answers).toEqual(numbers.map((i) => `eth_call ${i}`));
    expect(posts.map(({ length }) => length)).toEqual([12]);
  });

  it("go once where they are the same, and not where they change something", async () => {
    const ask = asking();
    const { signal } = new AbortController();
    const same = [ask("eth_getBlockByNumber"), ask("eth_getBlockByNumber", [], signal)];
    const acts = [ask("evm_mine"), ask("evm_mine")];
    expect(new Set(await Promise.all(same)).size).toBe(1);
    await Promise.all(acts);
    expect(posts.flat().toSorted()).toEqual(["eth_getBlockByNumber", "evm_mine", "evm_mine"]);
  });

  it("are asked anew in another turn", async () => {
    const ask = asking();
    await ask("eth_blockNumber");
    await ask("eth_blockNumber");
    expect(posts).toEqual([["eth_blockNumber"], ["eth_blockNumber"]]);
  });

  it("go in batches that a node takes", async () => {
    const ask = asking();
    await Promise.all(Array.from({ length: 250 }, (_, i) => ask("eth_call", [i])));
    expect(posts.map(({ length }) => length).toSorted()).toEqual([100, 100, 50].toSorted());
  });

  it("end for who gives up, and for nobody else", async () => {
    delay = 50;
    const ask = asking();
    const stop = new AbortController();
    const [left, stayed] = [ask("eth_call", [1], stop.signal), ask("eth_call", [1])];
    const reason = new RangeError("enough");
    setTimeout(() => stop.abort(reason), 10);
    expect(await left.catch((error) => error)).toBe(reason);
    expect(await stayed).toBe("eth_call 1");
    expect(dropped).toBe(0);
  });

  it("are given up once everybody has", async () => {
    delay = 2_000;
    const ask = asking();
    const stops = [new AbortController(), new AbortController()];
    const asked = stops.map(({ signal }, i) => ask("eth_call", [i], signal).catch(() => "left"));
    await sleep(100);
    for (const stop of stops) stop.abort();
    expect(await Promise.all(asked)).toEqual(["left", "left"]);
    await expect.poll(() => dropped).toBe(1);
  });

  it("are answered to who asks again in the turn in which others gave up", async () => {
    const ask = asking();
    const stop = new AbortController();
    const left = ask("eth_call", [1], stop.signal).catch(() => "left");
    await Promise.resolve();
    stop.abort();
    const again = ask("eth_call", [1], new AbortController().signal);
    expect([await left, await again]).toEqual(["left", "eth_call 1"]);
  });
});
