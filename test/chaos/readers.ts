import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import type { Account, OpenedEntry } from "../../lib/sharing/index.ts";
import { LeaseholdError, openRecord, readFile } from "../../lib/sharing/index.ts";
import type { Device } from "./people.ts";
import type { Publication } from "./publisher.ts";
import { digestOf } from "./publisher.ts";

/** Reads of a record while faults are injected. */
export interface Reads {
  good: number;
  /** Refused with a code of the library: an answer that a person is told, and no wrong one. */
  refused: Record<string, number>;
  /** Publications that were acknowledged before a read began, and that it did not show. */
  stale: string[];
}

/** Opens a record again and again until the signal fires. */
export async function readUntil(
  device: Device,
  account: Account,
  { record, book, signal }: { record: Hex; book: readonly Publication[]; signal: AbortSignal },
): Promise<Reads> {
  const reads: Reads = { good: 0, refused: {}, stale: [] };
  while (!signal.aborted) {
    const before = book.filter(({ outcome }) => outcome === "acknowledged");
    try {
      const entries = await openEntries(device, account, record);
      reads.good++;
      for (const { token } of before) {
        // One whose blocks no store gives just now is shown as such, without its message.
        const away = entries.filter(({ status }) => status === "unavailable").length;
        const shown = entries.some(({ message }) => message === token);
        if (!shown && away === 0) reads.stale.push(token);
      }
    } catch (error) {
      if (!(error instanceof LeaseholdError)) throw error;
      reads.refused[error.code] = (reads.refused[error.code] ?? 0) + 1;
    }
    await sleep(300, undefined, { signal }).catch(() => undefined);
  }
  return reads;
}

/** What a person finds in a record once all is well again. */
export interface Findings {
  /** Acknowledged, and not readable in whole. */
  lost: string[];
  /** There more than once. */
  duplicates: string[];
  /** There, though whoever published it was told that it failed. */
  phantoms: string[];
  /** Of unknown outcome, and there. */
  landed: number;
}

/** Compares a record, files and all, with what was said of each publication. */
export async function compare(
  device: Device,
  account: Account,
  { record, book }: { record: Hex; book: readonly Publication[] },
): Promise<Findings> {
  const entries = await openEntries(device, account, record);
  const findings: Findings = { lost: [], duplicates: [], phantoms: [], landed: 0 };
  for (const { token, digest, outcome } of book) {
    const found = entries.filter(({ message }) => message === token);
    if (found.length > 1) findings.duplicates.push(token);
    const [entry] = found;
    const isWhole = entry !== undefined && (await hasFile(device, entry, digest));
    if (outcome === "acknowledged" && !isWhole) findings.lost.push(token);
    if (outcome === "failed" && entry !== undefined) findings.phantoms.push(token);
    if (outcome === "unknown" && entry !== undefined) findings.landed++;
  }
  return findings;
}

async function openEntries(device: Device, account: Account, record: Hex): Promise<OpenedEntry[]> {
  const { sections } = await openRecord(device.context, account, { record });
  return sections.flatMap(({ entries }) => entries);
}

async function hasFile({ context }: Device, entry: OpenedEntry, digest: string): Promise<boolean> {
  const [file] = entry.files;
  if (entry.status !== "open" || file === undefined) return false;
  const stream = readFile(context, file.handle) as ReadableStream<BufferSource>;
  return digestOf(new Uint8Array(await new Response(stream).arrayBuffer())) === digest;
}
