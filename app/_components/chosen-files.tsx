"use client";

import { X } from "lucide-react";
import { formatBytes } from "../_text/format.ts";
import { IconButton } from "./button.tsx";
import { DropZone } from "./drop-zone.tsx";
import { FileIcon } from "./file-icon.tsx";

interface ChosenFilesProps {
  files: readonly File[];
  onChange: (files: File[]) => void;
  /** What they are added to, for accessible names. */
  to: string;
  disabled?: boolean;
}

/** Files chosen to be published: their list with sizes, and the place to add more. */
export function ChosenFiles({ files, onChange, to, disabled = false }: ChosenFilesProps) {
  return (
    <div className="space-y-3">
      {files.length > 0 && (
        <ul
          aria-label={`Files for ${to}`}
          className="divide-y divide-line rounded-card border border-line"
        >
          {files.map((file, i) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name and size
              key={`${i}-${file.name}`}
              className="flex items-center gap-3 py-1 pr-1.5 pl-3"
            >
              <FileIcon mediaType={file.type} />
              <span className="min-w-0 flex-1 py-1.5 text-small">{file.name}</span>
              <span className="shrink-0 text-muted text-small tabular-nums">
                {formatBytes(file.size)}
              </span>
              <IconButton
                label={`Remove ${file.name}`}
                icon={X}
                disabled={disabled}
                onClick={() => onChange(files.filter((_, at) => at !== i))}
              />
            </li>
          ))}
        </ul>
      )}
      <DropZone
        label={`Add files to ${to}`}
        disabled={disabled}
        onFiles={(added) => onChange([...files, ...added])}
      />
    </div>
  );
}
