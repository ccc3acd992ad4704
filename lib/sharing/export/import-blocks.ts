import type { CID } from "multiformats/cid";
import type { Address, Hex } from "viem";
import { getAddress } from "viem/utils";
import { toHex } from "../../bytes.ts";
import type { ExportRoot } from "../../crypto/export-block.ts";
import { decodeExportPart } from "../../crypto/export-block.ts";
import { hasCode } from "../../error.ts";
import type { Block } from "../../storage/block.ts";
import { DAG_PB, rawCid } from "../../storage/block.ts";
import { decodeCar } from "../../storage/car.ts";
import { linksOf } from "../../storage/dag.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { readStream } from "../../storage/stream.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { decodeRoot, openArchive } from "./archive.ts";
import { mergeMemory } from "./kept-memory.ts";

/** Blocks put at a time. */
const IN_FLIGHT = 4;

/** How far an import has come. */
export interface ImportProgress {
  /** Bytes of blocks read. */
  bytes: number;
  /** Blocks put into the store, and blocks that it held already. */
  stored: number;
  held: number;
  /** Blocks of the file that the export does not name: they are refused. */
  foreign: number;
}

export interface ImportOutcome extends ImportProgress {
  account: Address;
  records: Hex[];
  /** Blocks that the export names and that neither the file nor the store has. */
  missing: number;
  /** Whether what was remembered came along: only its own account can read that. */
  remembered: boolean;
}

export interface ImportOptions {
  /** The file: a browser's `File.stream()` is fine. */
  car: ReadableStream<Uint8Array>;
  /** Who imports, for what the export remembers. */
  reader?: Reader | undefined;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Brings the blocks of an export back into the stores, each checked, at constant memory. It can be
 * stopped and begun again: what the store holds is not put again.
 *
 * @throws SharingError `sharing/not-an-export`, `sharing/other-network`; StorageError, such as
 *   `storage/malformed` for a file that was cut off: blocks before the cut are stored then
 */
export async function importBlocks(
  context: Context,
  { car, reader, onProgress, signal }: ImportOptions,
): Promise<ImportOutcome> {
  const { store, memory } = context;
  const { blocks } = await decodeCar(readStream(car)).catch(refuse);
  const progress: ImportProgress = { bytes: 0, stored: 0, held: 0, foreign: 0 };
  const expected = new Map<string, CID>();
  const parts = new Set<string>();
  let root: ExportRoot | null = null;

  const expect = (cid: CID) => expected.set(keyOf(cid), cid);
  async function* wanted(): AsyncGenerator<Block> {
    const seen = new Set<string>();
    for await (const block of blocks) {
      signal?.throwIfAborted();
      progress.bytes += block.bytes.length;
      if (root === null) {
        root = decodeRoot(block.bytes);
        requireSameLedger(context, root);
        for (const cid of root.parts) parts.add(keyOf(cid));
        for (const cid of root.parts) expect(cid);
        continue;
      }
      const key = keyOf(block.cid);
      if (parts.has(key)) {
        for (const cid of decodeExportPart(block.bytes).links) expect(cid);
        expected.delete(key);
      } else if (seen.has(key)) {
        // Twice in the file.
      } else if (expected.has(key)) {
        const named = expected.get(key) as CID;
        if (named.code === DAG_PB) {
          for (const cid of linksOf({ cid: named, bytes: block.bytes })) {
            if (!seen.has(keyOf(cid))) expect(cid);
          }
        }
        expected.delete(key);
        seen.add(key);
        yield { cid: named, bytes: block.bytes };
      } else {
        progress.foreign++;
        onProgress?.({ ...progress });
      }
    }
  }

  const work = async (block: Block): Promise<void> => {
    if (await store.has(block.cid, { signal })) {
      progress.held++;
    } else {
      await store.put(block, { signal });
      progress.stored++;
    }
    onProgress?.({ ...progress });
  };
  for await (const _ of mapInOrder(wanted(), { limit: IN_FLIGHT, work }));
  const found = root as ExportRoot | null;
  if (found === null) throw notAnExport();

  let missing = 0;
  for (const cid of expected.values()) {
    if (!(await store.has(cid, { signal }))) missing++;
  }
  return {
    ...progress,
    account: getAddress(toHex(found.account)),
    records: found.records.map(toHex),
    missing,
    remembered: await remember(memory, found, reader),
  };
}

async function remember(
  memory: Context["memory"],
  root: ExportRoot,
  reader: Reader | undefined,
): Promise<boolean> {
  if (reader === undefined || !sameAddress(toHex(root.account), reader.address)) return false;
  try {
    const opened = await openArchive({ root }, reader);
    await mergeMemory(memory, opened.memory);
    return true;
  } catch (error) {
    // Made under another key of the account, or changed: its blocks are checked one by one anyway.
    if (hasCode(error, "crypto/tampered")) return false;
    throw error;
  }
}

function requireSameLedger({ ledger }: Context, root: ExportRoot): void {
  const address = toHex(root.ledger);
  if (root.chainId === ledger.chainId && sameAddress(address, ledger.ledger)) return;
  throw new SharingError("sharing/other-network", "This export is from another ledger.", {
    details: { chainId: root.chainId, ledger: getAddress(address) },
  });
}

function keyOf(cid: CID): string {
  return rawCid(cid).toString();
}

/** What is not even a CAR is no export; a source that fails, or a cancelled one, says so itself. */
function refuse(error: unknown): never {
  if (hasCode(error, "storage/malformed")) throw notAnExport(error);
  throw error;
}

function notAnExport(cause?: unknown): SharingError {
  return new SharingError("sharing/not-an-export", "This file is not an export.", { cause });
}
