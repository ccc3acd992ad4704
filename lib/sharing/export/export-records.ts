import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { ExportPart } from "../../crypto/export-block.ts";
import {
  EXPORT_PART,
  EXPORT_PART_BYTES,
  encodeExportPart,
  sealExport,
} from "../../crypto/export-block.ts";
import type { LogItem } from "../../crypto/log-item.ts";
import { LeaseholdError } from "../../error.ts";
import type { ChainBlock } from "../../ledger/block.ts";
import type { LedgerEvent } from "../../ledger/event.ts";
import { askedJournal, lentJournal } from "../../ledger/history.ts";
import type { Block } from "../../storage/block.ts";
import { DAG_CBOR } from "../../storage/block.ts";
import { encodeCar } from "../../storage/car.ts";
import { walkDag } from "../../storage/dag.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { keptLog } from "../kept-logs.ts";
import { listLent, listOwned } from "../records/lists.ts";
import { rememberedRecords } from "../remembered.ts";
import { streamOf } from "./byte-stream.ts";
import type { ExportProgress } from "./export-progress.ts";
import { collectMemory } from "./kept-memory.ts";
import type { RecordBlocks } from "./record-blocks.ts";
import { collectRecord } from "./record-blocks.ts";
import { zipRecords } from "./zip-records.ts";

/** Blocks fetched ahead. */
const IN_FLIGHT = 6;

