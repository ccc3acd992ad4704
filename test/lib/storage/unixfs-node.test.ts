import { encode as encodePb } from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import { describe, expect, it } from "vitest";
import { createBlock, DAG_PB } from "../../../lib/storage/block.ts";
import { decodeUnixFsNode, encodeUnixFsNode } from "../../../lib/storage/unixfs-node.ts";

const MIB = 2 ** 20;

describe("UnixFS nodes", () => {
  // 2^31 to 2^32 is where an encoder of 32 bits fails: files of 2 to 4 GiB.
  const sizes = [2 ** 31 - 1, 2 ** 31, 3e9, 2 ** 32 - 1, 2 ** 32, 5e9, 2 ** 40 + 1];
  it.each(sizes)("of %i bytes are read as they were written", async (size) => {
    const { cid } = await createBlock(new Uint8Array(1), DAG_PB);
    const one = [{ cid, size, blockBytes: size + 1 }];
    expect(decodeUnixFsNode(encodeUnixFsNode(one))).toEqual(one);
    const many = Array.from({ length: 16 }, () => ({ cid, size: size / 16, blockBytes: size }));
    const whole = many.map((it) => ({ ...it, size: Math.floor(it.size) }));
    expect(decodeUnixFsNode(encodeUnixFsNode(whole))).toEqual(whole);
  });

  it("are encoded as ipfs-unixfs does, where it does it right", async () => {
    const { cid } = await createBlock(new Uint8Array(1), DAG_PB);
    for (const size of [1, 127, 128, MIB, 174 * MIB, 2 ** 30, 2 ** 32, 2 ** 45]) {
      const data = new UnixFS({ type: "file", blockSizes: [BigInt(size)] }).marshal();
      const links = [{ Hash: cid, Name: "", Tsize: size }];
      const node = encodeUnixFsNode([{ cid, size, blockBytes: size }]);
      expect(node).toEqual(encodePb({ Data: data, Links: links }));
    }
  });
});
