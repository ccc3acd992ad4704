"use client";

import { Download, FilePlus2, PenLine } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import type { OpenedFile, OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { LongList } from "../../_components/long-list.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useDownload, useTransfer } from "../../_hooks/use-download.ts";
import { count } from "../../_text/format.ts";
import { EntryView } from "./entry-view.tsx";
import { sectionName } from "./section-name.ts";

const EntryDialog = lazy(() => import("./entry-dialog.tsx").then(lazyOf("EntryDialog")));

/** A section with its entries, newest first, and the way to add one. */
export function SectionView({ record, section }: { record: Hex; section: OpenedSection }) {
  const [isAdding, setAdding] = useState(false);
  const name = sectionName(section);
  return (
    <Panel
      title={name}
      note={section.description || undefined}
      actions={
        <span className="flex items-center gap-3">
          <span className="text-muted text-small">
            {count(section.entries.length, "entry", "entries")}
          </span>
          <SectionDownload record={record} section={section} />
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
          items={section.entries}
          keyOf={({ head }) => head}
          row={(entry, place) => <EntryView entry={entry} section={name} place={place} />}
          estimate={180}
          gap={20}
          label={`Entries of ${name}`}
        />
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

/** All files of a section as one ZIP, in a folder for each entry. */
function SectionDownload({ record, section }: { record: Hex; section: OpenedSection }) {
  const { zip } = useDownload();
  const key = `${record}/${section.index}`;
  const isRunning = useTransfer(key) !== undefined;
  const files = section.entries.flatMap(({ files }) => files);
  if (section.entries.length < 2 || files.length < 2) return null;
  const name = sectionName(section);
  return (
    <Button
      size="small"
      variant="quiet"
      icon={Download}
      busy={isRunning}
      aria-label={`Download all files of ${name}`}
      onClick={() => zip(inFolders(section), { key, name: `${name}.zip` })}
    >
      <span className="max-sm:sr-only">Download all</span>
    </Button>
  );
}

/** Files named with a folder for their entry: `2026-03-01 14.05/scan.pdf`. */
function inFolders({ entries }: OpenedSection): OpenedFile[] {
  return entries.flatMap(({ time, files }) => {
    const folder = new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ");
    return files.map((file) => ({ ...file, name: `${folder.replace(":", ".")}/${file.name}` }));
  });
}
