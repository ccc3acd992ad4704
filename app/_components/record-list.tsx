"use client";

import { ChevronRight, FolderLock, Plus } from "lucide-react";
import type { Address, Hex } from "viem";
import {
  useIsOwnedPartial,
  useLeases,
  useOpenedRecord,
  useOwnedRecords,
} from "../_hooks/use-records.ts";
import { useUnlocked } from "../_hooks/use-unlocked.ts";
import { copyOf } from "../_text/errors.ts";
import { count, shortAddress } from "../_text/format.ts";
import { AppLink } from "./app-link.tsx";
import { ButtonLink } from "./button-link.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import type { RowPlace } from "./list-props.ts";
import { LongList } from "./long-list.tsx";
import { Skeleton } from "./skeleton.tsx";

interface RecordListProps {
  owner: Address;
  /** Shows only the newest so many. */
  limit?: number;
}

/** The records that an account owns, the newest first. */
export function RecordList({ owner, limit }: RecordListProps) {
  const { data, error, isPending, refetch } = useOwnedRecords(owner);
  const isPartial = useIsOwnedPartial(owner);
  if (isPending) return <Skeleton label="Reading your records from the chain" />;
  if (data === undefined) return <ErrorNotice error={error} onRetry={refetch} />;
  if (data.length === 0 && !isPartial) {
    return (
      <Empty
        icon={FolderLock}
        title="No records yet"
        action={
          <ButtonLink href="/new/" icon={Plus}>
            New record
          </ButtonLink>
        }
      >
        A record holds files in sections. You decide who may read which section, and until when.
      </Empty>
    );
  }
  return (
    <>
      <LongList
        items={data.toReversed().slice(0, limit)}
        keyOf={({ id }) => id}
        row={({ id, closed }, place) => <RecordItem id={id} isClosed={closed} place={place} />}
        estimate={73}
        label="Records"
        className="-my-2 divide-y divide-line"
      />
      {isPartial && (
        <p className="mt-5 text-danger text-small">
          Records that others handed to you may be missing here: the chain's nodes do not show all
          that was offered to you. Another node may; add one under Network.
        </p>
      )}
    </>
  );
}

function RecordItem({ id, isClosed, place }: { id: Hex; isClosed: boolean; place: RowPlace }) {
  const { account } = useUnlocked();
  const opened = useOpenedRecord(id);
  const leases = useLeases(id);
  const live = leases.data?.filter(({ state }) => state === "live").length ?? 0;
  const problem = account === null ? leases.error : (opened.error ?? leases.error);
  const facts = [
    opened.data && count(opened.data.sections.length, "section"),
    leases.data &&
      (live === 0 ? "lent to nobody" : `lent to ${count(live, "person", "people")} now`),
    isClosed && "closed",
  ];
  return (
    <li {...place}>
      <AppLink
        href={`/record/?id=${id}`}
        className="-mx-2 flex items-center gap-3 rounded-control px-2 py-3 transition-colors hover:bg-sunken"
      >
        <FolderLock size={20} className="shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block font-semibold">
            {opened.data
              ? opened.data.title || "Untitled record"
              : account === null
                ? "Locked record"
                : opened.isError
                  ? "Record that cannot be opened now"
                  : "Opening…"}
          </span>
          <span className="block text-muted text-small">
            {facts.filter(Boolean).join(" · ") || shortAddress(id)}
          </span>
          {problem !== null && (
            <span className="block text-danger text-small">{copyOf(problem).title}.</span>
          )}
        </span>
        <ChevronRight size={18} className="shrink-0 text-muted" aria-hidden />
      </AppLink>
    </li>
  );
}
