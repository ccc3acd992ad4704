"use client";

import { ChevronRight, Download, Folder } from "lucide-react";
import { Button } from "../../_components/button.tsx";
import { classNames } from "../../_components/class-names.ts";
import type { RowPlace } from "../../_components/list-props.ts";
import { count, formatBytes } from "../../_text/format.ts";
import type { FileLine } from "./file-tree.ts";

interface FolderRowProps {
  folder: Extract<FileLine, { kind: "folder" }>;
  place: RowPlace;
  onToggle: () => void;
  onDownload: () => void;
}

/** A folder in a list of files: opens in place, and downloads as a ZIP. */
export function FolderRow({ folder, place, onToggle, onDownload }: FolderRowProps) {
  const { name, depth, size, isOpen } = folder;
  return (
    <li
      {...place}
      className="flex items-center gap-x-3 border-line py-1.5 pr-2"
      style={{ ...place.style, paddingLeft: indent(depth) }}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="flex min-w-0 flex-1 items-center gap-2.5 rounded-control py-1 text-left text-small"
      >
        <ChevronRight
          size={16}
          className={classNames("shrink-0 text-muted transition-transform", isOpen && "rotate-90")}
          aria-hidden
        />
        <Folder size={18} className="shrink-0 text-accent" aria-hidden />
        <span className="min-w-0">
          <span className="font-semibold">{name}</span>{" "}
          <span className="whitespace-nowrap text-muted">
            {count(folder.count, "file")}, {formatBytes(size)}
          </span>
        </span>
      </button>
      <Button
        size="small"
        variant="quiet"
        icon={Download}
        aria-label={`Download the folder ${name}`}
        onClick={onDownload}
      >
        <span className="max-sm:sr-only">ZIP</span>
      </Button>
    </li>
  );
}

/** How far a line stands in: a step for each folder around it. */
export function indent(depth: number): string {
  return `${0.875 + depth * 1.25}rem`;
}
