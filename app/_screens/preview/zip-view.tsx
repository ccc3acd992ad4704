"use client";

import { ArrowLeft, Download, Eye, Lock } from "lucide-react";
import type { ComponentType } from "react";
import { Suspense, useEffect, useMemo, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { FileIcon } from "../../_components/file-icon.tsx";
import type { RowPlace } from "../../_components/list-props.ts";
import { LongList } from "../../_components/long-list.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useFileParts } from "../../_hooks/use-file-parts.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { copyOf, isCancellation, reportUnknown } from "../../_text/errors.ts";
import { count, formatBytes } from "../../_text/format.ts";
import { chooseTarget } from "../../_transfers/save-target.ts";
import type { PreviewKind } from "./preview-kind.ts";
import { LARGEST, previewKindOf } from "./preview-kind.ts";
import { ViewProblem } from "./view-problem.tsx";
import type { ViewProps } from "./view-props.ts";
import type { Member } from "./zip.ts";
import { MOST_MEMBERS, openZip, unpack } from "./zip.ts";

type Views = Readonly<Partial<Record<PreviewKind, ComponentType<ViewProps>>>>;

interface ZipViewProps {
  file: OpenedFile;
  /** How members are shown that are opened. */
  views: Views;
}

/** The list of an archive, read from its end; what is opened of it is all that is fetched besides. */
export function ZipView({ file, views }: ZipViewProps) {
  const parts = useFileParts(file);
  const [members, setMembers] = useState<readonly Member[] | null | undefined>(undefined);
  const [opened, setOpened] = useState<Member | null>(null);
  useEffect(() => {
    let isOver = false;
    openZip(parts).then(
      (all) => !isOver && setMembers(all),
      (error: unknown) => {
        if (isOver) return;
        reportUnknown(error);
        setMembers(null);
      },
    );
    return () => {
      isOver = true;
    };
  }, [parts]);
  if (members === null) return <ViewProblem what="a ZIP archive" />;
  if (members === undefined) return <Skeleton label="Reading the list of the archive" lines={6} />;
  if (opened !== null) {
    return (
      <div className="space-y-4">
        <Button size="small" icon={ArrowLeft} onClick={() => setOpened(null)}>
          All files of {file.name}
        </Button>
        <h3 className="text-lead">{opened.name}</h3>
        <MemberView member={opened} views={views} />
      </div>
    );
  }
  return (
    <div className="space-y-3">
      <p className="text-muted text-small">
        {members.length >= MOST_MEMBERS && "The first "}
        {count(members.length, "file")} in the archive,{" "}
        {formatBytes(members.reduce((sum, { size }) => sum + size, 0))} unpacked
      </p>
      <LongList
        boxed
        items={members.map((member, index) => ({ member, index }))}
        keyOf={({ index }) => String(index)}
        row={({ member }, place) => (
          <MemberRow
            member={member}
            place={place}
            canOpen={kindOf(member, views) !== null}
            onOpen={() => setOpened(member)}
          />
        )}
        estimate={49}
        label={`Files in ${file.name}`}
        className="divide-y divide-line rounded-card border border-line"
      />
    </div>
  );
}

interface MemberRowProps {
  member: Member;
  place: RowPlace;
  canOpen: boolean;
  onOpen: () => void;
}

function MemberRow({ member, place, canOpen, onOpen }: MemberRowProps) {
  const { name, size, isEncrypted } = member;
  const { save, isSaving } = useSave(member);
  return (
    <li {...place} className="flex items-center gap-3 border-line py-1.5 pr-2 pl-3.5">
      <FileIcon mediaType="" />
      <span className="min-w-0 flex-1 py-1 text-small">
        <span className="font-semibold">{name}</span>{" "}
        <span className="whitespace-nowrap text-muted">{formatBytes(size)}</span>
      </span>
      {isEncrypted ? (
        <span className="flex items-center gap-1.5 text-muted text-small">
          <Lock size={16} aria-hidden /> Needs a password
        </span>
      ) : (
        <>
          {canOpen && (
            <Button
              size="small"
              variant="quiet"
              icon={Eye}
              aria-label={`Open ${name}`}
              onClick={onOpen}
            >
              <span className="max-sm:sr-only">Open</span>
            </Button>
          )}
          <Button
            size="small"
            variant="quiet"
            icon={Download}
            busy={isSaving}
            aria-label={`Download ${name}`}
            onClick={save}
          >
            <span className="max-sm:sr-only">Download</span>
          </Button>
        </>
      )}
    </li>
  );
}

/** Saves a member as it is unpacked. */
function useSave({ name, size, stream }: Member) {
  const toast = useToast();
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    const own = name.slice(name.lastIndexOf("/") + 1) || "file";
    try {
      const target = await chooseTarget(own, size);
      await target.write(stream());
    } catch (error) {
      if (!isCancellation(error)) {
        reportUnknown(error);
        toast(`${own}: ${copyOf(error).title}`, "danger");
      }
    } finally {
      setSaving(false);
    }
  };
  return { save, isSaving };
}

/** A member, unpacked into memory and shown as a file of its kind is. */
function MemberView({ member, views }: { member: Member; views: Views }) {
  const kind = kindOf(member, views);
  const most = kind === null ? 0 : LARGEST[kind];
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null | undefined>(undefined);
  const file = useMemo(() => ({ name: member.name, mediaType: "", size: member.size }), [member]);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    unpack(member, { most, signal }).then(
      (all) => !signal.aborted && setBytes(all),
      () => !signal.aborted && setBytes(null),
    );
    return () => abort.abort();
  }, [member, most]);
  const View = kind === null ? undefined : views[kind];
  if (bytes === null || View === undefined) return <ViewProblem what="a file of this archive" />;
  if (bytes === undefined) return <Skeleton label={`Unpacking ${member.name}`} lines={6} />;
  return (
    <Suspense fallback={<Skeleton label="Opening the file" lines={6} />}>
      <View file={file} bytes={bytes} />
    </Suspense>
  );
}

function kindOf({ name, size }: Member, views: Views): PreviewKind | null {
  const kind = previewKindOf({ name, mediaType: "" });
  return kind !== null && views[kind] !== undefined && size <= LARGEST[kind] ? kind : null;
}
