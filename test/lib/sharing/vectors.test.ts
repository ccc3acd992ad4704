import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import { blockCid } from "../../../lib/crypto/block-codec.ts";
import { decodeList } from "../../../lib/crypto/lease-list.ts";
import { rootOfProof } from "../../../lib/ledger/merkle-tree.ts";
import { decodeLink, decodeSigned, encodeSigned } from "../../../lib/sharing/index.ts";
import { actVectors } from "../../../scripts/vectors/act-vectors.ts";
import { linkVectors } from "../../../scripts/vectors/link-vectors.ts";
import vectors from "../../vectors/leasehold-acts.json" with { type: "json" };
import links from "../../vectors/leasehold-links.json" with { type: "json" };

describe("the committed vectors of acts", () => {
  it("are what this code makes", () => {
    expect(actVectors()).toEqual(vectors);
  });

  it("prove each lease of the list", () => {
    const { cid, bytes, root, leaves } = vectors.list;
    expect(blockCid(fromHex(bytes)).toString()).toBe(cid);
    expect(decodeList(fromHex(bytes)).leases).toHaveLength(leaves.length);
    for (const { hash, proof } of leaves) {
      expect(
        rootOfProof(
          fromHex(hash),
          proof.map((it) => toHex(fromHex(it))),
        ),
      ).toBe(root);
    }
  });

  it.each(vectors.signed)("are read as they were written: $kind", ({ kind, text }) => {
    const message = decodeSigned(text);
    expect(message.kind).toBe(kind);
    expect(encodeSigned(message)).toBe(text);
  });
});

describe("the committed vectors of links", () => {
  it("are what this code makes", async () => {
    expect(await linkVectors()).toEqual(links);
  });

  it.each(links)("are read as they were written: leaf $leaf", ({ fragment, ...link }) => {
    const { seed, record, needsPassphrase } = decodeLink(fragment);
    expect([toHex(seed), record]).toEqual([link.seed, link.record]);
    expect(needsPassphrase).toBe(link.passphrase !== null);
  });
});
