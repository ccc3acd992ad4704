"use client";

import { KeyRound, SlidersHorizontal } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { ListedLease, OpenedRecord, PendingRequest } from "../../../lib/sharing/index.ts";
import { sliceOf, sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { approveRequestFlow } from "../../_flows/approve-request.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { formatMoment } from "../../_text/format.ts";
import type { GrantDraft } from "../record/grant-draft.ts";
import { grantSentence, windowOf, windowProblem } from "../record/grant-draft.ts";
import { LendSummary } from "../record/lend-summary.tsx";
import { SectionChoice } from "../record/section-choice.tsx";
import { lentSections, sectionName } from "../record/section-name.ts";
import { TermFields } from "../record/term-fields.tsx";
import { grantDraftOf } from "./request-draft.ts";

interface ApproveDialogProps {
  request: PendingRequest;
  record: OpenedRecord;
  /** What the requester holds now, of which the new lease takes the place. */
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
  const [draft, setDraft] = useState(() => grantDraftOf(request, slice));
  const [isChange, setChange] = useState(props.isChange);
  const [isChecked, setChecked] = useState(false);
  const isRunning = running.run.status === "running";
  const change = (part: Partial<GrantDraft>) => setDraft((now) => ({ ...now, ...part }));
  const name = nameOf(request.requester);
  const chosen = record.sections.filter(({ index }) => draft.sections.includes(index));
  const sentence = grantSentence(draft, { name, names: chosen.map(sectionName), slice });

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const window = windowOf(draft, slice);
    if (window === null || sentence === null) return;
    const { write, history } = draft;
    const sections = chosen.map(({ index }) => index);
    const terms = { grantee: request.requester, sections, write, history, ...window };
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
        {isChange && (
          <>
            <SectionChoice
              sections={record.sections}
              chosen={draft.sections}
              problem={isChecked && chosen.length === 0 ? "Choose at least one section." : null}
              disabled={isRunning}
              onChange={(sections) => change({ sections })}
            />
            <Choices
              legend="They may"
              disabled={isRunning}
              value={draft.write ? "write" : "read"}
              choices={[
                { value: "read", label: "Read" },
                { value: "write", label: "Read and add entries" },
              ]}
              onChange={(value) => change({ write: value === "write" })}
            />
            <Choices
              legend="What is included"
              disabled={isRunning}
              value={draft.history ? "all" : "new"}
              choices={[
                {
                  value: "all",
                  label: "Everything",
                  note: "What is there already, and what is added",
                },
                {
                  value: "new",
                  label: "New entries only",
                  note: "What is added while the lease runs",
                },
              ]}
              onChange={(value) => change({ history: value === "all" })}
            />
            <TermFields
              draft={draft}
              problem={windowProblem(draft, slice)}
              disabled={isRunning}
              onChange={change}
            />
          </>
        )}
        {lease !== undefined && (
          <Notice tone="time" title="This takes the place of a lease that runs now">
            <p>
              {lentSections(record, lease)}, until {formatMoment(sliceStart(lease.expiresAt))}. What
              the new lease leaves out of it ends.
            </p>
          </Notice>
        )}
        <LendSummary sentence={sentence} />
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
