import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Listening } from "../../scripts/devnet/http.ts";
import { listen, PortTakenError } from "../../scripts/devnet/http.ts";
import { createStaticListener } from "../../scripts/devnet/static-server.ts";

const folder = mkdtempSync(join(tmpdir(), "leasehold-static-"));
const root = join(folder, "out");
let server: Listening;

beforeAll(async () => {
  mkdirSync(join(root, "records"), { recursive: true });
  mkdirSync(join(root, "empty"));
  mkdirSync(join(root, "_next/static"), { recursive: true });
  writeFileSync(join(root, "index.html"), "home");
  writeFileSync(join(root, "404.html"), "missing");
  writeFileSync(join(root, "records/index.html"), "records");
  writeFileSync(join(root, "_next/static/a.js"), "a");
  writeFileSync(join(folder, "secret"), "secret");
  writeFileSync(join(folder, "out-of-bounds"), "secret");
  const listener = createStaticListener({ root, json: { "/devnet.json": { version: 1 } } });
  server = await listen(listener, { host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A request whose path reaches the server as it is, dots and all. */
function get(path: string, method = "GET") {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const outgoing = request({ port: server.port, path, method }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          body += text;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      });
      outgoing.on("error", reject);
      outgoing.end();
    },
  );
}

describe("static server", () => {
  test("compresses what is long and text, where that is asked for", async () => {
    const long = "a".repeat(5000);
    writeFileSync(join(root, "_next/static/long.js"), long);
    writeFileSync(join(root, "long.png"), long);
    const ask = (path: string, headers: Record<string, string>) =>
      fetch(`${server.url}${path}`, { headers });
    const zipped = await ask("/_next/static/long.js", { "accept-encoding": "gzip" });
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(await zipped.text()).toBe(long);
    const plain = await ask("/_next/static/long.js", { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(plain.headers.get("content-length")).toBe("5000");
    expect(await plain.text()).toBe(long);
    for (const path of ["/long.png", "/index.html"]) {
      const as = await ask(path, { "accept-encoding": "gzip" });
      expect(as.headers.get("content-encoding")).toBeNull();
    }
  });

  test.each([
    ["/", 200, "home"],
    ["/index.html", 200, "home"],
    ["/records/", 200, "records"],
    ["/records/?id=0x12", 200, "records"],
    ["/rec%6Frds/", 200, "records"],
    ["/nowhere", 404, "missing"],
    ["/nowhere/", 404, "missing"],
    ["/empty/", 404, "missing"],
    ["/index.html/", 404, "missing"],
    ["/devnet.json", 200, '{"version":1}'],
  ])("%s answers %i %s", async (path, status, body) => {
    expect(await get(path)).toMatchObject({ status, body });
  });

  test("a folder without a slash is sent on, with its query", async () => {
    const { status, headers } = await get("/records?id=0x12");
    expect(status).toBe(308);
    expect(new URL(String(headers.location), `${server.url}/records`).href).toBe(
      `${server.url}/records/?id=0x12`,
    );
  });

  test.each([
    "/../secret",
    "/..%2fsecret",
    "/%2e%2e/secret",
    "/records/../../secret",
    "/..\\secret",
    "/..%5csecret",
    "/../out-of-bounds",
  ])("%s does not leave the folder", async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).not.toContain("secret");
  });

  test.each(["/%", "/%00", "/%ff"])("%s is refused", async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  test("media types, lengths and caching", async () => {
    expect((await get("/")).headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-length": "4",
      "cache-control": "no-cache",
    });
    expect((await get("/_next/static/a.js")).headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "max-age=31536000, immutable",
    });
    expect((await get("/_next/static/gone.js")).headers["cache-control"]).toBe("no-cache");
    expect((await get("/devnet.json")).headers["cache-control"]).toBe("no-store");
  });

  test("HEAD has no body, other methods are refused", async () => {
    expect(await get("/", "HEAD")).toMatchObject({ status: 200, body: "" });
    expect((await get("/", "POST")).status).toBe(405);
  });

  test("a taken port is passed over, or told where it was asked for by name", async () => {
    const listener = createStaticListener({ root });
    const next = await listen(listener, { host: "127.0.0.1", port: server.port });
    expect(next.port).toBeGreaterThan(server.port);
    await next.close();
    const strict = listen(listener, { host: "127.0.0.1", port: server.port, strict: true });
    await expect(strict).rejects.toThrow(PortTakenError);
  });
});
