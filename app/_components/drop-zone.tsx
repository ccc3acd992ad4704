"use client";

import { FilePlus2 } from "lucide-react";
import type { DragEvent } from "react";
import { useRef, useState } from "react";
import { useToast } from "../_hooks/use-toast.ts";
import { classNames } from "./class-names.ts";

interface DropZoneProps {
  /** Accessible name of the file picker: `Add files to Blood tests`. */
  label: string;
  disabled?: boolean;
  onFiles: (files: File[]) => void;
}

/** Takes files of any type: dropped on it, or picked with mouse or keyboard. */
export function DropZone({ label, disabled = false, onFiles }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const toast = useToast();

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (disabled) return;
    const { files, folders } = droppedFiles(event.dataTransfer);
    if (files.length > 0) onFiles(files);
    if (folders > 0) {
      toast("Folders cannot be added as a whole. Open the folder and drop its files.", "danger");
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the picker inside does the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!disabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        "relative rounded-card border border-dashed text-center transition-colors",
        "has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2",
        isOver ? "border-accent bg-accent-soft" : "border-edge hover:bg-sunken",
        disabled && "pointer-events-none opacity-55",
      )}
    >
      <input
        ref={input}
        type="file"
        multiple
        disabled={disabled}
        aria-label={label}
        onChange={() => {
          const files = [...(input.current?.files ?? [])];
          if (input.current) input.current.value = "";
          if (files.length > 0) onFiles(files);
        }}
        className="absolute inset-0 z-1 cursor-pointer opacity-0"
      />
      <p className="flex items-center justify-center gap-2.5 px-4 py-5 text-small">
        <FilePlus2 size={20} className="shrink-0 text-accent" aria-hidden />
        <span>
          <strong>Choose files</strong> <span className="text-muted">or drop them here</span>
        </span>
      </p>
    </div>
  );
}

/** The files of a drop, and how many folders came with them. */
function droppedFiles(transfer: DataTransfer): { files: File[]; folders: number } {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;
  const files = items.filter((it) => !isFolder(it)).map((it) => it.getAsFile());
  return {
    files: files.filter((file) => file !== null),
    folders: items.filter(isFolder).length,
  };
}
