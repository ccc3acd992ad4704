"use client";

import { FilePlus2, PenLine } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
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
        <ul className="space-y-5">
          {section.entries.map((entry) => (
            <EntryView key={entry.head} entry={entry} />
          ))}
        </ul>
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
