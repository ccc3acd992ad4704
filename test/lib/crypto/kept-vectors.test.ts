import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import { blockCid } from "../../../lib/crypto/block-codec.ts";
import { decodeExport, decodeExportPart, openExport } from "../../../lib/crypto/export-block.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { decodeManifest, openManifest } from "../../../lib/crypto/manifest.ts";
import { keptVectors } from "../../../scripts/vectors/kept-vectors.ts";
import kept from "../../vectors/leasehold-kept.json" with { type: "json" };

const owner = await keyPairOfSeed(fromHex(kept.ownerSeed));
const secret = {
  record: fromHex(kept.secret.record),
  version: kept.secret.version,
  secret: fromHex(kept.secret.secret),
};
const logs = kept.logs.map((log) => ({
  ...log,
  blockHash: fromHex(log.blockHash),
  transaction: fromHex(log.transaction),
  topics: log.topics.map(fromHex),
  data: fromHex(log.data),
}));

describe("the committed vectors of what is kept", () => {
  it("are what this code makes, given the same randomness", async () => {
    expect(await keptVectors()).toEqual(kept);
  });

  it("have the content ids of their blocks", () => {
    for (const { cid, bytes } of [kept.page, kept.manifest, kept.part, kept.export]) {
      expect(blockCid(fromHex(bytes)).toString()).toBe(cid);
    }
  });

  it("still open: a manifest with its page", async () => {
    const keys = { secret, owner };
    const manifest = decodeManifest(fromHex(kept.manifest.bytes));
    expect(manifest.pages.map(String)).toEqual([kept.page.cid]);
    const last = await openManifest(manifest, keys);
    expect([last.first, last.entry?.section, last.events]).toEqual([65, 7, logs.slice(2)]);
    const page = await openManifest(decodeManifest(fromHex(kept.page.bytes)), keys);
    expect(page).toEqual({ first: 1, entry: null, events: logs.slice(0, 2) });
  });

  it("still open: an export and its part", async () => {
    const root = decodeExport(fromHex(kept.export.bytes));
    expect(root.parts.map(String)).toEqual([kept.part.cid]);
    const opened = await openExport(root, owner);
    expect(opened.earlier.map(toHex)).toEqual(kept.export.earlier);
    expect(opened.memory).toEqual(kept.export.memory);
    expect(decodeExportPart(fromHex(kept.part.bytes)).logs).toEqual(logs);
  });
});
