"use client";

import { KeyRound } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Address } from "viem";
import type { ListedLease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceOf, sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Choices } from "../../_components/choices.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useNames } from "../../_hooks/use-names.ts";
import type { GrantDraft } from "./grant-draft.ts";
import { draftOf, grantSentence, windowOf, windowProblem } from "./grant-draft.ts";
import { useGrantee } from "./grantee-field.tsx";
import type { Way } from "./grantees.ts";
import { accountsWithoutKey, usualWay, waysFor, withPeople } from "./grantees.ts";
import { LendSummary } from "./lend-summary.tsx";
import { LendWay } from "./lend-way.tsx";
import { LentNotice } from "./lent-notice.tsx";
import { SectionChoice } from "./section-choice.tsx";
import { sectionName } from "./section-name.ts";
import { TermFields } from "./term-fields.tsx";
import type { Lent } from "./use-lend.ts";
import { useLend } from "./use-lend.ts";
import { WhomField } from "./whom-field.tsx";
import { WithoutKey } from "./without-key.tsx";

interface GrantDialogProps {
  record: OpenedRecord;
  /** The lease to change or to grant again; without one, a new one. */
  lease?: ListedLease;
  onOpenChange: (open: boolean) => void;
}

/** Lends sections to people or by a link for a time, or changes a lease. */
export function GrantDialog({ record, lease, onOpenChange }: GrantDialogProps) {
  const nameOf = useNames();
  const { running, lend } = useLend();
  const slice = useChainSlice() ?? sliceOf(record.time);
  const [draft, setDraft] = useState(() => draftOf(lease, slice));
  const [added, setAdded] = useState<Address[]>([]);
  const [chosenWay, setWay] = useState<Way | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [isLink, setLink] = useState(false);
  /** Null while the link has none. */
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const [lent, setLent] = useState<Exclude<Lent, { kind: "sent" }> | null>(null);
  const grantee = useGrantee(draft.grantee, record.owner);
  const isRunning = running.run.status === "running";
  const isChange = lease !== undefined && (lease.state === "live" || lease.state === "pending");
  const change = (part: Partial<GrantDraft>) => setDraft((now) => ({ ...now, ...part }));

  const typed = grantee.status === "ready" ? [grantee.address] : [];
  const people = withPeople(added, { more: typed, owner: record.owner });
  const way =
    chosenWay !== null && waysFor(people.length).includes(chosenWay)
      ? chosenWay
      : usualWay(people.length);
  const chosen = record.sections.filter(({ index }) => draft.sections.includes(index));
  const name =
    people.length > 1 ? `Each of ${people.length} people` : people[0] && nameOf(people[0]);
  const names = chosen.map(sectionName);
  const write = draft.write && !isLink;
  const sentence = grantSentence(
    { ...draft, write },
    { name: isLink ? "Whoever has the link" : (name ?? null), names, slice },
  );
  const timeProblem = windowProblem(draft, slice);
  const without = running.run.status === "failed" ? accountsWithoutKey(running.run.error) : [];

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const window = windowOf(draft, slice);
    const isTypedWrong = grantee.status === "wrong" || grantee.status === "checking";
    const isWrong = isLink ? passphrase === "" : isTypedWrong;
    if (isWrong || window === null || sentence === null) return;
    const { sections, history } = draft;
    const done = await lend({
      record: record.id,
      people,
      terms: { sections, write, history, ...window },
      way: isLink ? "link" : way,
      passphrase,
      now: sliceStart(slice),
    });
    if (done?.kind === "sent") onOpenChange(false);
    else setLent(done);
  };
  const leaveOut = () => {
    setAdded(added.filter((it) => !without.includes(it)));
    running.reset();
  };

  if (lent !== null) {
    return (
      <Dialog open onOpenChange={onOpenChange} title="Lend">
        <LentNotice record={record.id} lent={lent} onDone={() => onOpenChange(false)} />
      </Dialog>
    );
  }
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
          <WhomField
            isLink={isLink}
            passphrase={passphrase}
            onLink={(next) => {
              setLink(next);
              setChecked(false);
            }}
            onPassphrase={setPassphrase}
            typed={draft.grantee}
            grantee={grantee}
            people={added}
            owner={record.owner}
            isChecked={isChecked}
            disabled={isRunning}
            onType={(value) => {
              change({ grantee: value });
              setChecked(false);
            }}
            onLeave={() => setChecked(true)}
            onPeople={setAdded}
          />
        )}
        <SectionChoice
          sections={record.sections}
          chosen={draft.sections}
          problem={isChecked && chosen.length === 0 ? "Choose at least one section." : null}
          disabled={isRunning}
          onChange={(sections) => change({ sections })}
        />
        {!isLink && (
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
        )}
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
        {!isChange && !isLink && people.length > 0 && (
          <LendWay people={people.length} value={way} disabled={isRunning} onChange={setWay} />
        )}
        <LendSummary sentence={sentence} />
        <FlowStatus running={running} />
        {without.length > 0 && <WithoutKey accounts={without} onLeaveOut={leaveOut} />}
        {!isRunning && (
          <div className="flex justify-end gap-3">
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" icon={KeyRound}>
              {isChange
                ? "Change lease"
                : isLink
                  ? "Make the link"
                  : way === "sign"
                    ? "Sign"
                    : "Lend"}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
