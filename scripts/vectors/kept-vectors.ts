import { toHex } from "../../lib/bytes.ts";
import { encodeExportPart, sealExport } from "../../lib/crypto/export-block.ts";
import { keyPairOfSeed } from "../../lib/crypto/hpke.ts";
import type { LogItem } from "../../lib/crypto/log-item.ts";
import { sealManifest } from "../../lib/crypto/manifest.ts";
import { CHAIN_ID, FIRST_SECRET, LEDGER, named, namedRandom, storedAt } from "./sample.ts";

/** Vectors of manifests and exports (protocol §13 and §14). */
export async function keptVectors() {
  const owner = await keyPairOfSeed(named("owner identity"));
  const keys = { secret: FIRST_SECRET, owner };
  const logs = [0, 1, 2].map(log);
  const page = await sealManifest(
    { first: 1, entry: null, events: logs.slice(0, 2) },
    { pages: [], links: [storedAt("entry", 0x71)], keys, random: namedRandom("page salt") },
  );
  const manifest = await sealManifest(
    { first: 65, entry: { section: 7, body: storedAt("entry body") }, events: logs.slice(2) },
    {
      pages: [page.cid],
      links: [storedAt("envelope", 0x71)],
      keys,
      random: namedRandom("manifest salt"),
    },
  );
  const part = encodeExportPart({ logs, links: [storedAt("entry", 0x71), storedAt("file")] });
  const kept = {
    earlier: [named("earlier identity")],
    memory: [{ key: "remembered/0x00", value: '["0x01"]' }],
  };
  const root = await sealExport(
    {
      chainId: CHAIN_ID,
      ledger: LEDGER,
      keyDirectory: named("key directory", 20),
      deployedAt: 3,
      account: named("owner", 20),
      block: { number: 900, hash: named("latest block"), time: 1_800_000_000 },
      records: [FIRST_SECRET.record],
      parts: [part.cid],
    },
    { identity: owner, kept, random: namedRandom("export salt") },
  );
  const vectorOf = ({ cid, bytes }: typeof page) => ({ cid: cid.toString(), bytes: toHex(bytes) });
  return {
    ownerSeed: toHex(owner.seed),
    secret: {
      record: toHex(FIRST_SECRET.record),
      version: FIRST_SECRET.version,
      secret: toHex(FIRST_SECRET.secret),
    },
    logs: logs.map(({ blockHash, transaction, topics, data, ...numbers }) => ({
      ...numbers,
      blockHash: toHex(blockHash),
      transaction: toHex(transaction),
      topics: topics.map(toHex),
      data: toHex(data),
    })),
    page: vectorOf(page),
    manifest: vectorOf(manifest),
    part: vectorOf(part),
    export: {
      ...vectorOf(root),
      earlier: kept.earlier.map(toHex),
      memory: kept.memory,
    },
  };
}

function log(n: number): LogItem {
  return {
    block: 800 + n,
    blockHash: named(`block ${n}`),
    transaction: named(`transaction ${n}`),
    index: n,
    topics: [named(`selector ${n}`), FIRST_SECRET.record],
    data: named(`data ${n}`, 64),
  };
}
