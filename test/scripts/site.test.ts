import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addCompileHints } from "../../scripts/site/compile-hints.ts";
import { addFontPreload, fontPreload } from "../../scripts/site/font-preload.ts";
import { addPolicy } from "../../scripts/site/policy.ts";
import {
  PLACEHOLDER,
  relocatePage,
  relocatePayload,
  relocateScript,
} from "../../scripts/site/relocate.ts";

const page = (body: string) =>
  `<!DOCTYPE html><html><head><meta charSet="utf-8"/><title>t</title></head><body>${body}</body></html>`;

/** Runs an expression where `document.baseURI` and `location` are what a page or a worker has. */
function evaluate(js: string, scope: Record<string, unknown>): unknown {
  return new Function(...Object.keys(scope), `return ${js}`)(...Object.values(scope));
}

describe("relocating a site", () => {
  test.each([
    ["index.html", "./"],
    ["records/index.html", "../"],
    ["a/b/index.html", "../../"],
    ["404.html", "/"],
  ])("%s leads to the root by %s", (path, root) => {
    expect(relocatePage(page(""), path)).toContain(`<meta charSet="utf-8"/><base href="${root}"/>`);
  });

  test("links become relative to the root, and keep their query", () => {
    const html = relocatePage(page(`<a href="${PLACEHOLDER}/records/?id=1">r</a>`), "index.html");
    expect(html).toContain('<a href="./records/?id=1">r</a>');
  });

  test("a page without a head is refused", () => {
    expect(() => relocatePage("<p>hello</p>", "index.html")).toThrow();
  });

  test("a payload keeps its length, for React counts its bytes", () => {
    const payload = `0:["T","${PLACEHOLDER}/icon.svg"]`;
    const relocated = relocatePayload(payload);
    expect(relocated).toHaveLength(payload.length);
    const address = /"([^"]*icon\.svg)"/.exec(relocated)?.[1];
    expect(new URL(address!, "https://host/ipfs/cid/").pathname).toBe("/ipfs/cid/icon.svg");
  });

  test.each([
    ["https://host/", ""],
    ["https://host/ipfs/cid/", "/ipfs/cid"],
  ])("under %s the base path is '%s'", (baseURI, path) => {
    expect(evaluate(relocateScript(`"${PLACEHOLDER}"`), { document: { baseURI } })).toBe(path);
  });
});

describe("what makes a page quick", () => {
  let folder = "";
  const put = (path: string, text: string) =>
    writeFileSync(join(folder, "_next/static", path), text);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leasehold-site-"));
    for (const name of ["chunks", "media"]) {
      mkdirSync(join(folder, "_next/static", name), { recursive: true });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("each script begins with the hint, once", () => {
    put("chunks/a.js", "run();");
    addCompileHints(folder);
    addCompileHints(folder);
    const js = readFileSync(join(folder, "_next/static/chunks/a.js"), "utf8");
    expect(js).toBe("//# allFunctionsCalledOnLoad\nrun();");
  });

  test("a page asks for its face before its stylesheet, and there has to be one", () => {
    expect(() => fontPreload(folder)).toThrow();
    put("media/atkinson-hyperlegible-next-latin-wght-normal.1.woff2", "");
    const html = addFontPreload('<head><link rel="stylesheet" href="a.css"/>', fontPreload(folder));
    expect(html).toMatch(
      /<link rel="preload" as="font" [^>]*href="\.\/_next\/static\/media\/[^"]*woff2"[^>]*><link rel="stylesheet"/,
    );
  });
});

describe("the content security policy", () => {
  const script = "self.x = 1";
  const html = addPolicy(page(`<script>${script}</script><script src="./a.js"></script>`));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

  test("stands before everything that it governs", () => {
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<title>"));
  });

  test("allows a page's own scripts by their hash and no others", () => {
    const hash = createHash("sha256").update(script).digest("base64");
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test("allows nothing that it does not name", () => {
    expect(policy).toContain("default-src 'none'");
  });
});
