import type { FileSource } from "../../lib/sharing/index.ts";

/** A file that a person picked, named with its folders if it came with some: `2026/scan.dcm`. */
export interface PickedFile extends FileSource {
  /** The browser's own. */
  readonly file: File;
}

/** The most files that are taken at once. */
export const MOST_FILES = 50_000;

export function pickedFile(file: File, path = file.webkitRelativePath || file.name): PickedFile {
  return {
    file,
    name: path,
    type: file.type,
    size: file.size,
    lastModified: file.lastModified,
    stream: () => file.stream(),
    slice: (from, to) => file.slice(from, to),
  };
}

/** What of a drop's items is used. */
type DroppedItem = Pick<DataTransferItem, "kind" | "getAsFile"> & {
  webkitGetAsEntry: () => FileSystemEntry | null;
};

/**
 * The files of a drop, with those of its folders at any depth. Reads the items before the first wait:
 * afterwards the browser has emptied them. Stops at `MOST_FILES`.
 */
export async function droppedFiles(items: Iterable<DroppedItem>): Promise<PickedFile[]> {
  const dropped = [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: PickedFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) {
      for await (const inner of filesOf(entry as FileSystemDirectoryEntry)) {
        files.push(inner);
        if (files.length > MOST_FILES) return files;
      }
    } else if (file !== null) files.push(pickedFile(file, file.name));
  }
  return files;
}

async function* filesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<PickedFile> {
  const reader = folder.createReader();
  const next = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  // It tells a hundred or so at a time, and at its end none.
  for (let entries = await next(); entries.length > 0; entries = await next()) {
    for (const entry of entries) {
      if (entry.isDirectory) yield* filesOf(entry as FileSystemDirectoryEntry);
      else yield await fileOf(entry as FileSystemFileEntry);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<PickedFile> {
  const path = entry.fullPath.replace(/^\/+/, "");
  return new Promise((resolve, reject) =>
    entry.file((file) => resolve(pickedFile(file, path)), reject),
  );
}