export interface ExportOptions {
  /** Which records; by default all that the account owns. */
  records?: readonly Hex[] | undefined;
  /** `car`: everything as it is stored, to be opened or imported again. `zip`: decrypted files. */
  as: "car" | "zip";
  onProgress?: ((progress: ExportProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What an account owns, or was lent, as one file: at constant memory, as it is read.
 *
 * A CAR holds all blocks, and in its root block what it takes to open them without any chain, with
 * the account's identity; what the device remembers is in it, sealed. A ZIP holds what is open to
 * the account now, decrypted.
 *
 * @throws LedgerError, StorageError, SharingError as `openRecord` does, from here while records are
 *   looked through; the stream fails with StorageError or StreamError, and the signal's reason
 */
export async function exportRecords(
  context: Context,
  reader: Reader,
  options: ExportOptions,
): Promise<ReadableStream<Uint8Array>> {
  const { signal } = options;
  signal?.throwIfAborted();
  const owned = options.records ?? (await listOwned(context, { owner: reader.address, signal }));
  const records = owned.map((it) => (typeof it === "string" ? it : it.id));
  if (options.as === "zip") return zipRecords(context, reader, { ...options, records });
  const parts = await collectAll(context, reader, { ...options, records });
  return carOf(context, reader, { parts, ...options });
}

/** The records that are open to an account now and that are not its own, for {@link exportRecords}. */
export async function lentRecords(
  context: Context,
  { account, signal }: { account: Reader["address"]; signal?: AbortSignal | undefined },
): Promise<Hex[]> {
  const leases = await listLent(context, { account, signal });
  return leases.filter(({ state }) => state === "live").map(({ record }) => record);
}

async function collectAll(
  context: Context,
  reader: Reader,
  { records, onProgress, signal }: ExportOptions & { records: readonly Hex[] },
): Promise<RecordBlocks[]> {
  const collected: RecordBlocks[] = [];
  for (const record of records) {
    onProgress?.({ step: "collect", done: collected.length, total: records.length });
    collected.push(await collectRecord(context, reader, { record, signal }));
  }
  return collected;
}

async function carOf(
  context: Context,
  reader: Reader,
  of: { parts: readonly RecordBlocks[] } & Omit<ExportOptions, "records">,
): Promise<ReadableStream<Uint8Array>> {
  const { parts, onProgress, signal } = of;
  const { ledger, memory } = context;
  const [lent, asked, remembered] = await Promise.all([
    lentJournal(ledger, reader.address, { signal }),
    askedJournal(ledger, reader.address, { signal }),
    rememberedRecords(context, { account: reader.address }),
  ]);
  const events = [...lent.events, ...asked.events, ...parts.flatMap((it) => it.events)];
  const links = parts.flatMap((it) => it.links);
  const partBlocks = [...logParts(context, events), ...linkParts(links)].map(encodeExportPart);
  const records = parts.map(({ record }) => record);
  const root = await sealExport(
    {
      chainId: ledger.chainId,
      ledger: fromHex(ledger.ledger),
      keyDirectory: fromHex(ledger.keyDirectory),
      deployedAt: ledger.deployedAt ?? 0,
      account: fromHex(reader.address),
      block: blockItem(lent.block),
      records: records.map(fromHex),
      parts: partBlocks.map(({ cid }) => cid),
    },
    {
      identity: reader.identity,
      kept: {
        earlier: (reader.earlier ?? []).map(({ seed }) => seed),
        memory: await collectMemory(memory, {
          account: reader.address,
          records: [...new Set([...records, ...remembered])],
        }),
      },
    },
  );

  const progress = {
    step: "write" as const,
    done: 0,
    total: parts.reduce((sum, { size }) => sum + size, 0),
    missing: parts.reduce((sum, { missing }) => sum + missing, 0),
  };
  async function* blocks(): AsyncGenerator<Block> {
    yield* [root, ...partBlocks];
    const fetched = mapInOrder(streamBlocks(context, links, { progress, signal }), {
      limit: IN_FLIGHT,
      work: async (cid): Promise<Block | null> => {
        try {
          return { cid, bytes: await context.store.get(cid, { signal }) };
        } catch (error) {
          countMissing(error, progress, signal);
          return null;
        }
      },
    });
    for await (const block of fetched) {
      if (block === null) continue;
      yield block;
      progress.done += block.bytes.length;
      progress.total = Math.max(progress.total, progress.done);
      onProgress?.({ ...progress });
    }
  }
  return streamOf(encodeCar(blocks(), { roots: [root.cid] }));
}

/** The blocks that links lead to: a structured block alone, a stream with all of its leaves. */
async function* streamBlocks(
  { store }: Context,
  links: readonly CID[],
  of: { progress: { missing: number }; signal: AbortSignal | undefined },
): AsyncGenerator<CID> {
  const seen = new Set<string>();
  for (const link of links) {
    if (seen.has(link.toString())) continue;
    if (link.code === DAG_CBOR) {
      seen.add(link.toString());
      yield link;
      continue;
    }
    const skip = (cid: CID) => seen.has(cid.toString());
    try {
      for await (const cid of walkDag(link, { source: store, skip, signal: of.signal })) {
        seen.add(cid.toString());
        yield cid;
      }
    } catch (error) {
      countMissing(error, of.progress, of.signal);
    }
  }
}

function countMissing(
  error: unknown,
  progress: { missing: number },
  signal: AbortSignal | undefined,
): void {
  signal?.throwIfAborted();
  if (!(error instanceof LeaseholdError)) throw error;
  progress.missing++;
}

function blockItem({ number, hash, timestamp }: ChainBlock) {
  return { number: Number(number), hash: fromHex(hash), time: timestamp };
}

/** The logs of events, each once, in the order of the chain. */
function* logParts(context: Context, events: readonly LedgerEvent[]): Generator<ExportPart> {
  const byPlace = new Map(events.map((it) => [`${it.blockNumber}/${it.logIndex}`, it]));
  const ascending = [...byPlace.values()].sort(
    (a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex,
  );
  let logs: LogItem[] = [];
  let size = 0;
  for (const event of ascending) {
    const log = keptLog(event, context);
    if (logs.length === EXPORT_PART.logs || size + log.data.length > EXPORT_PART_BYTES) {
      yield { logs, links: [] };
      [logs, size] = [[], 0];
    }
    logs.push(log);
    size += log.data.length;
  }
  if (logs.length > 0) yield { logs, links: [] };
}

function* linkParts(links: readonly CID[]): Generator<ExportPart> {
  const each = [...new Map(links.map((cid) => [cid.toString(), cid])).values()];
  for (let from = 0; from < each.length; from += EXPORT_PART.links) {
    yield { logs: [], links: each.slice(from, from + EXPORT_PART.links) };
  }
}
