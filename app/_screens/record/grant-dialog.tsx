"use client";

import { Hourglass, KeyRound, SlidersHorizontal } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { ListedLease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { useKeep } from "../../_hooks/use-keep.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { endChange } from "./grant-draft.ts";
import { accountsWithoutKey } from "./grantees.ts";
import { LeaseFields } from "./lease-fields.tsx";
import { LeaseReview } from "./lease-review.tsx";
import { LendSummary } from "./lend-summary.tsx";
import { LendWay } from "./lend-way.tsx";
import { LentNotice } from "./lent-notice.tsx";
import { useGrantForm } from "./use-grant-form.ts";
import type { Lending, Lent } from "./use-lend.ts";
import { sendableUntil, useLend } from "./use-lend.ts";
import { WhomField } from "./whom-field.tsx";
import { WithoutConnection } from "./without-connection.tsx";
import { WithoutKey } from "./without-key.tsx";

interface GrantDialogProps {
  record: OpenedRecord;
  /** The lease to change or to grant again; without one, a new one. */
  lease?: ListedLease;
  /** A slice that the lease's end is proposed to be moved to. */
  proposedEnd?: number | undefined;
  onOpenChange: (open: boolean) => void;
}

const ACTIONS: Readonly<Record<Lending["way"], string>> = {
  link: "Make the link",
  sign: "Sign",
  each: "Lend",
  group: "Lend",
};

/** Lends sections to people or by a link for a time, or changes a lease. */
export function GrantDialog({ record, lease, proposedEnd, onOpenChange }: GrantDialogProps) {
  const nameOf = useNames();
  const { running, lend } = useLend();
  const form = useGrantForm(record, { lease, proposedEnd });
  const [isOpen, setOpen] = useState(proposedEnd === undefined);
  const [lent, setLent] = useState<Exclude<Lent, { kind: "sent" }> | null>(null);
  const { draft, change, people, review, sentence, isLink, isChecked } = form;
  const { sharing, context } = useWorld();
  const { isAway, keeping, keep } = useKeep(running.run, "Signing the lease");
  const isRunning = running.run.status === "running" || keeping.status === "busy";
  const isChange = lease !== undefined && (lease.state === "live" || lease.state === "pending");
  const without = running.run.status === "failed" ? accountsWithoutKey(running.run.error) : [];
  const action = isChange ? "Change lease" : ACTIONS[form.isLink ? "link" : form.way];

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    form.setChecked(true);
    if (form.lending === null) return;
    if (isAway) return keepIt(form.lending);
    const done = await lend(form.lending);
    if (done?.kind === "sent") onOpenChange(false);
    else setLent(done);
  };
  const keepIt = async (lending: Lending) => {
    const [grantee] = lending.people;
    if (grantee === undefined) return;
    const { record: id, terms } = lending;
    const of = { record: id, terms: { ...terms, grantee }, deadline: sendableUntil(lending) };
    const isKept = await keep((account, away) =>
      sharing.keepGrant(context, account, { ...of, isAway: away }),
    );
    if (isKept) onOpenChange(false);
  };
  const leaveOut = () => {
    form.setAdded(form.added.filter((it) => !without.includes(it)));
    running.reset();
  };

  if (lent !== null) {
    return (
      <Dialog open onOpenChange={onOpenChange} title="Lend">
        <LentNotice record={record.id} lent={lent} onDone={() => onOpenChange(false)} />
      </Dialog>
    );
  }
  const isReview = review !== null && sentence !== null && (isRunning || !isOpen);
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
        {isReview ? (
          <>
            {lease !== undefined && proposedEnd !== undefined && (
              <Notice tone="time" title={endChange(lease, review.expiresAt)} />
            )}
            <LeaseReview sentence={sentence} lease={review} />
          </>
        ) : (
          <>
            {!isChange && (
              <WhomField
                isLink={isLink}
                passphrase={form.passphrase}
                onLink={(next) => {
                  form.setLink(next);
                  form.setChecked(false);
                }}
                onPassphrase={form.setPassphrase}
                typed={draft.grantee}
                grantee={form.grantee}
                people={form.added}
                owner={record.owner}
                isChecked={isChecked}
                disabled={isRunning}
                onType={(value) => {
                  change({ grantee: value });
                  form.setChecked(false);
                }}
                onLeave={() => form.setChecked(true)}
                onPeople={form.setAdded}
              />
            )}
            <LeaseFields
              record={record}
              draft={draft}
              slice={form.slice}
              mayWrite={!isLink}
              isChecked={isChecked}
              disabled={isRunning}
              onChange={change}
            />
            {!isChange && !isLink && !isAway && people.length > 0 && (
              <LendWay
                people={people.length}
                value={form.way}
                disabled={isRunning}
                onChange={form.setWay}
              />
            )}
            <LendSummary sentence={sentence} />
          </>
        )}
        <FlowStatus running={running} />
        {keeping.status === "failed" && <ErrorNotice error={keeping.error} />}
        {isAway && <WithoutConnection people={people.length} isLink={isLink} />}
        {without.length > 0 && <WithoutKey accounts={without} onLeaveOut={leaveOut} />}
        {running.run.status !== "running" && (
          <div className="flex flex-wrap justify-end gap-3">
            {isReview && (
              <Button icon={SlidersHorizontal} onClick={() => setOpen(true)}>
                Change the terms
              </Button>
            )}
            <Button disabled={isRunning} onClick={() => onOpenChange(false)}>
              Cancel
            </Button>
            {isAway ? (
              <Button
                type="submit"
                variant="primary"
                icon={Hourglass}
                busy={keeping.status === "busy"}
                disabled={isLink || people.length > 1}
              >
                Sign it and send when back
              </Button>
            ) : (
              <Button type="submit" variant="primary" icon={KeyRound}>
                {action}
              </Button>
            )}
          </div>
        )}
      </form>
    </Dialog>
  );
}
