import { makeZip } from "client-zip";
import type { Hex } from "viem";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import type { OpenedEntry, OpenedFile, OpenedRecord } from "../records/open.ts";
import { openRecord } from "../records/open.ts";
import { createStreamReaders } from "../records/stream-reader.ts";
import { beginFile } from "./begun-file.ts";
import type { ExportProgress } from "./export-progress.ts";
import { createNames, safeName, safePath } from "./file-names.ts";
import type { IndexedRecord, IndexedSection, ZipIndex } from "./zip-index.ts";
import { indexPage } from "./zip-index.ts";

/** Every entry of a section. */
const ALL = Number.POSITIVE_INFINITY;

interface ZipOptions {
  records: readonly Hex[];
  onProgress?: ((progress: ExportProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

type ZipEntry = {
  name: string;
  lastModified: Date;
  size?: number;
  input: string | ReadableStream<Uint8Array>;
};

/**
 * Records as a ZIP, decrypted as it is read: a folder for each record, section and entry, and an
 * index as `index.html` and `index.json` at its end. A file of which nothing can be had is left out
 * and named in the index; one that breaks off in the middle fails the stream.
 */
export async function zipRecords(
  context: Context,
  reader: Reader,
  { records, onProgress, signal }: ZipOptions,
): Promise<ReadableStream<Uint8Array>> {
  const opened: OpenedRecord[] = [];
  for (const record of records) {
    onProgress?.({ step: "collect", done: opened.length, total: records.length });
    opened.push(await openRecord(context, reader, { record, entries: ALL, signal }));
  }
  const made = new Date((opened.at(-1)?.time ?? 0) * 1000);
  const index: ZipIndex = {
    version: 1,
    made: made.toISOString(),
    account: reader.address,
    records: [],
  };
  const total = opened.flatMap(filesOf).reduce((sum, { size }) => sum + size, 0);
  const streams = createStreamReaders(context);
  const progress = { step: "write" as const, done: 0, total, missing: 0 };

  async function* entries(): AsyncGenerator<ZipEntry> {
    const nameOf = createNames();
    nameOf("index.html");
    nameOf("index.json");
    for (const record of opened) {
      const folder = nameOf(safeName(record.title, `record ${record.id.slice(2, 10)}`));
      yield* recordEntries(record, folder);
    }
    yield { name: "index.json", lastModified: made, input: JSON.stringify(index, null, 2) };
    yield { name: "index.html", lastModified: made, input: indexPage(index) };
  }

  async function* recordEntries(record: OpenedRecord, folder: string): AsyncGenerator<ZipEntry> {
    const { id, owner, title, description } = record;
    const indexed: IndexedRecord = { id, owner, title, description, sections: [] };
    index.records.push(indexed);
    const nameOf = createNames();
    for (const section of record.sections) {
      const { index: number, title, description } = section;
      const name = nameOf(`${number} ${safeName(title, "section")}`);
      const listed: IndexedSection = { number, title, description, entries: [] };
      indexed.sections.push(listed);
      const entryName = createNames();
      for (const entry of section.entries) {
        const published = new Date(entry.time * 1000);
        const path = `${folder}/${name}/${entryName(folderTime(published))}`;
        const files: IndexedSection["entries"][number]["files"] = [];
        listed.entries.push({
          published: published.toISOString(),
          author: entry.author,
          message: entry.message,
          status: entry.status === "open" ? "open" : (entry.reason ?? entry.status),
          files,
        });
        yield* fileEntries(entry, { path, files });
      }
    }
  }

  async function* fileEntries(
    entry: OpenedEntry,
    to: { path: string; files: IndexedSection["entries"][number]["files"] },
  ): AsyncGenerator<ZipEntry> {
    const nameOf = createNames();
    for (const file of entry.files) {
      const { name, mediaType: type, size, modified } = file;
      const path = `${to.path}/${nameOf(safePath(name, "file"))}`;
      const input = await begun(file);
      to.files.push({ name, type, size, path: input === null ? null : path });
      if (input === null) continue;
      yield { name: path, lastModified: new Date(modified ?? entry.time * 1000), size, input };
    }
  }

  async function begun(file: OpenedFile): Promise<ReadableStream<Uint8Array> | null> {
    const onBytes = (count: number) => {
      progress.done += count;
      onProgress?.({ ...progress });
    };
    const stream = await beginFile(context, file.handle, { signal, streams, onBytes });
    if (stream === null) progress.missing++;
    return stream;
  }

  return makeZip(entries(), { buffersAreUTF8: true });
}

function filesOf({ sections }: OpenedRecord): OpenedFile[] {
  return sections.flatMap(({ entries }) => entries.flatMap(({ files }) => files));
}

/** A moment as a folder's name that sorts: `2026-03-01 14.05`, UTC. */
function folderTime(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace("T", " ").replace(":", ".");
}
