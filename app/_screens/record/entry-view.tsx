"use client";

import { CloudOff, Lock, ShieldAlert } from "lucide-react";
import type { OpenedEntry } from "../../../lib/sharing/index.ts";
import { Person } from "../../_components/person.tsx";
import { copyOfCode } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";
import { FileRow } from "./file-row.tsx";

/** One entry: who published it when, what it says, its files; or why it cannot be shown. */
export function EntryView({ entry }: { entry: OpenedEntry }) {
  const date = new Date(entry.time * 1000).toISOString();
  return (
    <li className="border-line border-l-2 pl-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-small">
        <span className="text-ink">
          <Person address={entry.author} />
        </span>
        <time dateTime={date}>{formatMoment(entry.time)}</time>
      </p>
      {entry.status === "open" ? (
        <>
          {entry.message !== "" && <p className="mt-2 whitespace-pre-line">{entry.message}</p>}
          {entry.files.length > 0 && (
            <ul className="mt-2.5 divide-y divide-line rounded-card border border-line">
              {entry.files.map((file) => (
                <FileRow
                  key={`${file.handle.file.stream}/${file.handle.file.offset}/${file.name}`}
                  file={file}
                />
              ))}
            </ul>
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
