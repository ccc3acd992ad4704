"use client";

import { X } from "lucide-react";
import { formatBytes, formatNumber } from "../_text/format.ts";
import type { PickedFile } from "../_transfers/picked-file.ts";
import { Button, IconButton } from "./button.tsx";
import { DropZone } from "./drop-zone.tsx";
import { FileIcon } from "./file-icon.tsx";
import { LongList } from "./long-list.tsx";

interface ChosenFilesProps {
  files: readonly PickedFile[];
  onChange: (files: PickedFile[]) => void;
  /** What they are added to, for accessible names. */
  to: string;
  disabled?: boolean;
}

/** From so many files on their number and size in all is said. */
const MANY = 6;

/** Files chosen to be published: their list with sizes, and the place to add more. */
export function ChosenFiles({ files, onChange, to, disabled = false }: ChosenFilesProps) {
  const numbered = files.map((file, index) => ({ file, index }));
  return (
    <div className="space-y-3">
      {files.length >= MANY && (
        <div className="flex items-center justify-between gap-3">
          <p className="text-muted text-small">
            {formatNumber(files.length)} files,{" "}
            {formatBytes(files.reduce((sum, { size }) => sum + size, 0))}
          </p>
          <Button size="small" variant="quiet" disabled={disabled} onClick={() => onChange([])}>
            Remove all
          </Button>
        </div>
      )}
      {files.length > 0 && (
        <LongList
          boxed
          items={numbered}
          keyOf={({ file, index }) => `${index}-${file.name}`}
          label={`Files for ${to}`}
          className="divide-y divide-line rounded-card border border-line"
          estimate={45}
          row={({ file, index }, place) => (
            <li {...place} className="flex items-center gap-3 border-line py-1 pr-1.5 pl-3">
              <FileIcon mediaType={file.type} />
              <span className="min-w-0 flex-1 py-1.5 text-small">{file.name}</span>
              <span className="shrink-0 text-muted text-small tabular-nums">
                {formatBytes(file.size)}
              </span>
              <IconButton
                label={`Remove ${file.name}`}
                icon={X}
                disabled={disabled}
                onClick={() => onChange(files.filter((_, at) => at !== index))}
              />
            </li>
          )}
        />
      )}
      <DropZone
        label={`Add files to ${to}`}
        folderLabel={`Choose a folder to add to ${to}`}
        disabled={disabled}
        onFiles={(added) => onChange([...files, ...added])}
      />
    </div>
  );
}
