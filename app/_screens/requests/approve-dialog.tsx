"use client";

import { KeyRound, SlidersHorizontal } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { ListedLease, OpenedRecord, PendingRequest } from "../../../lib/sharing/index.ts";
import { sliceOf, sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { approveRequestFlow } from "../../_flows/approve-request.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { formatMoment } from "../../_text/format.ts";
import type { GrantDraft } from "../record/grant-draft.ts";
import { grantSentence, windowOf } from "../record/grant-draft.ts";
import { inclusionTerms } from "../record/inclusion.ts";
import { LeaseFields } from "../record/lease-fields.tsx";
import { LeaseReview } from "../record/lease-review.tsx";
import { LendSummary } from "../record/lend-summary.tsx";
import { lentSections, sectionName } from "../record/section-name.ts";
import { grantDraftOf, isStanding } from "./request-draft.ts";

interface ApproveDialogProps {
  request: PendingRequest;
  record: OpenedRecord;
  /** What the requester was lent last, of which the new lease takes the place if it still runs. */
  lease: ListedLease | undefined;
  /** Begins with the terms open for changes. */
  isChange: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Says what approving a request will do, lets the terms be changed, and lends. */
export function ApproveDialog(props: ApproveDialogProps) {
  const { request, record, lease, onOpenChange } = props;
  const nameOf = useNames();
  const running = useFlow(approveRequestFlow);
  const slice = useChainSlice() ?? sliceOf(record.time);
  const [draft, setDraft] = useState(() => grantDraftOf(request, { slice, lease }));
  const [isChange, setChange] = useState(props.isChange);
  const [isChecked, setChecked] = useState(false);
  const isRunning = running.run.status === "running";
  const change = (part: Partial<GrantDraft>) => setDraft((now) => ({ ...now, ...part }));
  const name = nameOf(request.requester);
  const chosen = record.sections.filter(({ index }) => draft.sections.includes(index));
  const names = chosen.map(sectionName);
  const sentence = grantSentence(draft, { name, names, slice });
  const window = windowOf(draft, slice);
  const { write } = draft;
  const isReview = window !== null && sentence !== null && (isRunning || !isChange);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (window === null || sentence === null) return;
    const sections = chosen.map(({ index }) => index);
    const lent = { sections, write, ...inclusionTerms({ ...draft, ...window }, slice) };
    const terms = { grantee: request.requester, ...lent, ...window };
    if ((await running.start({ record: record.id, name, terms })) !== null) onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isRunning}
      title={`Approve the request of ${name}`}
      description={`For ${record.title || "an untitled record"}`}
    >
      <form onSubmit={submit} noValidate className="space-y-6">
        {isReview ? (
          <LeaseReview
            sentence={sentence}
            lease={{
              people: [request.requester],
              names,
              write,
              ...inclusionTerms({ ...draft, ...window }, slice),
              ...window,
            }}
          />
        ) : (
          <LeaseFields
            record={record}
            draft={draft}
            slice={slice}
            isChecked={isChecked}
            disabled={isRunning}
            onChange={change}
          />
        )}
        {lease !== undefined && isStanding(lease) && (
          <Notice tone="time" title="This takes the place of a lease that runs now">
            <p>
              {lentSections(record, lease)}, until {formatMoment(sliceStart(lease.expiresAt))}. What
              the new lease leaves out of it ends.
            </p>
          </Notice>
        )}
        {!isReview && <LendSummary sentence={sentence} />}
        <FlowStatus running={running} />
        {!isRunning && (
          <div className="flex flex-wrap justify-end gap-3">
            {!isChange && (
              <Button icon={SlidersHorizontal} onClick={() => setChange(true)}>
                Change the terms
              </Button>
            )}
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" icon={KeyRound}>
              Approve
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
