import type { CID } from "multiformats/cid";
import type { Address, Hex } from "viem";
import { getAddress } from "viem/utils";
import { toHex } from "../../bytes.ts";
import type { ExportRoot, Kept } from "../../crypto/export-block.ts";
import { decodeExport, decodeExportPart, openExport } from "../../crypto/export-block.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { hasCode } from "../../error.ts";
import type { ChainBlock } from "../../ledger/block.ts";
import type { Log } from "../../ledger/log.ts";
import { replayLedger } from "../../ledger/replay.ts";
import { StorageError } from "../../storage/errors.ts";
import type { BlockSource, BlockStore } from "../../storage/store.ts";
import type { Reader } from "../account.ts";
import { keyPairsOf, openAsAny } from "../account.ts";
import type { Context } from "../context.ts";
import { createContext } from "../context.ts";
import { SharingError } from "../errors.ts";
import { logOf } from "../kept-logs.ts";
import { createVolatileMemory } from "../memory.ts";
import { mergeMemory } from "./kept-memory.ts";

/** An export that was read: what it needs no key for. */
export interface Archive {
  readonly root: ExportRoot;
  readonly account: Address;
  readonly chainId: number;
  readonly ledger: Address;
  readonly keyDirectory: Address;
  readonly records: readonly Hex[];
  /** The block that it was made at. */
  readonly block: ChainBlock;
  readonly logs: readonly Log[];
  /** What the export holds, besides its root and parts. */
  readonly links: readonly CID[];
  readonly source: BlockSource;
}

type Options = { signal?: AbortSignal | undefined };

/**
 * Reads an export's root block and parts.
 *
 * @throws SharingError `sharing/not-an-export` if the root is that of something else; CryptoError
 *   `crypto/unsupported-version`; StorageError
 */
export async function readArchive(
  source: BlockSource,
  rootCid: CID,
  { signal }: Options = {},
): Promise<Archive> {
  const root = decodeRoot(await source.get(rootCid, { signal }));
  const ledger = getAddress(toHex(root.ledger));
  const parts = await Promise.all(
    root.parts.map(async (cid) => decodeExportPart(await source.get(cid, { signal }))),
  );
  return {
    root,
    account: getAddress(toHex(root.account)),
    chainId: root.chainId,
    ledger,
    keyDirectory: getAddress(toHex(root.keyDirectory)),
    records: root.records.map(toHex),
    block: {
      number: BigInt(root.block.number),
      hash: toHex(root.block.hash),
      timestamp: root.block.time,
    },
    logs: parts.flatMap(({ logs }) => logs.map((item) => logOf(item, { ledger }))),
    links: parts.flatMap(({ links }) => links),
    source,
  };
}

/** @throws SharingError `sharing/not-an-export`; CryptoError `crypto/unsupported-version` */
export function decodeRoot(bytes: Uint8Array): ExportRoot {
  try {
    return decodeExport(bytes);
  } catch (cause) {
    if (hasCode(cause, "crypto/unsupported-version")) throw cause;
    throw new SharingError("sharing/not-an-export", "This is not an export.", { cause });
  }
}

/**
 * What an export holds for its account alone: what its device remembered, and the account's earlier
 * identities, which come with the reader that is returned. That it opens shows that the account's
 * identity made the export, and that nobody has changed what it says of the chain.
 *
 * @throws CryptoError `crypto/tampered` for another identity, or a changed export
 */
export async function openArchive(
  { root }: Pick<Archive, "root">,
  reader: Reader,
): Promise<{ reader: Reader; memory: Kept["memory"] }> {
  const { earlier, memory } = await openAsAny(reader, (identity) => openExport(root, identity));
  const known = new Set(keyPairsOf(reader).map(({ seed }) => toHex(seed)));
  const more = earlier.filter((seed) => !known.has(toHex(seed)));
  const pairs = await Promise.all(more.map(keyPairOfSeed));
  return { reader: { ...reader, earlier: [...(reader.earlier ?? []), ...pairs] }, memory };
}

/**
 * A context over exports alone, without any node: as of the block of the newest. Reading use-cases
 * work on it as on any other; time stands still at that block.
 *
 * @param memory what {@link openArchive} gave
 * @throws SharingError `sharing/other-network` for exports from more than one ledger; LedgerError
 *   `ledger/foreign-event`
 */
export async function archiveContext(
  archives: readonly [Archive, ...Archive[]],
  { memory: kept = [] }: { memory?: Kept["memory"] } = {},
): Promise<Context> {
  const [first, ...others] = archives;
  const stranger = others.find((it) => it.chainId !== first.chainId || it.ledger !== first.ledger);
  if (stranger !== undefined) {
    const { chainId, ledger } = stranger;
    throw new SharingError("sharing/other-network", "These exports are from different ledgers.", {
      details: { chainId, ledger },
    });
  }
  const newest = archives.reduce((a, b) => (b.block.number > a.block.number ? b : a));
  const byPlace = new Map(
    archives.flatMap(({ logs }) => logs).map((log) => [`${log.blockNumber}/${log.logIndex}`, log]),
  );
  const logs = [...byPlace.values()].sort(
    (a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex,
  );
  const { chainId, ledger, keyDirectory, block } = newest;
  const { deployedAt } = newest.root;
  const memory = createVolatileMemory();
  await mergeMemory(memory, kept);
  const replay = replayLedger({ chainId, ledger, keyDirectory, deployedAt, block, logs });
  const store = joined(archives.map(({ source }) => source));
  return createContext(
    {
      version: 1,
      name: "an export",
      chainId,
      rpcUrls: [],
      contracts: { ledger, keyDirectory },
      deployedAt: { blockNumber: deployedAt, blockHash: block.hash, genesisHash: block.hash },
      storage: { gateway: null, kubo: null },
      explorer: null,
      demo: null,
    },
    { client: replay.client, store, memory },
  );
}

/** Several sources as one store that takes nothing. */
function joined(sources: readonly BlockSource[]): BlockStore {
  const name = sources.map((it) => it.name).join(", ");
  return {
    name,
    async get(cid, options) {
      let failure: unknown;
      for (const source of sources) {
        try {
          return await source.get(cid, options);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    async has(cid, options) {
      for (const source of sources) if (await source.has(cid, options)) return true;
      return false;
    },
    async put({ cid }) {
      throw new StorageError("unavailable", `${name} takes no blocks.`, { cid, store: name });
    },
  };
}
