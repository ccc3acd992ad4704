"use client";

import { FilePlus2, FolderPlus } from "lucide-react";
import type { DragEvent } from "react";
import { useRef, useState } from "react";
import { useToast } from "../_hooks/use-toast.ts";
import { formatNumber } from "../_text/format.ts";
import type { PickedFile } from "../_transfers/picked-file.ts";
import { droppedFiles, MOST_FILES, pickedFile } from "../_transfers/picked-file.ts";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";

interface DropZoneProps {
  /** Accessible name of the file picker: `Add files to Blood tests`. */
  label: string;
  /** Accessible name of the folder picker, which begins as it reads: `Choose a folder`. Without it, files alone are wanted. */
  folderLabel?: string;
  disabled?: boolean;
  onFiles: (files: PickedFile[]) => void;
}

/** Takes files of any type and folders: dropped on it, or picked with mouse or keyboard. */
export function DropZone({ label, folderLabel, disabled = false, onFiles }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const [isReading, setReading] = useState(false);
  const toast = useToast();

  const take = (files: PickedFile[]) => {
    if (files.length > MOST_FILES) {
      toast(`At most ${formatNumber(MOST_FILES)} files go into one entry.`, "danger");
    } else if (files.length > 0) onFiles(files);
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (disabled) return;
    setReading(true);
    try {
      const files = await droppedFiles(event.dataTransfer.items);
      if (files.length === 0) toast("There was no file in what you dropped.", "danger");
      take(files);
    } catch {
      toast("What you dropped could not be read.", "danger");
    } finally {
      setReading(false);
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the pickers inside do the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!disabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        "rounded-card border border-dashed text-center transition-colors",
        isOver ? "border-accent bg-accent-soft" : "border-edge",
        disabled && "pointer-events-none opacity-55",
      )}
    >
      <div className="relative rounded-card hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
        <Picker label={label} disabled={disabled} onPick={take} />
        <p className="flex items-center justify-center gap-2.5 px-4 pt-5 pb-4 text-small">
          <FilePlus2 size={20} className="shrink-0 text-accent" aria-hidden />
          <span role="status">
            {isReading ? (
              "Looking into the folder…"
            ) : (
              <>
                <strong>Choose files</strong> <span className="text-muted">or drop them here</span>
              </>
            )}
          </span>
        </p>
      </div>
      {folderLabel !== undefined && (
        <FolderButton label={folderLabel} disabled={disabled} onPick={take} />
      )}
    </div>
  );
}

interface PickerProps {
  label: string;
  disabled: boolean;
  onPick: (files: PickedFile[]) => void;
}

/** The browser's own picker, unseen, over what stands in its place. */
function Picker({ label, disabled, onPick }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <input
      ref={input}
      type="file"
      multiple
      disabled={disabled}
      aria-label={label}
      onChange={() => onPick(taken(input.current))}
      className="absolute inset-0 z-1 w-full cursor-pointer opacity-0"
    />
  );
}

function FolderButton({ label, disabled, onPick }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="pb-3 max-sm:hidden">
      <input
        ref={(element) => {
          input.current = element;
          if (element !== null) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        disabled={disabled}
        onChange={() => onPick(taken(input.current))}
      />
      <Button
        size="small"
        variant="quiet"
        icon={FolderPlus}
        disabled={disabled}
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        Choose a folder
      </Button>
    </div>
  );
}

function taken(input: HTMLInputElement | null): PickedFile[] {
  const files = Array.from(input?.files ?? [], (file) => pickedFile(file));
  if (input !== null) input.value = "";
  return files;
}
