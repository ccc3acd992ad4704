"use client";

import { CircleStop, Link2 } from "lucide-react";
import { useState } from "react";
import type { ListedLease, OpenedRecord, OwnLink } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { Countdown } from "../../_components/countdown.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { leaseLink } from "../../_config/links.ts";
import { revokeFlow } from "../../_flows/revoke.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { LeaseFacts } from "./lease-facts.tsx";

interface LinkItemProps {
  record: OpenedRecord;
  lease: ListedLease;
  link: OwnLink;
}

/** A lease to whoever has a link, as its owner sees it: copy the link again, end it. */
export function LinkItem({ record, lease, link }: LinkItemProps) {
  const running = useFlow(revokeFlow);
  const [isAsking, setAsking] = useState(false);
  const { state } = lease;
  const isRunning = state === "live" || state === "pending";
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="inline-flex items-center gap-2.5">
          <span className="inline-flex size-9 items-center justify-center rounded-pill bg-sunken text-muted">
            <Link2 size={20} aria-hidden />
          </span>
          <span>
            <span className="font-semibold">Anyone with the link</span>
            <span className="block text-muted text-tiny">
              {link.needsPassphrase ? "and its passphrase" : "without a passphrase"}
            </span>
          </span>
          {isRunning && <CopyButton text={leaseLink(link.fragment)} label="Copy the link" />}
        </span>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
          <StateBadge state={state} />
          {state === "live" && <Countdown to={lease.expiresAt} label="ends in" />}
          {state === "pending" && <Countdown to={lease.notBefore} label="begins in" />}
        </span>
        {isRunning && running.run.status !== "running" && (
          <Button
            size="small"
            variant="danger"
            icon={CircleStop}
            className="ml-auto"
            aria-label="End the link"
            onClick={() => setAsking(true)}
          >
            End
          </Button>
        )}
      </div>
      <LeaseFacts record={record} lease={lease} />
      {running.run.status !== "idle" && (
        <div className="mt-3">
          <FlowStatus running={running} />
        </div>
      )}
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="End this link now?"
        action="End the link"
        onConfirm={() => {
          setAsking(false);
          running.start({ record: record.id, grantee: lease.grantee, name: "a link" });
        }}
      >
        <p>
          It opens nothing any more, whoever has it, and the keys change in the same transaction.
          You cannot undo this, but you can make another link.
        </p>
        <p>What was opened or copied already cannot be taken back.</p>
      </Confirm>
    </li>
  );
}
