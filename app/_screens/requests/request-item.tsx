"use client";

import { Check, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { PendingRequest } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Person } from "../../_components/person.tsx";
import { declineRequestFlow } from "../../_flows/decline-request.ts";
import { useWalletFlow } from "../../_hooks/use-flow.ts";
import { isSameAddress, useNames } from "../../_hooks/use-names.ts";
import { useLeases, useOpenedRecord } from "../../_hooks/use-records.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";
import { askText, isStanding } from "./request-draft.ts";
import { sectionNames } from "./section-names.ts";

const ApproveDialog = lazy(() => import("./approve-dialog.tsx").then(lazyOf("ApproveDialog")));

interface RequestItemProps {
  request: PendingRequest;
  /** Names the record, where requests for several stand together. */
  isNamed: boolean;
}

/** One request as the owner sees it: who asks for what and why; approve it, change it, decline it. */
export function RequestItem({ request, isNamed }: RequestItemProps) {
  const { record, requester } = request;
  const nameOf = useNames();
  const opened = useOpenedRecord(record);
  const declining = useWalletFlow(declineRequestFlow);
  const leases = useLeases(record);
  const [open, setOpen] = useState<"approve" | "change" | "decline" | null>(null);
  const name = nameOf(requester);
  const lease = leases.data?.find((it) => isSameAddress(it.grantee, requester) && it.root === null);
  const close = (next: boolean) => !next && setOpen(null);
  const isDeclining = declining.run.status === "running";
  return (
    <li className="space-y-2.5 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Person address={requester} full />
        <span className="text-muted text-small">{formatMoment(sliceStart(request.askedAt))}</span>
      </div>
      <p className="text-small">
        Asks {askText(request, sectionNames(request.sections, opened.data?.sections))}
        {isNamed && (
          <>
            {" "}
            in{" "}
            <AppLink
              href={`/record/?id=${record}`}
              className="font-semibold underline underline-offset-4"
            >
              {opened.data?.title || "a record of yours"}
            </AppLink>
          </>
        )}
        .
        {lease !== undefined && isStanding(lease) && (
          <span className="text-muted">
            {" "}
            Has a lease now, until {formatMoment(sliceStart(lease.expiresAt))}.
          </span>
        )}
      </p>
      <Note request={request} />
      {!isDeclining && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            variant="primary"
            icon={Check}
            disabled={opened.data === undefined || leases.isPending}
            aria-label={`Approve the request of ${name}`}
            onClick={() => setOpen("approve")}
          >
            Approve
          </Button>
          <Button
            size="small"
            disabled={opened.data === undefined || leases.isPending}
            aria-label={`Approve with changes: the request of ${name}`}
            onClick={() => setOpen("change")}
          >
            Approve with changes
          </Button>
          <Button
            size="small"
            variant="danger"
            icon={X}
            aria-label={`Decline the request of ${name}`}
            onClick={() => setOpen("decline")}
          >
            Decline
          </Button>
        </div>
      )}
      <FlowStatus running={declining} />
      <Confirm
        open={open === "decline"}
        onOpenChange={close}
        title={`Decline the request of ${name}?`}
        action="Decline"
        onConfirm={() => {
          setOpen(null);
          declining.start({ record, requester, name });
        }}
      >
        <p>
          They see that you declined, and so does everybody who looks: it is in the public history.
          It takes a transaction, with its fee. They may ask again.
        </p>
      </Confirm>
      <Suspense>
        {(open === "approve" || open === "change") && opened.data !== undefined && (
          <ApproveDialog
            request={request}
            record={opened.data}
            lease={lease}
            isChange={open === "change"}
            onOpenChange={close}
          />
        )}
      </Suspense>
    </li>
  );
}

function Note({ request: { note, noteProblem } }: Pick<RequestItemProps, "request">) {
  if (note !== null) {
    return (
      <blockquote className="whitespace-pre-line break-words border-line border-l-2 pl-3.5 text-small">
        {note}
      </blockquote>
    );
  }
  if (noteProblem === null) return null;
  return (
    <p className="text-muted text-small">
      There is a note, but it cannot be read: {copyOfCode(noteProblem).title}.
    </p>
  );
}
