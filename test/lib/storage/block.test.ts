import { describe, expect, it } from "vitest";
import {
  checkBlock,
  cidOf,
  createBlock,
  DAG_CBOR,
  digestOf,
  MAX_BLOCK_BYTES,
  parseCid,
  RAW,
  rawCid,
} from "../../../lib/storage/block.ts";
import { codeOf, patternBytes } from "./fixtures.ts";

describe("block", () => {
  // `printf 'hello' | ipfs add --cid-version=1 -n` and the SHA-256 of FIPS 180-4's "abc".
  it.each([
    ["hello", "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"],
    ["abc", "bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"],
  ])("names %j", async (text, cid) => {
    expect((await createBlock(new TextEncoder().encode(text), RAW)).cid.toString()).toBe(cid);
  });

  it("hashes small and large bytes alike", async () => {
    for (const size of [4095, 4096, 4097, MAX_BLOCK_BYTES]) {
      const { cid, bytes } = await createBlock(patternBytes(size), RAW);
      const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
      expect(digestOf(cid)).toEqual(new Uint8Array(digest));
    }
  });

  it("has a largest size", async () => {
    const bytes = new Uint8Array(MAX_BLOCK_BYTES + 1);
    expect(await codeOf(createBlock(bytes, RAW))).toBe("storage/too-large");
  });

  it("checks bytes against a CID, every byte of them", async () => {
    const { cid, bytes } = await createBlock(patternBytes(300), DAG_CBOR);
    expect(await checkBlock(cid, bytes)).toEqual({ cid, bytes });
    for (let i = 0; i < bytes.length; i++) {
      const flipped = bytes.slice();
      flipped[i] = (flipped[i] ?? 0) ^ 1;
      expect(await codeOf(checkBlock(cid, flipped))).toBe("storage/wrong-block");
      expect(await codeOf(checkBlock(cid, bytes.subarray(0, i)))).toBe("storage/wrong-block");
    }
  });

  it("goes from digest to CID and back", () => {
    const digest = patternBytes(32);
    expect(digestOf(cidOf(digest, DAG_CBOR))).toEqual(digest);
    expect(rawCid(cidOf(digest, DAG_CBOR))).toEqual(cidOf(digest, RAW));
    expect(() => cidOf(digest.subarray(1), RAW)).toThrow(
      expect.objectContaining({ code: "storage/bad-cid" }),
    );
  });

  it.each([
    "",
    "hello",
    "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
    "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4ye",
    "bafkqaaik",
  ])("refuses the text %j as a CID", (text) => {
    expect(() => parseCid(text)).toThrow(expect.objectContaining({ code: "storage/bad-cid" }));
  });
});
