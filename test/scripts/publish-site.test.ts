import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeCar } from "../../lib/storage/car.ts";
import { createGatewaySource } from "../../lib/storage/gateway-source.ts";
import { createKuboStore } from "../../lib/storage/kubo-store.ts";
import { createMemoryStore } from "../../lib/storage/memory-store.ts";
import { runChild } from "../../scripts/child.ts";
import { createStorageNode } from "../../scripts/devnet/storage-node.ts";
import { addToPage, addToPayload, addToStart, integrityOf } from "../../scripts/site/integrity.ts";
import { packSite } from "../../scripts/site/pack.ts";
import { startPinningServer } from "../support/pinning-server.ts";

const script = join(import.meta.dirname, "../../scripts/site/publish.ts");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leasehold-publish-"));
  mkdirSync(join(folder, "out/records"), { recursive: true });
  writeFileSync(join(folder, "out/index.html"), "<p>home</p>");
  writeFileSync(join(folder, "out/records/index.html"), "<p>records</p>");
  writeFileSync(join(folder, "out/large.bin"), new Uint8Array(3 * 1024 * 1024).fill(7));
});
afterAll(() => rmSync(folder, { recursive: true }));

const publish = (args: string[], env: Record<string, string> = {}) =>
  runChild(process.execPath, [script, "--no-build", ...args], {
    cwd: folder,
    env,
    timeout: 60_000,
  });

const lastLine = (output: string) => output.trim().split("\n").at(-1) ?? "";

describe("npm run publish:site", () => {
  test("a dry run ends with the CID, and leaves an archive of all blocks", async () => {
    const { cid } = await packSite(join(folder, "out"));
    const { code, output } = await publish(["--dry-run"]);
    expect(code).toBe(0);
    expect(lastLine(output)).toBe(String(cid));
    expect(readFileSync(join(folder, ".cache/site/cid"), "utf8").trim()).toBe(String(cid));
    const archive = readFileSync(join(folder, ".cache/site", `${cid}.car`));
    const { roots, blocks } = await decodeCar(one(archive));
    expect(roots.map(String)).toEqual([String(cid)]);
    const held: string[] = [];
    for await (const block of blocks) held.push(String(block.cid));
    expect(held).toContain(String(cid));
    // Two folders, two pages, a node and the one leaf that its three are.
    expect(held).toHaveLength(6);
  });

  test("the CID is of the files alone, not of where they are or came in which order", async () => {
    const other = mkdtempSync(join(tmpdir(), "leasehold-elsewhere-"));
    try {
      mkdirSync(join(other, "records"));
      writeFileSync(join(other, "records/index.html"), "<p>records</p>");
      writeFileSync(join(other, "large.bin"), new Uint8Array(3 * 1024 * 1024).fill(7));
      writeFileSync(join(other, "index.html"), "<p>home</p>");
      const [a, b] = [await packSite(other), await packSite(join(folder, "out"))];
      expect(a.cid.equals(b.cid)).toBe(true);
      writeFileSync(join(other, "index.html"), "<p>hone</p>");
      expect((await packSite(other)).cid.equals(a.cid)).toBe(false);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  test("a node keeps it, a pinning service fetches it, and a gateway gives it back", async () => {
    const node = await createStorageNode({ folder: join(folder, "node") });
    const kept = createMemoryStore();
    const service = await startPinningServer({
      origin: createKuboStore({ url: node.url }),
      store: kept,
    });
    try {
      const { cid } = await packSite(join(folder, "out"));
      const { code, output } = await publish(
        ["--kubo", node.url, "--pinning", service.url, "--gateway", node.url],
        { LEASEHOLD_PUBLISH_TOKEN: service.token },
      );
      expect(output).toContain("gave all");
      expect(code).toBe(0);
      expect(lastLine(output)).toBe(String(cid));
      await createGatewaySource({ url: node.url }).get(cid);
      await kept.get(cid);
    } finally {
      await service.close();
      await node.close();
    }
  });

  test("without a place to publish to, or with one that is gone, it fails", async () => {
    const nowhere = await publish([]);
    expect(nowhere.code).not.toBe(0);
    expect(nowhere.output).toContain("Say where to publish");
    expect((await publish(["--kubo", "http://127.0.0.1:9"])).code).not.toBe(0);
    expect(readdirSync(join(folder, ".cache/site"))).toContain("cid");
  });
});

describe("integrity", () => {
  const hash = integrityOf(new TextEncoder().encode("x"));
  const hashes = new Map([
    ["a.js", hash],
    ["b.css", hash],
  ]);

  test("each script, stylesheet and preload of a page gets its hash, once", () => {
    const page =
      '<link rel="stylesheet" href="./_next/b.css" data-precedence="next"/>' +
      '<link rel="preload" as="script" href="./_next/a.js?x=1"/>' +
      '<script src="./_next/a.js" async=""></script><script>inline("./a.js")</script>' +
      '<link rel="icon" href="./icon.svg"/>';
    const changed = addToPage(page, hashes);
    expect(changed.split(`integrity="${hash}"`)).toHaveLength(4);
    expect(changed).toContain(`data-precedence="next" integrity="${hash}"/>`);
    expect(changed).toContain('<script>inline("./a.js")</script>');
    expect(addToPage(changed, hashes)).toBe(changed);
  });

  test("a page that loads what is not there is refused", () => {
    expect(() => addToPage('<script src="./c.js"></script>', hashes)).toThrow();
  });

  test("what a page names that nobody loads whole gets its hash as well", () => {
    const payload =
      '0:["$","script","s",{"src":"./_next/a.js","async":true}]\n:HL["./_next/b.css","style"]';
    expect(addToPayload(payload, hashes)).toContain(
      `{"src":"./_next/a.js","integrity":"${hash}","async":true}`,
    );
    const inline = JSON.stringify(payload);
    expect(JSON.parse(addToPayload(inline, hashes))).toBe(addToPayload(payload, hashes));
    expect(addToPayload('{"href":"./c.css"}', hashes)).toBe('{"href":"./c.css"}');
  });

  test("what is loaded later gets its hash as well", () => {
    const js =
      "function f(t){let n={},o={};n.crossOrigin=null,n.src=t;o.crossOrigin=null,o.href=t;return[n,o]}";
    const patched = addToStart(js, { "a.js": hash });
    const load = new Function(`${patched};return f`)() as (url: string) => { integrity: string }[];
    expect(load("./_next/a.js?v=1").map(({ integrity }) => integrity)).toEqual([hash, hash]);
    expect(load("./_next/other.js")[0]?.integrity).toBe("");
  });

  test("a start script that has changed is noticed", () => {
    expect(() => addToStart("start()", {})).toThrow();
  });
});

async function* one(bytes: Uint8Array) {
  yield bytes;
}
