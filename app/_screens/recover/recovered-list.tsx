"use client";

import { FolderLock, Inbox, Lock } from "lucide-react";
import type { ReactNode } from "react";
import type { Hex } from "viem";
import { useConnection } from "wagmi";
import type { Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Person } from "../../_components/person.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { isSameAddress } from "../../_hooks/use-names.ts";
import {
  useLentLeases,
  useOpenedAs,
  useOwnedRecords,
  useUnreadableLent,
} from "../../_hooks/use-records.ts";
import { copyOf } from "../../_text/errors.ts";
import { ChangeKeyPanel } from "../keys/change-key-panel.tsx";

interface RecoveredListProps {
  reader: Reader;
  onOpen: (record: Hex) => void;
  onClose: () => void;
}

/** Everything that is an account's, or was lent to it. */
export function RecoveredList({ reader, onOpen, onClose }: RecoveredListProps) {
  const owned = useOwnedRecords(reader.address);
  const lent = useLentLeases(reader.address);
  const unreadable = useUnreadableLent(reader.address).data ?? [];
  const { address: connected } = useConnection();
  const hasWallet = connected !== undefined && isSameAddress(connected, reader.address);
  return (
    <>
      <PageHeader
        title="Opened for reading"
        actions={
          <Button icon={Lock} onClick={onClose}>
            Lock
          </Button>
        }
      >
        <Person address={reader.address} full />
        <p className="mt-2 text-small">
          By the recovery code: its keys are gone when you leave this page.
        </p>
      </PageHeader>
      <div className="space-y-6">
        <Panel title="Records of this account">
          {owned.isPending && <Skeleton label="Looking for records" lines={2} />}
          {owned.isError && <ErrorNotice error={owned.error} onRetry={() => owned.refetch()} />}
          {owned.data?.length === 0 && <Empty icon={FolderLock} title="It has no records" />}
          <ul className="divide-y divide-line">
            {owned.data?.map(({ id }) => (
              <Item key={id} reader={reader} record={id} onOpen={onOpen} />
            ))}
          </ul>
        </Panel>
        <Panel title="Lent to this account">
          {lent.isPending && <Skeleton label="Looking for leases" lines={2} />}
          {lent.isError && <ErrorNotice error={lent.error} onRetry={() => lent.refetch()} />}
          {lent.data?.length === 0 && unreadable.length === 0 && (
            <Empty icon={Inbox} title="Nothing was lent to it" />
          )}
          <ul className="divide-y divide-line">
            {lent.data?.map((lease) => (
              <Item
                key={lease.record}
                reader={reader}
                record={lease.record}
                isClosed={lease.state !== "live"}
                onOpen={onOpen}
              >
                <StateBadge state={lease.state} />
              </Item>
            ))}
            {unreadable.map(({ record, error }) => (
              <li key={record} className="py-3">
                <span className="block font-semibold">Record {record.slice(0, 10)}…</span>
                <span className="block text-danger text-small">{copyOf(error).title}</span>
              </li>
            ))}
          </ul>
        </Panel>
        {hasWallet && <ChangeKeyPanel address={reader.address} present={reader} from="wallet" />}
      </div>
    </>
  );
}

interface ItemProps {
  reader: Reader;
  record: Hex;
  isClosed?: boolean;
  onOpen: (record: Hex) => void;
  children?: ReactNode;
}

function Item({ reader, record, isClosed = false, onOpen, children }: ItemProps) {
  const { data, error } = useOpenedAs(reader, record, { enabled: !isClosed });
  const title = data?.title || `Record ${record.slice(0, 10)}…`;
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <span className="min-w-0 flex-1">
        <span className="font-semibold">{title}</span>
        {error !== null && (
          <span className="block text-danger text-small">{copyOf(error).title}</span>
        )}
      </span>
      {children}
      <Button size="small" disabled={data === undefined} onClick={() => onOpen(record)}>
        Open
      </Button>
    </li>
  );
}
