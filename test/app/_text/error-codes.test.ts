import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { copyOf, hasCopy } from "../../../app/_text/errors.ts";
import { LeaseholdError } from "../../../lib/error.ts";

/** Areas whose codes a person can meet, and where the sources name them. */
const AREAS =
  "choice|download|wallet|chain|network|identity|sharing|ledger|flow|contacts|ens|camera";

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8"));

const codes = [
  ...new Set(
    ["lib", "app"]
      .flatMap(sources)
      .flatMap((text) => [...text.matchAll(new RegExp(`["\`]((?:${AREAS})/[a-z-]+)["\`]`, "g"))])
      .map(([, code]) => code as string),
  ),
].sort();

describe("every code that the library or the app can throw", () => {
  it("is found in the sources", () => {
    expect(codes).toContain("ledger/nonce-used");
    expect(codes).toContain("sharing/partly-done");
    expect(codes.length).toBeGreaterThan(60);
  });

  it.each(codes)("%s has words of its own", (code) => {
    expect(hasCopy(code)).toBe(true);
    const { title, help } = copyOf(new LeaseholdError(code, ""));
    expect(title).not.toMatch(/[.!]$/);
    expect(help).toMatch(/[.]$/);
  });
});
