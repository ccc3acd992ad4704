"use client";

import { Send } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Address, Hex } from "viem";
import type { Lease, OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { requestAccessFlow } from "../../_flows/request-access.ts";
import { useWalletFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useOutline } from "../../_hooks/use-requests.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
import { LengthFields } from "./length-fields.tsx";
import type { RequestDraft } from "./request-draft.ts";
import { askText, requestDraftOf, requestTermsOf } from "./request-draft.ts";
import { sectionNames } from "./section-names.ts";
import { SectionPicker } from "./section-picker.tsx";

interface RequestDialogProps {
  record: Hex;
  /** The lease whose terms are asked for once more; without one, a first request. */
  lease?: Lease | undefined;
  /** Sections whose names the person may know. */
  known?: readonly OpenedSection[] | undefined;
  onOpenChange: (open: boolean) => void;
}

/** Asks a record's owner for a lease. Which sections there are is read from the ledger first. */
export function RequestDialog(props: RequestDialogProps) {
  const { data, error, refetch } = useOutline(props.record);
  const title = props.lease === undefined ? "Ask for access" : "Ask for more";
  return (
    <Dialog
      open
      onOpenChange={props.onOpenChange}
      title={title}
      description="The owner sees your request in the app, and may lend you as much or less."
    >
      {data !== undefined ? (
        <RequestForm {...props} owner={data.owner} sections={data.sections} />
      ) : error === null ? (
        <Skeleton label="Looking which sections there are" lines={4} />
      ) : (
        <ErrorNotice error={error} onRetry={refetch} />
      )}
    </Dialog>
  );
}

interface RequestFormProps extends RequestDialogProps {
  owner: Address;
  sections: readonly number[];
}

function RequestForm({ record, lease, known = [], onOpenChange, ...of }: RequestFormProps) {
  const { owner, sections } = of;
  const nameOf = useNames();
  const running = useWalletFlow(requestAccessFlow);
  const [draft, setDraft] = useState(() => requestDraftOf(lease, sections));
  const [isChecked, setChecked] = useState(false);
  const isRunning = running.run.status === "running";
  const change = (part: Partial<RequestDraft>) => setDraft((now) => ({ ...now, ...part }));
  const terms = requestTermsOf(draft);
  const name = nameOf(owner);
  useUnsaved("A request", draft.note !== "");

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (terms === null) return;
    if ((await running.start({ record, name, terms })) !== null) onOpenChange(false);
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-6">
      <SectionPicker
        sections={sections}
        known={known}
        chosen={draft.sections}
        problem={isChecked && draft.sections.length === 0 ? "Choose at least one section." : null}
        disabled={isRunning}
        onChange={(chosen) => change({ sections: chosen })}
      />
      <Choices
        legend="You want to"
        disabled={isRunning}
        value={draft.write ? "write" : "read"}
        choices={[
          { value: "read", label: "Read" },
          { value: "write", label: "Read and add entries" },
        ]}
        onChange={(value) => change({ write: value === "write" })}
      />
      <LengthFields draft={draft} disabled={isRunning} onChange={change} />
      <Field label="What for (optional)" hint={`Sealed: only ${name} can read this note.`}>
        {(control) => (
          <textarea
            {...control}
            className="control"
            rows={3}
            maxLength={4000}
            disabled={isRunning}
            value={draft.note}
            onChange={(event) => change({ note: event.target.value })}
          />
        )}
      </Field>
      <div className="space-y-1.5 rounded-card bg-sunken px-4 py-3.5">
        <p role="status" aria-label="What will be asked">
          {terms === null
            ? "Choose sections and a time to see what you ask for."
            : `You ask ${name} ${askText(terms, sectionNames(terms.sections, known))}.`}
        </p>
        <p className="text-muted text-small">
          Who asks whom for which sections, and for how long, is public. Only your note is not. The
          time is counted from the moment of approval.
        </p>
      </div>
      <FlowStatus running={running} />
      {!isRunning && (
        <div className="flex justify-end gap-3">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" icon={Send}>
            Ask
          </Button>
        </div>
      )}
    </form>
  );
}
