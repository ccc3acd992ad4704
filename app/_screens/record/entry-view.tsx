"use client";

import { CloudOff, Lock, ShieldAlert } from "lucide-react";
import type { OpenedEntry } from "../../../lib/sharing/index.ts";
import type { RowPlace } from "../../_components/list-props.ts";
import { Person } from "../../_components/person.tsx";
import { copyOfCode } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";
import { FileList } from "./file-list.tsx";

/** One entry: who published it when, what it says, its files; or why it cannot be shown. */
export function EntryView({
  entry,
  section,
  place,
}: {
  entry: OpenedEntry;
  /** The name of its section. */
  section: string;
  place: RowPlace;
}) {
  const date = new Date(entry.time * 1000).toISOString();
  return (
    <li {...place} className="border-line border-l-2 pl-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-small">
        <span className="inline-flex min-w-0 text-ink">
          <Person address={entry.author} />
        </span>
        <time dateTime={date}>{formatMoment(entry.time)}</time>
      </p>
      {entry.status === "open" ? (
        <>
          {entry.message !== "" && <p className="mt-2 whitespace-pre-line">{entry.message}</p>}
          {entry.files.length > 0 && (
            <FileList
              files={entry.files}
              id={entry.head}
              name={`${section} ${date.slice(0, 10)}`}
            />
          )}
          {entry.message === "" && entry.files.length === 0 && (
            <p className="mt-2 text-muted text-small">No files and no note.</p>
          )}
        </>
      ) : (
        <ClosedEntry status={entry.status} reason={entry.reason} />
      )}
    </li>
  );
}

const ICONS = { closed: Lock, invalid: ShieldAlert, unavailable: CloudOff };

function ClosedEntry({ status, reason }: { status: keyof typeof ICONS; reason: string | null }) {
  const Icon = ICONS[status];
  const { title, help } = copyOfCode(reason ?? "");
  return (
    <p className="mt-2 flex gap-2.5 rounded-card bg-sunken px-3.5 py-3 text-small">
      <Icon size={18} className="mt-px shrink-0 text-muted" aria-hidden />
      <span>
        <strong>{title}.</strong> <span className="text-muted">{help}</span>
      </span>
    </p>
  );
}
