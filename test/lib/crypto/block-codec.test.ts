import * as dagCbor from "@ipld/dag-cbor";
import { CID } from "multiformats/cid";
import * as digest from "multiformats/hashes/digest";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fromHex, toHex, utf8ToBytes } from "../../../lib/bytes.ts";
import {
  blockCid,
  blockFormat,
  blockLink,
  bytes,
  cidOfDigest,
  decodeBlock,
  encodeBlock,
  perSection,
  section,
  streamLink,
  uint,
} from "../../../lib/crypto/block-codec.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, expectStrictDecoder } from "./fixtures.ts";

const format = blockFormat("sample", {
  count: uint(1000),
  key: bytes(4),
  name: z.string(),
  link: z.nullable(blockLink),
  parts: perSection(z.strictObject({ section })),
});

const sample: z.infer<typeof format> = {
  v: 1,
  type: "sample",
  count: 7,
  key: Uint8Array.of(1, 2, 3, 4),
  name: "é",
  link: blockCid(utf8ToBytes("x")),
  parts: [{ section: 1 }, { section: 5 }],
};

const decode = (encoded: Uint8Array) => decodeBlock(format, encoded);
const refuses = (encoded: Uint8Array) => expectCode("crypto/malformed", () => decode(encoded));

describe("encodeBlock and decodeBlock", () => {
  it("go there and back", () => {
    const block = encodeBlock(format, sample);
    expect(decode(block.bytes)).toEqual(sample);
    expect(block.cid.equals(blockCid(block.bytes))).toBe(true);
  });

  it("take bytes from anywhere and fail in the typed way only", async () => {
    await expectStrictDecoder(decode, encodeBlock(format, sample).bytes);
  });

  it("refuse to encode what they would refuse to decode", async () => {
    for (const wrong of [
      { ...sample, count: 1001 },
      { ...sample, count: 1.5 },
      { ...sample, key: new Uint8Array(3) },
      { ...sample, parts: [{ section: 5 }, { section: 1 }] },
    ]) {
      await expectCode("crypto/malformed", () => encodeBlock(format, wrong));
    }
  });

  it.each([
    ["a missing key", ({ name: _, ...rest }) => rest],
    ["an unknown key", (it) => ({ ...it, extra: null })],
    ["another type", (it) => ({ ...it, type: "entry" })],
    ["version 0", (it) => ({ ...it, v: 0 })],
    ["a version that is a text", (it) => ({ ...it, v: "1" })],
    ["a number that is too great", (it) => ({ ...it, count: 1001 })],
    ["a negative number", (it) => ({ ...it, count: -1 })],
    ["a fraction", (it) => ({ ...it, count: 0.5 })],
    ["a number beyond 2^53", (it) => ({ ...it, count: 2n ** 60n })],
    ["bytes of another length", (it) => ({ ...it, key: new Uint8Array(5) })],
    ["a text for bytes", (it) => ({ ...it, key: "1234" })],
    ["null", (it) => ({ ...it, name: null })],
    [
      "a link by another codec",
      (it) => ({ ...it, link: CID.createV1(0x55, sample.link!.multihash) }),
    ],
    ["a link by another hash", (it) => ({ ...it, link: linkOf(0x13, 32) })],
    ["a link with a short hash", (it) => ({ ...it, link: linkOf(0x12, 31) })],
    [
      "a link of version 0",
      (it) => ({ ...it, link: CID.createV0(sample.link!.multihash as never) }),
    ],
    ["a section twice", (it) => ({ ...it, parts: [{ section: 1 }, { section: 1 }] })],
    ["sections in descending order", (it) => ({ ...it, parts: [{ section: 2 }, { section: 1 }] })],
    ["section 128", (it) => ({ ...it, parts: [{ section: 128 }] })],
    ["an unknown key in a part", (it) => ({ ...it, parts: [{ section: 1, more: 1 }] })],
  ] as [string, (it: typeof sample) => unknown][])("refuses %s", async (_, change) => {
    await refuses(dagCbor.encode(change(sample)));
  });

  it("tells a later version apart", async () => {
    const later = dagCbor.encode({ ...sample, v: 2, more: true });
    await expectCode("crypto/unsupported-version", () => decode(later));
  });

  describe("given bytes that mean the same but are not the one encoding", () => {
    // { "v": 1, "key": h'01', "type": "t" }, shortest keys first
    const tiny = blockFormat("t", { key: bytes(1) });
    const parts = { v: "617601", key: "636b65794101", type: "64747970656174" };
    const [v, key, type] = Object.values(parts) as [string, string, string];

    it("takes the canonical one", () => {
      expect(decodeBlock(tiny, fromHex(`a3${v}${key}${type}`))).toEqual({
        v: 1,
        type: "t",
        key: Uint8Array.of(1),
      });
    });

    it.each([
      ["other order of keys", `a3${key}${v}${type}`],
      ["a key twice", `a4${v}${v}${key}${type}`],
      ["an integer of needless length", `a361761801${key}${type}`],
      ["a float", `a36176fb3ff0000000000000${key}${type}`],
      ["a length of needless length", `a3${v}636b6579580101${type}`],
      ["an indefinite map", `bf${v}${key}${type}ff`],
      ["an indefinite byte string", `a3${v}636b65795f4101ff${type}`],
      ["a tag", `a3${v}636b6579c24101${type}`],
      ["a text that is not UTF-8", `a3${v}${key}647479706561ff`],
      ["bytes after the end", `a3${v}${key}${type}00`],
      ["a number for a key", `a401f6${v}${key}${type}`],
      ["__proto__", `a4${v}${key}${type}695f5f70726f746f5f5fa0`],
    ])("refuses %s", async (_, hex) => {
      await expectCode("crypto/malformed", () => decodeBlock(tiny, fromHex(hex)));
    });
  });
});

describe("links", () => {
  it("tell structured blocks from stored streams", async () => {
    const both = blockFormat("both", { block: blockLink, stream: streamLink });
    const block = blockCid(utf8ToBytes("x"));
    for (const codec of [0x55, 0x70]) {
      const value = { v: 1, type: "both", block, stream: CID.createV1(codec, block.multihash) };
      expect(decodeBlock(both, dagCbor.encode(value))).toEqual(value);
    }
    for (const stream of [block, CID.createV0(block.multihash as never)]) {
      const value = { v: 1, type: "both", block, stream };
      await expectCode("crypto/malformed", () => decodeBlock(both, dagCbor.encode(value)));
    }
  });

  it("come from the ledger's digest", () => {
    const block = encodeBlock(format, sample);
    expect(cidOfDigest(block.cid.multihash.digest).toString()).toBe(block.cid.toString());
  });

  it("are what other IPFS tools compute", () => {
    // `printf '\xa1\x65hello\x65world' | ipfs block put --cid-codec=dag-cbor`: { "hello": "world" }
    const encoded = dagCbor.encode({ hello: "world" });
    expect(toHex(encoded)).toBe("0xa16568656c6c6f65776f726c64");
    expect(blockCid(encoded).toString()).toBe(
      "bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae",
    );
  });
});

function linkOf(hash: number, length: number): CID {
  return CID.createV1(0x71, digest.create(hash, bytesOf("hash", length)));
}
