import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../lib/bytes.ts";
import { decodeChecked, encodeChecked } from "../../../../lib/sharing/checked-text.ts";
import type { Link } from "../../../../lib/sharing/index.ts";
import { decodeLink, encodeLink } from "../../../../lib/sharing/index.ts";
import { linkAccount, linkIdentity } from "../../../../lib/sharing/links/link-account.ts";
import { expectCode } from "../../../support/errors.ts";
import { bytesOf } from "../../crypto/fixtures.ts";

const link: Link = {
  chainId: 31_337,
  ledger: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  record: toHex(bytesOf("record", 32)),
  seed: bytesOf("seed", 32),
  needsPassphrase: false,
};

const text = encodeLink(link);

describe("a link as text", () => {
  it.each([false, true])("comes back, with a passphrase or without: %s", (needsPassphrase) => {
    const one = { ...link, needsPassphrase };
    expect(decodeLink(encodeLink(one))).toEqual(one);
    expect(decodeLink(` ${encodeLink(one)}\n`)).toEqual(one);
  });

  it("stands in an address as it is", () => {
    expect(text).toMatch(/^u[\w-]+$/);
    expect(new URL(`https://example.org/link/#${text}`).hash).toBe(`#${text}`);
    expect(text.length).toBeLessThan(260);
  });

  it("is refused cut off anywhere, or with any letter changed", async () => {
    for (let length = 0; length < text.length; length++) {
      await expectCode("sharing/bad-link", () => decodeLink(text.slice(0, length)));
    }
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      await expectCode("sharing/bad-link", () => decodeLink(changed));
    }
  });

  it("is refused if it is something else", async () => {
    const block = decodeChecked(text) as Uint8Array;
    const foreign = [
      ...["", "u", "hello", "https://example.org/", "0x00", `${text}A`, `${text}${text}`, "m1234"],
      encodeChecked(new Uint8Array()),
      encodeChecked(block.subarray(1)),
      encodeChecked(concatBytes(block, Uint8Array.of(0))),
      encodeChecked(fromHex("a0")),
      encodeChecked(fromHex("bfff")),
    ];
    for (const one of foreign) await expectCode("sharing/bad-link", () => decodeLink(one));
  });

  it("is refused with any byte changed, though the check fits", async () => {
    const block = decodeChecked(text) as Uint8Array;
    for (let at = 0; at < block.length; at++) {
      const changed = block.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const result = await Promise.resolve(encodeChecked(changed))
        .then(decodeLink)
        .catch((error: { code: string }) => error.code);
      if (typeof result === "object") expect(result).not.toEqual(link);
      else expect(result).toMatch(/^(sharing\/bad-link|crypto\/unsupported-version)$/);
    }
  });
});

describe("a link's keys", () => {
  it("depend on the seed, on there being a passphrase, and on the passphrase", async () => {
    const { seed } = link;
    const other = bytesOf("other seed", 32);
    const accounts = [seed, other].flatMap((it) =>
      [false, true].map((needsPassphrase) => linkAccount(it, { needsPassphrase })),
    );
    expect(new Set(accounts).size).toBe(4);
    const keys = await Promise.all([
      linkIdentity(seed, { passphrase: null }),
      linkIdentity(seed, { passphrase: "café" }),
      linkIdentity(seed, { passphrase: "cafe" }),
      linkIdentity(other, { passphrase: "café" }),
    ]);
    expect(new Set(keys.map(({ publicKey }) => toHex(publicKey))).size).toBe(4);
    const again = await linkIdentity(seed, { passphrase: "cafe\u0301" });
    expect(again.publicKey).toEqual(keys[1]?.publicKey);
  });
});
