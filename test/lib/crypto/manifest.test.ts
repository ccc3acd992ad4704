import { beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../../lib/crypto/block-codec.ts";
import type { ExportPart } from "../../../lib/crypto/export-block.ts";
import {
  decodeExport,
  decodeExportPart,
  encodeExportPart,
  openExport,
  sealExport,
} from "../../../lib/crypto/export-block.ts";
import type { KeyPair } from "../../../lib/crypto/hpke.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import type { LogItem } from "../../../lib/crypto/log-item.ts";
import type { ManifestContent } from "../../../lib/crypto/manifest.ts";
import { decodeManifest, openManifest, sealManifest } from "../../../lib/crypto/manifest.ts";
import { storedAt } from "../../../scripts/vectors/sample.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, expectStrictDecoder, failed, flipped, outcome, SECRET } from "./fixtures.ts";

const log = (n: number, change: Partial<LogItem> = {}): LogItem => ({
  block: 100 + n,
  blockHash: bytesOf(`block ${n}`, 32),
  transaction: bytesOf(`transaction ${n}`, 32),
  index: n,
  topics: [bytesOf("selector", 32), bytesOf("record", 32)],
  data: bytesOf(`data ${n}`, 64),
  ...change,
});

const content: ManifestContent = {
  first: 65,
  entry: { section: 3, body: storedAt("body") },
  events: [log(0), log(1), log(2)],
};
const links = [storedAt("entry", 0x71)];
const pages = [storedAt("page", 0x71)];

let owner: KeyPair;
let other: KeyPair;
let manifest: Block;

beforeAll(async () => {
  owner = await keyPairOfSeed(bytesOf("owner", 32));
  other = await keyPairOfSeed(bytesOf("other", 32));
  manifest = await sealManifest(content, { pages, links, keys: { secret: SECRET, owner } });
});

describe("a manifest", () => {
  it("opens for its maker, and tells everybody what it leads to", async () => {
    const decoded = decodeManifest(manifest.bytes);
    expect(decoded).toMatchObject({ record: SECRET.record, version: SECRET.version });
    expect([decoded.pages, decoded.links].map(String)).toEqual([pages, links].map(String));
    expect(await openManifest(decoded, { secret: SECRET, owner })).toEqual(content);
  });

  it("opens for nobody else: not with the record secret alone, nor with the identity", async () => {
    const decoded = decodeManifest(manifest.bytes);
    const secrets = [
      { secret: SECRET, owner: other },
      { secret: { ...SECRET, secret: bytesOf("another", 32) }, owner },
      { secret: { ...SECRET, version: SECRET.version + 1 }, owner },
      { secret: { ...SECRET, record: bytesOf("another record", 32) }, owner },
    ];
    for (const keys of secrets) {
      await expectCode("crypto/tampered", () => openManifest(decoded, keys));
    }
  });

  it("is bound to its pages and links", async () => {
    const decoded = decodeManifest(manifest.bytes);
    for (const changed of [{ pages: [] }, { links: pages }, { salt: bytesOf("salt", 32) }]) {
      await expectCode("crypto/tampered", () =>
        openManifest({ ...decoded, ...changed }, { secret: SECRET, owner }),
      );
    }
  });

  it("is refused cut off, foreign or of a later version", async () => {
    await expectStrictDecoder(decodeManifest, manifest.bytes);
  });

  it("is never taken for the same with a byte changed", async () => {
    for (let at = 0; at < manifest.bytes.length; at += 3) {
      const result = await outcome(async () =>
        openManifest(decodeManifest(flipped(manifest.bytes, at)), { secret: SECRET, owner }),
      );
      expect(failed(result)).toBe(true);
    }
  });

  it.each<[string, Partial<LogItem>]>([
    ["no topic", { topics: [] }],
    ["five topics", { topics: Array.from({ length: 5 }, () => bytesOf("topic", 32)) }],
    ["a short topic", { topics: [bytesOf("topic", 31)] }],
    ["a negative block", { block: -1 }],
    ["too much data", { data: new Uint8Array(512 * 1024 + 1) }],
  ])("cannot hold a log with %s", async (_, change) => {
    const events = [log(0, change)];
    await expectCode("crypto/malformed", () =>
      sealManifest({ ...content, events }, { pages, links, keys: { secret: SECRET, owner } }),
    );
  });
});

describe("the root of an export", () => {
  const root = {
    chainId: 31337,
    ledger: bytesOf("ledger", 20),
    keyDirectory: bytesOf("directory", 20),
    deployedAt: 7,
    account: bytesOf("account", 20),
    block: { number: 900, hash: bytesOf("hash", 32), time: 1_800_000_000 },
    records: [SECRET.record],
    parts: pages,
  };
  const kept = { earlier: [bytesOf("seed", 32)], memory: [{ key: "a/b", value: "[1]" }] };
  let block: Block;

  beforeAll(async () => {
    block = await sealExport(root, { identity: owner, kept });
  });

  it("opens with the identity that made it, and no other", async () => {
    const decoded = decodeExport(block.bytes);
    expect(decoded).toMatchObject({ chainId: 31337, deployedAt: 7, records: [SECRET.record] });
    expect(await openExport(decoded, owner)).toEqual(kept);
    await expectCode("crypto/tampered", () => openExport(decoded, other));
  });

  it("is refused cut off, foreign or of a later version", async () => {
    await expectStrictDecoder(decodeExport, block.bytes);
  });

  it("does not open with any byte changed", async () => {
    for (let at = 0; at < block.bytes.length; at++) {
      const result = await outcome(async () =>
        openExport(decodeExport(flipped(block.bytes, at)), owner),
      );
      expect(failed(result)).toBe(true);
    }
  });
});

describe("a part of an export", () => {
  const part: ExportPart = { logs: [log(0), log(1)], links: [storedAt("file"), ...links] };

  it("comes back as it was", () => {
    const decoded = decodeExportPart(encodeExportPart(part).bytes);
    expect(decoded.logs).toEqual(part.logs);
    expect(decoded.links.map(String)).toEqual(part.links.map(String));
  });

  it("is refused cut off, foreign or of a later version", async () => {
    await expectStrictDecoder(decodeExportPart, encodeExportPart(part).bytes);
  });

  it("is never taken for the same with a byte changed", async () => {
    const { bytes } = encodeExportPart(part);
    for (let at = 0; at < bytes.length; at++) {
      const result = await outcome(() => decodeExportPart(flipped(bytes, at)));
      if (!failed(result)) expect(result).not.toEqual(decodeExportPart(bytes));
    }
  });
});
