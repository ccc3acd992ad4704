"use client";

import { Download, ListChecks, X } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { LongList } from "../../_components/long-list.tsx";
import { SearchField } from "../../_components/search-field.tsx";
import { useDownload, useTransfer } from "../../_hooks/use-download.ts";
import { count, formatBytes, formatNumber } from "../../_text/format.ts";
import { FileRow } from "./file-row.tsx";
import type { FileLine } from "./file-tree.ts";
import { filesBelow, found, linesOf, treeOf } from "./file-tree.ts";
import { FolderRow } from "./folder-row.tsx";

interface FileListProps {
  files: readonly OpenedFile[];
  /** Tells this list from all others in the app. */
  id: string;
  /** What a ZIP of it is called, without the ending. */
  name: string;
}

/** From so many files on there is a field to search them. */
const SEARCHED = 20;

/** The files of an entry, by their folders: to look at, to search, to download one by one or together. */
export function FileList({ files, id, name }: FileListProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null);
  const { zip } = useDownload();
  const isZipping = useTransfer(id) !== undefined;
  const wanted = useDeferredValue(text);
  const tree = useMemo(() => treeOf(files), [files]);
  const lines = useMemo(
    () => (wanted.trim() === "" ? linesOf(tree, open) : found(files, wanted)),
    [files, tree, open, wanted],
  );
  const download = (which: readonly number[], as = name) => {
    const picked = which.flatMap((i) => files[i] ?? []);
    return zip(picked, { key: id, name: `${as}.zip` });
  };
  const toggle = (index: number) => setChosen((all) => toggled(all ?? new Set(), index));
  const searched = wanted.trim() === "" ? null : lines.flatMap(indexOf);
  const row = (line: FileLine, place: object) =>
    line.kind === "folder" ? (
      <FolderRow
        folder={line}
        place={place}
        onToggle={() => setOpen((all) => toggled(all, line.path))}
        onDownload={() => download(filesBelow(files, line.path), line.name)}
      />
    ) : (
      <FileLineRow
        file={files[line.index]}
        name={line.name}
        depth={line.depth}
        id={`${id}/${line.index}`}
        place={place}
        chosen={chosen === null ? null : chosen.has(line.index)}
        onChoose={() => toggle(line.index)}
      />
    );
  return (
    <div className="mt-2.5 rounded-card border border-line">
      {files.length > 1 && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-b py-1.5 pr-2 pl-3.5 max-sm:pt-2.5 max-sm:pl-1">
          <span className="min-w-0 flex-1 whitespace-nowrap text-muted text-small max-sm:basis-full max-sm:pl-2.5">
            {chosen !== null
              ? `${formatNumber(chosen.size)} of ${count(files.length, "file")} chosen`
              : `${formatNumber(files.length)} files, ${formatBytes(sizeOf(files))}`}
          </span>
          {files.length > SEARCHED && (
            <SearchField
              text={text}
              onChange={setText}
              label={`Search the files of ${name}`}
              className="max-sm:order-last max-sm:basis-full"
            />
          )}
          {chosen !== null && (
            <Button
              size="small"
              icon={Download}
              disabled={chosen.size === 0}
              busy={isZipping}
              onClick={() => download([...chosen].sort((a, b) => a - b))}
            >
              Download {chosen.size} as ZIP
            </Button>
          )}
          {chosen === null && (
            <Button
              size="small"
              variant="quiet"
              icon={Download}
              busy={isZipping}
              disabled={searched?.length === 0}
              aria-label={
                searched === null
                  ? `Download all files of ${name}`
                  : `Download these ${searched.length} files`
              }
              onClick={() => download(searched ?? files.map((_, i) => i))}
            >
              {searched === null ? "Download all" : `Download these ${searched.length}`}
            </Button>
          )}
          <Button
            size="small"
            variant="quiet"
            icon={chosen === null ? ListChecks : X}
            onClick={() => setChosen(chosen === null ? new Set() : null)}
          >
            {chosen === null ? "Choose" : "Done"}
          </Button>
        </div>
      )}
      {lines.length === 0 ? (
        <p className="px-3.5 py-4 text-muted text-small">No file has this in its name.</p>
      ) : (
        <LongList
          boxed
          items={lines}
          keyOf={keyOf}
          row={row}
          estimate={49}
          label={`Files of ${name}`}
          className="divide-y divide-line"
        />
      )}
    </div>
  );
}

function FileLineRow({
  file,
  ...rest
}: Omit<Parameters<typeof FileRow>[0], "file"> & { file: OpenedFile | undefined }) {
  return file === undefined ? null : <FileRow file={file} {...rest} />;
}

function keyOf(line: FileLine): string {
  return line.kind === "folder" ? `/${line.path}` : String(line.index);
}

function indexOf(line: FileLine): number[] {
  return line.kind === "file" ? [line.index] : [];
}

function toggled<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(all);
  if (!next.delete(one)) next.add(one);
  return next;
}

function sizeOf(files: readonly OpenedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
