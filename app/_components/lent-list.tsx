"use client";

import { ChevronRight, Inbox, TriangleAlert } from "lucide-react";
import type { Address } from "viem";
import type { ListedLease, UnreadableRecord } from "../../lib/sharing/index.ts";
import { useChainSeconds } from "../_hooks/use-clock.ts";
import { useNames } from "../_hooks/use-names.ts";
import {
  useCover,
  useLeaseState,
  useLentLeases,
  useLentSoFar,
  useUnreadableLent,
} from "../_hooks/use-records.ts";
import { copyOf } from "../_text/errors.ts";
import { count, shortAddress } from "../_text/format.ts";
import { leaseWhen } from "../_text/lease-text.ts";
import { AppLink } from "./app-link.tsx";
import { Avatar } from "./avatar.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Countdown } from "./countdown.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import type { RowPlace } from "./list-props.ts";
import { LongList } from "./long-list.tsx";
import { QrButton } from "./qr-button.tsx";
import { Skeleton } from "./skeleton.tsx";
import { StateBadge } from "./state-badge.tsx";

/** What was lent to an account: live and coming leases first, then what is over. */
export function LentList({ account, limit }: { account: Address; limit?: number }) {
  const { data: whole, error, isPending, refetch } = useLentLeases(account);
  const unreadable = useUnreadableLent(account).data ?? [];
  const soFar = useLentSoFar(account);
  const data = whole ?? (isPending ? soFar : undefined);
  if (data === undefined && isPending)
    return <Skeleton label="Reading your leases from the chain" />;
  if (data === undefined) return <ErrorNotice error={error} onRetry={refetch} />;
  if (data.length + unreadable.length === 0) {
    return (
      <Empty
        icon={Inbox}
        title="Nothing was lent to you yet"
        action={
          <span className="flex items-center gap-1 font-mono text-small">
            {shortAddress(account)}
            <CopyButton text={account} label="Copy your address" />
            <QrButton
              what="your address"
              text={account}
              note="Anybody may see it. With it, people can lend to you."
            />
          </span>
        }
      >
        When somebody lends you a section of a record, it appears here. Give them your address.
      </Empty>
    );
  }
  const isRunning = ({ state }: ListedLease) => state === "live" || state === "pending";
  const ordered = [...data.filter(isRunning), ...data.filter((it) => !isRunning(it))];
  const items = [...ordered, ...unreadable].slice(0, limit);
  return (
    <>
      <LongList
        items={items}
        keyOf={({ record }) => record}
        row={(item, place) =>
          "error" in item ? (
            <UnreadableItem {...item} place={place} />
          ) : (
            <LentItem lease={item} place={place} />
          )
        }
        estimate={73}
        label="Leases"
        className="-my-2 divide-y divide-line"
      />
      {whole === undefined && limit === undefined && (
        <p role="status" className="mt-4 text-muted text-small">
          Reading what was lent to you before…
        </p>
      )}
    </>
  );
}

/** A record whose history the nodes do not show in whole: what is lent there cannot be told. */
function UnreadableItem({ record, error, place }: UnreadableRecord & { place: RowPlace }) {
  const { title, help } = copyOf(error);
  return (
    <li {...place} className="flex items-center gap-3 py-3">
      <TriangleAlert size={20} className="mx-1.5 shrink-0 text-danger" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">Record {shortAddress(record)}</span>
        <span className="block text-danger text-small">{title}.</span>
        <span className="block text-muted text-small">{help}</span>
      </span>
    </li>
  );
}

function LentItem({ lease, place }: { lease: ListedLease; place: RowPlace }) {
  const nameOf = useNames();
  const state = useLeaseState(lease);
  const opened = useCover(lease.record, { enabled: state === "live" });
  const title = opened.data?.title || `A record of ${nameOf(lease.owner)}`;
  const sections = lease.sections.filter((it) => it !== 0).length;
  return (
    <li {...place}>
      <AppLink
        href={`/record/?id=${lease.record}`}
        className="-mx-2 flex items-center gap-3 rounded-control px-2 py-3 transition-colors hover:bg-sunken"
      >
        <Avatar address={lease.owner} size={32} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="wrap-anywhere font-semibold">{title}</span>
            <StateBadge state={state} />
          </span>
          <span className="block text-muted text-small">
            {nameOf(lease.owner)} · {count(sections, "section")} ·{" "}
            <LentWhen lease={lease} state={state} />
          </span>
        </span>
        <ChevronRight size={18} className="shrink-0 text-muted" aria-hidden />
      </AppLink>
    </li>
  );
}

function LentWhen({ lease, state }: { lease: ListedLease; state: ListedLease["state"] }) {
  const now = useChainSeconds();
  if (state === "live") return <Countdown to={lease.expiresAt} label="ends in" />;
  if (state === "pending") return <Countdown to={lease.notBefore} label="begins in" />;
  return now === null ? null : leaseWhen(lease, { state, now });
}
