"use client";

import { CircleStop, Users } from "lucide-react";
import { useState } from "react";
import type { ListedLease, ListedRoot, OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { CopyField } from "../../_components/copy-field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { recordLink } from "../../_config/links.ts";
import { revokeRootFlow } from "../../_flows/revoke-root.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { count } from "../../_text/format.ts";
import { LeaseItem } from "./lease-item.tsx";

/** As many leases of a group are shown at first. */
const PAGE = 50;

interface GroupItemProps {
  record: OpenedRecord;
  group: ListedRoot;
  leases: readonly ListedLease[];
}

/** Leases that were granted together: end all of it, or single ones. */
export function GroupItem({ record, group, leases }: GroupItemProps) {
  const running = useFlow(revokeRootFlow);
  const [isAsking, setAsking] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const title =
    group.count === null ? "A group" : `A group of ${count(group.count, "person", "people")}`;
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex items-center gap-2.5 font-semibold">
          <Users size={20} className="text-muted" aria-hidden /> {title}
        </span>
        {group.running !== null && (
          <span className="text-muted text-small">{count(group.running, "lease")} running</span>
        )}
        {running.run.status !== "running" && (
          <Button
            size="small"
            variant="danger"
            icon={CircleStop}
            className="ml-auto"
            aria-label={`End all of it: ${title}`}
            onClick={() => setAsking(true)}
          >
            End all of it
          </Button>
        )}
      </div>
      {group.problem !== null && (
        <p className="mt-1.5 text-small text-time">{copyOfCode("sharing/list-invalid").title}.</p>
      )}
      {running.run.status !== "idle" && (
        <div className="mt-3">
          <FlowStatus running={running} />
        </div>
      )}
      <details className="mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="w-fit rounded-control py-1 font-semibold text-muted text-small hover:text-ink">
          Link and single leases
        </summary>
        {isOpen && (
          <div className="mt-2 space-y-2 border-line border-l-2 pl-4">
            <CopyField
              label="Link to this record"
              hint="The ledger does not tell a group: send this to each of them."
              text={recordLink(record.id)}
            />
            <ul aria-label={`Leases of ${title}`} className="divide-y divide-line">
              {leases.slice(0, shown).map((lease) => (
                <LeaseItem key={lease.leaf} record={record} lease={lease} />
              ))}
            </ul>
            {leases.length > shown && (
              <Button size="small" onClick={() => setShown(shown + PAGE)}>
                Show more
              </Button>
            )}
          </div>
        )}
      </details>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`End the leases of ${title.toLowerCase()} now?`}
        action="End all of it"
        onConfirm={() => {
          setAsking(false);
          running.start({ record: record.id, root: group.root });
        }}
      >
        <p>
          One transaction ends all of them, and the keys change with it: what you publish from now
          on is closed to them, unless they have another lease.
        </p>
        <p>What they have opened or copied already cannot be taken back.</p>
      </Confirm>
    </li>
  );
}
