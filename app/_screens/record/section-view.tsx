"use client";

import { ChevronDown, Download, FilePlus2, PenLine } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import type { OpenedEntry, OpenedFile, OpenedSection, Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { LongList } from "../../_components/long-list.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useDownload, useTransfer } from "../../_hooks/use-download.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { count, formatNumber } from "../../_text/format.ts";
import { EntryView } from "./entry-view.tsx";
import { sectionName } from "./section-name.ts";
import { useEntries } from "./use-entries.ts";

const EntryDialog = lazy(() => import("./entry-dialog.tsx").then(lazyOf("EntryDialog")));

interface SectionViewProps {
  record: Hex;
  section: OpenedSection;
  /** Who reads; the unlocked account if it is not said. */
  reader?: Reader;
}

/** A section with its entries, newest first, and the way to add one. */
export function SectionView({ record, section, reader }: SectionViewProps) {
  const [isAdding, setAdding] = useState(false);
  const { account } = useUnlocked();
  const { entries, older, isLoading, error, more } = useEntries(section, {
    record,
    reader: reader ?? account,
  });
  const name = sectionName(section);
  return (
    <Panel
      title={name}
      note={section.description || undefined}
      actions={
        <span className="flex items-center gap-3">
          <span className="text-muted text-small">
            {count(section.entries.length + section.older, "entry", "entries")}
          </span>
          <SectionDownload record={record} section={section} entries={entries} />
          {section.canWrite && (
            <Button
              size="small"
              icon={FilePlus2}
              aria-label={`Add entry to ${name}`}
              onClick={() => setAdding(true)}
            >
              Add entry
            </Button>
          )}
        </span>
      }
    >
      {section.entries.length === 0 ? (
        <p className="flex items-center gap-2 text-muted text-small">
          <PenLine size={16} aria-hidden /> Nothing has been published here that you may read.
        </p>
      ) : (
        <LongList
          items={entries}
          keyOf={({ head }) => head}
          row={(entry, place) => <EntryView entry={entry} section={name} place={place} />}
          estimate={180}
          gap={20}
          label={`Entries of ${name}`}
        />
      )}
      {error !== null && <ErrorNotice error={error} />}
      {older > 0 && more !== null && (
        <Button className="mt-5" icon={ChevronDown} busy={isLoading} onClick={more}>
          Show older entries ({formatNumber(older)} more)
        </Button>
      )}
      <Suspense>
        {isAdding && (
          <EntryDialog
            record={record}
            section={section}
            onOpenChange={(open) => !open && setAdding(false)}
          />
        )}
      </Suspense>
    </Panel>
  );
}

interface SectionDownloadProps {
  record: Hex;
  section: OpenedSection;
  entries: readonly OpenedEntry[];
}

/** All files of the entries that are shown as one ZIP, in a folder for each entry. */
function SectionDownload({ record, section, entries }: SectionDownloadProps) {
  const { zip } = useDownload();
  const key = `${record}/${section.index}`;
  const isRunning = useTransfer(key) !== undefined;
  const files = inFolders(entries);
  if (entries.length < 2 || files.length < 2) return null;
  const name = sectionName(section);
  return (
    <Button
      size="small"
      variant="quiet"
      icon={Download}
      busy={isRunning}
      aria-label={`Download all files of ${name}`}
      onClick={() => zip(files, { key, name: `${name}.zip` })}
    >
      <span className="max-sm:sr-only">Download all</span>
    </Button>
  );
}

/** Files named with a folder for their entry: `2026-03-01 14.05/scan.pdf`. */
function inFolders(entries: readonly OpenedEntry[]): OpenedFile[] {
  return entries.flatMap(({ time, files }) => {
    const folder = new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ");
    return files.map((file) => ({ ...file, name: `${folder.replace(":", ".")}/${file.name}` }));
  });
}
