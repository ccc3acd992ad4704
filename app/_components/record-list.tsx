"use client";

import { ChevronRight, FolderLock, Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { Address, Hex } from "viem";
import type { RecordSummary } from "../../lib/sharing/index.ts";
import { useRecordSearch } from "../_hooks/use-record-search.ts";
import { useCover, useIsOwnedPartial, useLeases, useOwnedRecords } from "../_hooks/use-records.ts";
import { useUnlocked } from "../_hooks/use-unlocked.ts";
import { copyOf } from "../_text/errors.ts";
import { count, formatNumber, shortAddress } from "../_text/format.ts";
import { AppLink } from "./app-link.tsx";
import { ButtonLink } from "./button-link.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import type { RowPlace } from "./list-props.ts";
import { LongList } from "./long-list.tsx";
import { SearchField } from "./search-field.tsx";
import { Skeleton } from "./skeleton.tsx";

/** Above so many records they can be searched. */
const SEARCHED = 10;

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
  const isSearched = limit === undefined && data.length > SEARCHED;
  return (
    <>
      {isSearched ? (
        <SearchedRows records={data} />
      ) : (
        <Rows records={data.slice(-(limit ?? SEARCHED))} />
      )}
      {isPartial && (
        <p className="mt-5 text-danger text-small">
          Records that others handed to you may be missing here: the chain's nodes do not show all
          that was offered to you. Another node may; add one under Network.
        </p>
      )}
    </>
  );
}

/** Records in the order of their creation, with a field to find some of them by. */
function SearchedRows({ records }: { records: readonly RecordSummary[] }) {
  const { account } = useUnlocked();
  const [text, setText] = useState("");
  const { found, looked } = useRecordSearch(records, useDeferredValue(text));
  return (
    <div className="space-y-4">
      {account !== null && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <SearchField text={text} onChange={setText} label="Search your records by title" />
          <p role="status" className="text-muted text-small">
            {text.trim() !== "" && foundText({ found, looked, of: records.length })}
          </p>
        </div>
      )}
      <Rows records={found} />
    </div>
  );
}

function foundText(state: { found: readonly unknown[]; looked: number; of: number }): string {
  const { found, looked, of } = state;
  const result = found.length === 0 ? "None found" : `${count(found.length, "record")} found`;
  return looked < of
    ? `${result} among ${formatNumber(looked)} of ${formatNumber(of)} so far`
    : result;
}

/** The newest first. */
function Rows({ records }: { records: readonly RecordSummary[] }) {
  return (
    <LongList
      items={records.toReversed()}
      keyOf={({ id }) => id}
      row={({ id, closed }, place) => <RecordItem id={id} isClosed={closed} place={place} />}
      estimate={73}
      label="Records"
      className="-my-2 divide-y divide-line"
    />
  );
}

function RecordItem({ id, isClosed, place }: { id: Hex; isClosed: boolean; place: RowPlace }) {
  const { account } = useUnlocked();
  const opened = useCover(id);
  const leases = useLeases(id);
  const live = leases.data?.filter(({ state }) => state === "live").length ?? 0;
  const problem = account === null ? leases.error : (opened.error ?? leases.error);
  const facts = [
    opened.data && count(opened.data.sectionCount, "section"),
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
