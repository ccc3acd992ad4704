"use client";

import { KeyRound } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { ListedLease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceOf } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { grantFlow } from "../../_flows/grant.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import type { GrantDraft } from "./grant-draft.ts";
import { draftOf, grantSentence, windowOf, windowProblem } from "./grant-draft.ts";
import { GranteeField, useGrantee } from "./grantee-field.tsx";
import { SectionChoice } from "./section-choice.tsx";
import { sectionName } from "./section-name.ts";
import { TermFields } from "./term-fields.tsx";

interface GrantDialogProps {
  record: OpenedRecord;
  /** The lease to change or to grant again; without one, a new one. */
  lease?: ListedLease;
  onOpenChange: (open: boolean) => void;
}

/** Lends sections to a person for a time, or changes a lease. */
export function GrantDialog({ record, lease, onOpenChange }: GrantDialogProps) {
  const nameOf = useNames();
  const running = useFlow(grantFlow);
  const slice = useChainSlice() ?? sliceOf(record.time);
  const [draft, setDraft] = useState(() => draftOf(lease, slice));
  const [isChecked, setChecked] = useState(false);
  const grantee = useGrantee(draft.grantee, record.owner);
  const isRunning = running.run.status === "running";
  const isChange = lease !== undefined && (lease.state === "live" || lease.state === "pending");
  const change = (part: Partial<GrantDraft>) => setDraft((now) => ({ ...now, ...part }));

  const chosen = record.sections.filter(({ index }) => draft.sections.includes(index));
  const name = grantee.status === "ready" ? nameOf(grantee.address) : null;
  const sentence = grantSentence(draft, { name, names: chosen.map(sectionName), slice });
  const timeProblem = windowProblem(draft, slice);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const window = windowOf(draft, slice);
    if (grantee.status !== "ready" || window === null || sentence === null) return;
    const done = await running.start({
      record: record.id,
      name: nameOf(grantee.address),
      terms: {
        grantee: grantee.address,
        sections: draft.sections,
        write: draft.write,
        history: draft.history,
        ...window,
      },
    });
    if (done !== null) onOpenChange(false);
  };

  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isRunning}
      title={isChange ? `Change the lease of ${nameOf(lease.grantee)}` : "Lend"}
      description={
        isChange
          ? "The new terms take the place of the present ones."
          : "Choose who may read which sections, and for how long."
      }
    >
      <form onSubmit={submit} noValidate className="space-y-6">
        {!isChange && (
          <GranteeField
            value={draft.grantee}
            grantee={grantee}
            owner={record.owner}
            isChecked={isChecked}
            disabled={isRunning}
            onChange={(value) => {
              change({ grantee: value });
              setChecked(false);
            }}
            onLeave={() => setChecked(true)}
          />
        )}
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
            { value: "all", label: "Everything", note: "What is there already, and what is added" },
            { value: "new", label: "New entries only", note: "What is added while the lease runs" },
          ]}
          onChange={(value) => change({ history: value === "all" })}
        />
        <TermFields draft={draft} problem={timeProblem} disabled={isRunning} onChange={change} />
        <div className="rounded-card bg-sunken px-4 py-3.5">
          <p role="status" aria-label="What will happen">
            {sentence ?? "Choose a person, sections and a time to see what will happen."}
          </p>
          <details className="mt-2 text-muted text-small">
            <summary className="w-fit rounded-control font-semibold">
              What the end does, and what it cannot do
            </summary>
            <p className="mt-1.5">
              When the lease ends, this app closes what was lent, and the keys for anything
              published later never reach this person: that part needs nobody&rsquo;s good will. You
              can end it sooner, and the keys change at once. What nobody can do is take back what
              was opened or copied while the lease ran.
            </p>
          </details>
        </div>
        <FlowStatus running={running} />
        {!isRunning && (
          <div className="flex justify-end gap-3">
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" icon={KeyRound}>
              {isChange ? "Change lease" : "Lend"}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
