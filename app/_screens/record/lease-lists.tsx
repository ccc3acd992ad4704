"use client";

import type { ReactNode } from "react";
import { useState } from "react";
import type { ListedLease, OpenedRecord, OwnLink } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { useEnding } from "../../_hooks/use-endings.ts";
import { useRoots } from "../../_hooks/use-records.ts";
import { count } from "../../_text/format.ts";
import { EndAll } from "./end-all.tsx";
import { GroupItem } from "./group-item.tsx";
import { LeaseItem } from "./lease-item.tsx";
import { LinkItem } from "./link-item.tsx";

/** As many leases are listed at a time. */
const PAGE = 30;

interface LeaseListsProps {
  record: OpenedRecord;
  leases: ListedLease[];
  /** Those that are links, by their numbers. */
  links: ReadonlyMap<number, OwnLink>;
}

interface AnyLeaseProps extends Omit<LeaseListsProps, "leases"> {
  lease: ListedLease;
  /** A slice that its end is proposed to be moved to. */
  proposedEnd?: number | undefined;
}

/** A lease of a person, or of whoever has a link. */
export function AnyLease({ links, lease: listed, record, proposedEnd }: AnyLeaseProps) {
  const { state } = useEnding(listed);
  const lease = { ...listed, state };
  const link = links.get(lease.leaf);
  if (link !== undefined) return <LinkItem record={record} lease={lease} link={link} />;
  return <LeaseItem record={record} lease={lease} proposedEnd={proposedEnd} />;
}

/** Who may read now or later, and who could: each with what can be done about it. */
export function LeaseLists({ record, leases, links }: LeaseListsProps) {
  const { data: roots = [] } = useRoots(record.id);
  const groups = roots.filter((it) => it.ended === null && it.running !== 0);
  const isGrouped = ({ root }: ListedLease) => groups.some((it) => it.root === root);
  const isRunning = ({ state }: ListedLease) => state === "live" || state === "pending";
  const running = leases.filter((it) => isRunning(it) && !isGrouped(it));
  const over = leases.filter((it) => !isRunning(it) && !isGrouped(it));
  const standing = running.length + groups.length;
  return (
    <div className="mt-5">
      {standing > 0 ? (
        <ul
          aria-label="Leases that run or will"
          className="divide-y divide-line border-line border-y"
        >
          <Paged>
            {running.map((lease) => (
              <AnyLease key={lease.envelope} record={record} lease={lease} links={links} />
            ))}
          </Paged>
          {groups.map((group) => (
            <GroupItem
              key={group.root}
              record={record}
              group={group}
              leases={leases.filter(({ root }) => root === group.root)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-muted">Nobody may read this record now, except you.</p>
      )}
      <EndAll record={record.id} isOffered={standing > 0} />
      {over.length > 0 && (
        <details className="mt-3">
          <summary className="w-fit rounded-control py-1 font-semibold text-muted text-small hover:text-ink">
            {count(over.length, "earlier lease")}
          </summary>
          <ul aria-label="Earlier leases" className="divide-y divide-line">
            <Paged>
              {over.map((lease) => (
                <AnyLease key={lease.envelope} record={record} lease={lease} links={links} />
              ))}
            </Paged>
          </ul>
        </details>
      )}
    </div>
  );
}

/** The first items of a list, and more of them when asked. */
function Paged({ children }: { children: readonly ReactNode[] }) {
  const [shown, setShown] = useState(PAGE);
  const left = children.length - shown;
  return (
    <>
      {children.slice(0, shown)}
      {left > 0 && (
        <li className="py-4">
          <Button size="small" onClick={() => setShown((it) => it + PAGE)}>
            Show more ({left} left)
          </Button>
        </li>
      )}
    </>
  );
}
