"use client";

import { CalendarClock, CircleStop } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { ListedLease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { Countdown } from "../../_components/countdown.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Person } from "../../_components/person.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { revokeFlow } from "../../_flows/revoke.ts";
import { revokeLeafFlow } from "../../_flows/revoke-leaf.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { LeaseFacts } from "./lease-facts.tsx";

const GrantDialog = lazy(() => import("./grant-dialog.tsx").then(lazyOf("GrantDialog")));

interface LeaseItemProps {
  record: OpenedRecord;
  lease: ListedLease;
  /** A slice that its end is proposed to be moved to: asks about that first. */
  proposedEnd?: number | undefined;
}

/** One lease as its owner sees it: whose, what, until when; change it, end it. */
export function LeaseItem({ record, lease, proposedEnd }: LeaseItemProps) {
  const nameOf = useNames();
  const ofPerson = useFlow(revokeFlow);
  const ofGroup = useFlow(revokeLeafFlow);
  const running = lease.root === null ? ofPerson : ofGroup;
  const slice = useChainSlice();
  const [open, setOpen] = useState<"change" | "end" | null>(() => {
    if (proposedEnd === undefined) return null;
    return proposedEnd <= (slice ?? 0) ? "end" : "change";
  });
  const { state } = lease;
  const name = nameOf(lease.grantee);
  const isRunning = state === "live" || state === "pending";
  const isEnding = running.run.status === "running";
  return (
    <li className="py-4">
      <div className="grid gap-x-4 sm:grid-cols-[1fr_auto] sm:items-center">
        <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
          <Person address={lease.grantee} full />
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
            <StateBadge state={state} />
            {state === "live" && <Countdown to={lease.expiresAt} label="ends in" />}
            {state === "pending" && <Countdown to={lease.notBefore} label="begins in" />}
          </span>
        </div>
        <div className="min-w-0 sm:col-span-2">
          <LeaseFacts record={record} lease={lease} />
        </div>
        {!isEnding && (
          <div className="mt-3 flex gap-2 sm:col-start-2 sm:row-start-1 sm:mt-0">
            {(lease.root === null || !isRunning) && (
              <Button
                size="small"
                icon={CalendarClock}
                aria-label={isRunning ? `Change the lease of ${name}` : `Lend again to ${name}`}
                onClick={() => setOpen("change")}
              >
                {isRunning ? "Change" : "Lend again"}
              </Button>
            )}
            {isRunning && (
              <Button
                size="small"
                variant="danger"
                icon={CircleStop}
                aria-label={`End the lease of ${name}`}
                onClick={() => setOpen("end")}
              >
                End
              </Button>
            )}
          </div>
        )}
      </div>
      {running.run.status !== "idle" && (
        <div className="mt-3">
          <FlowStatus running={running} />
        </div>
      )}
      <Confirm
        open={open === "end"}
        onOpenChange={(next) => !next && setOpen(null)}
        title={`End the lease of ${name} now?`}
        action="End the lease"
        onConfirm={() => {
          setOpen(null);
          if (lease.root === null)
            ofPerson.start({ record: record.id, grantee: lease.grantee, name });
          else ofGroup.start({ record: record.id, leaf: lease.leaf, name });
        }}
      >
        <p>
          The keys change in the same transaction: what you publish from now on is closed to them.
          You cannot undo this, but you can lend to them again.
        </p>
        <p>What they have opened or copied already cannot be taken back.</p>
      </Confirm>
      <Suspense>
        {open === "change" && (
          <GrantDialog
            record={record}
            lease={lease}
            proposedEnd={proposedEnd}
            onOpenChange={(next) => !next && setOpen(null)}
          />
        )}
      </Suspense>
    </li>
  );
}
