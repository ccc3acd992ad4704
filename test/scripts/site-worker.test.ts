import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { listWorkerFiles } from "../../scripts/site/worker-files.ts";

const SCOPE = "https://example.org/ipfs-like/site/";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

type Site = Record<string, string>;

function listOf(site: Site) {
  const folder = mkdtempSync(join(tmpdir(), "leasehold-worker-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(site)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return listWorkerFiles(folder);
}

/** A browser's caches, as far as the worker uses them. */
function newCaches() {
  const held = new Map<string, Map<string, { bytes: ArrayBuffer; type: string }>>();
  const open = async (name: string) => {
    const entries = held.get(name) ?? new Map();
    held.set(name, entries);
    return {
      match: async (url: string) => {
        const found = entries.get(url);
        return found && new Response(found.bytes, { headers: { "content-type": found.type } });
      },
      put: async (url: string, response: Response) => {
        const type = response.headers.get("content-type") ?? "";
        entries.set(url, { bytes: await response.arrayBuffer(), type });
      },
      delete: async (url: string) => entries.delete(url),
    };
  };
  const caches = {
    open,
    keys: async () => [...held.keys()],
    delete: async (name: string) => held.delete(name),
  };
  return { caches, held };
}

/** The worker of one build, over a host that can be changed or be away. */
function startWorker(
  SITE: unknown,
  { caches, host }: { caches: unknown; host: (url: string) => Response | null },
) {
  const listeners = new Map<string, (event: unknown) => void>();
  const asked: string[] = [];
  const self = {
    SITE,
    registration: { scope: SCOPE },
    clients: { claim: async () => undefined },
    skipWaiting: async () => undefined,
    addEventListener: (name: string, run: (event: unknown) => void) => listeners.set(name, run),
  };
  const fetch = async (input: string | { url: string }) => {
    const url = typeof input === "string" ? input : input.url;
    asked.push(url);
    const response = host(url);
    if (response === null) throw new TypeError("Failed to fetch");
    return response;
  };
  const context = { self, caches, fetch, crypto, URL, Response, AbortSignal, TypeError };
  vm.runInNewContext(readFileSync("public/worker/shell.js", "utf8"), context);
  const wait = async (name: string) => {
    let done: Promise<unknown> = Promise.resolve();
    listeners.get(name)?.({ waitUntil: (promise: Promise<unknown>) => (done = promise) });
    await done;
  };
  return {
    asked,
    install: () => wait("install"),
    activate: () => wait("activate"),
    /** The answer's text and type; null where the worker leaves the request alone. */
    async get(path: string, { mode = "cors", method = "GET" } = {}) {
      let answer: Promise<Response> | null = null;
      const url = new URL(path, SCOPE).href;
      listeners.get("fetch")?.({
        request: { url, mode, method },
        respondWith: (promise: Promise<Response>) => {
          answer = promise;
        },
      });
      if (answer === null) return null;
      const response = await (answer as Promise<Response>);
      const { status, headers } = response;
      const place = headers.get("location");
      return { status, text: await response.text(), type: headers.get("content-type"), place };
    },
  };
}

/** A static host; what it serves can be replaced. */
function hostOf(site: Site, away = false) {
  const state = { site, away };
  const host = (url: string) => {
    if (state.away) return null;
    let path = url.slice(SCOPE.length);
    if (path === "" || path.endsWith("/")) path += "index.html";
    const text = state.site[path];
    return new Response(text ?? "missing", { status: text === undefined ? 404 : 200 });
  };
  return { state, host };
}

const FIRST: Site = {
  "index.html": "<p>first</p>",
  "record/index.html": "<p>a record</p>",
  "record/index.txt": "payload",
  "_next/static/chunks/a.js": "a",
  "_next/static/chunks/old.js": "old",
  "pdf/worker.js": "pdf",
  "worker.js": "the worker",
  "worker/shell.js": "a part of it",
  "404.html": "nothing",
  "deployments.json": "[]",
};
const SECOND: Site = { ...FIRST, "index.html": "<p>second</p>", "_next/static/chunks/b.js": "b" };
delete SECOND["_next/static/chunks/old.js"];

describe("the list of a site's files", () => {
  it("has each file by its hash, and neither the worker nor what a host may change", () => {
    const { files, later } = listOf(FIRST);
    expect(Object.keys(files)).toEqual([
      "_next/static/chunks/a.js",
      "_next/static/chunks/old.js",
      "index.html",
      "record/index.html",
      "record/index.txt",
    ]);
    expect(Object.keys(later)).toEqual(["pdf/worker.js"]);
    const hash = createHash("sha256").update("a").digest("hex");
    expect(files["_next/static/chunks/a.js"]).toBe(hash);
  });

  it("is another version when a file is another", () => {
    expect(listOf(FIRST).version).toBe(listOf({ ...FIRST }).version);
    expect(listOf(FIRST).version).not.toBe(listOf(SECOND).version);
    expect(listOf(FIRST).version).not.toBe(listOf({ ...FIRST, "pdf/worker.js": "x" }).version);
  });
});

describe("the worker's shell", () => {
  it("serves every file of its version without a network, and a page whatever is asked of it", async () => {
    const { caches } = newCaches();
    const { state, host } = hostOf(FIRST);
    const worker = startWorker(listOf(FIRST), { caches, host });
    await worker.install();
    await worker.activate();
    state.away = true;
    expect((await worker.get("", { mode: "navigate" }))?.text).toBe("<p>first</p>");
    const record = await worker.get("record/?id=0x12", { mode: "navigate" });
    expect(record).toMatchObject({ text: "<p>a record</p>", type: "text/html; charset=utf-8" });
    expect((await worker.get("record/index.txt?_rsc=1"))?.text).toBe("payload");
    const moved = await worker.get("record?id=0x12", { mode: "navigate" });
    expect(moved).toMatchObject({ status: 302, place: `${SCOPE}record/?id=0x12` });
  });

  it("leaves alone what is not the site's", async () => {
    const { caches } = newCaches();
    const worker = startWorker(listOf(FIRST), { caches, host: hostOf(FIRST).host });
    await worker.install();
    expect(await worker.get("../other/index.html")).toBe(null);
    expect(await worker.get("https://elsewhere.example/index.html")).toBe(null);
    expect(await worker.get("media/1234")).toBe(null);
    expect(await worker.get("worker.js")).toBe(null);
    expect(await worker.get("", { method: "POST" })).toBe(null);
  });

  it("keeps nothing of a version that is not whole, or whose bytes are others", async () => {
    const { caches, held } = newCaches();
    const changed = { ...FIRST, "_next/static/chunks/a.js": "a; evil()" };
    const missing: Site = { ...FIRST };
    delete missing["record/index.html"];
    for (const site of [changed, missing]) {
      const worker = startWorker(listOf(FIRST), { caches, host: hostOf(site).host });
      await expect(worker.install()).rejects.toThrow();
      expect([...held.keys()]).toEqual([]);
    }
  });

  it("fetches of a new version only what is new, and serves the old one's parts to its pages", async () => {
    const { caches } = newCaches();
    const { state, host } = hostOf(FIRST);
    const first = startWorker(listOf(FIRST), { caches, host });
    await first.install();
    await first.activate();
    state.site = SECOND;
    const second = startWorker(listOf(SECOND), { caches, host });
    await second.install();
    const asked = second.asked.filter((url) => !url.endsWith(".json")).sort();
    expect(asked).toEqual([SCOPE, `${SCOPE}_next/static/chunks/b.js`]);
    // Until it takes over, the old one is whole.
    state.away = true;
    expect((await first.get(""))?.text).toBe("<p>first</p>");
    expect((await first.get("_next/static/chunks/old.js"))?.text).toBe("old");
    await second.activate();
    expect((await second.get(""))?.text).toBe("<p>second</p>");
    expect((await second.get("_next/static/chunks/old.js"))?.text).toBe("old");
  });

  it("drops versions before the last", async () => {
    const { caches, held } = newCaches();
    for (const text of ["1", "2", "3"]) {
      const site = { ...FIRST, "index.html": text };
      const worker = startWorker(listOf(site), { caches, host: hostOf(site).host });
      await worker.install();
      await worker.activate();
    }
    const versions = [...held.keys()].filter((name) => name.includes(" files "));
    expect(versions).toHaveLength(2);
  });

  it("keeps what is large when it is first asked for, if it is what the build made", async () => {
    const { caches } = newCaches();
    const { state, host } = hostOf(FIRST);
    const worker = startWorker(listOf(FIRST), { caches, host });
    await worker.install();
    expect(worker.asked).not.toContain(`${SCOPE}pdf/worker.js`);
    expect((await worker.get("pdf/worker.js"))?.text).toBe("pdf");
    state.away = true;
    expect((await worker.get("pdf/worker.js"))?.text).toBe("pdf");
  });

  it("asks for the networks first, and knows the last answer", async () => {
    const { caches } = newCaches();
    const { state, host } = hostOf({ ...FIRST, "devnet.json": "one" });
    const worker = startWorker(listOf(FIRST), { caches, host });
    await worker.install();
    // The page that brought the worker has asked before it was there.
    state.away = true;
    expect((await worker.get("devnet.json"))?.text).toBe("one");
    state.away = false;
    state.site = { ...FIRST, "devnet.json": "two" };
    expect((await worker.get("devnet.json"))?.text).toBe("two");
    state.away = true;
    expect((await worker.get("devnet.json"))?.text).toBe("two");
    state.away = false;
    state.site = FIRST;
    expect((await worker.get("devnet.json"))?.status).toBe(404);
    state.away = true;
    expect((await worker.get("devnet.json"))?.status).toBe(0);
  });
});
