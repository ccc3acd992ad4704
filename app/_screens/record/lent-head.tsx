import type { ReactNode } from "react";
import type { Lease, LeaseState, OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { Countdown } from "../../_components/countdown.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Person } from "../../_components/person.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import { formatMoment } from "../../_text/format.ts";

interface LentHeadProps {
  lease: Lease;
  state: LeaseState;
  /** The record, while it is open. */
  opened: Pick<OpenedRecord, "title" | "description"> | undefined;
  /** What else there is to say of the lease. */
  children: ReactNode;
  /** What can be done while it is live. */
  actions?: ReactNode;
}

/** The head of a record that was lent: its title, and what the lease is. */
export function LentHead({ lease, state, opened, children, actions }: LentHeadProps) {
  const nameOf = useNames();
  return (
    <>
      <PageHeader title={opened?.title || `A record of ${nameOf(lease.owner)}`}>
        {opened && opened.description !== "" && (
          <p className="whitespace-pre-line">{opened.description}</p>
        )}
      </PageHeader>
      <section
        aria-label="Your lease"
        className="mb-8 flex flex-wrap items-center gap-x-8 gap-y-3 rounded-card border border-line bg-surface px-5 py-4 shadow-raised"
      >
        <StateBadge state={state} />
        <span className="flex items-center gap-2 text-small">
          <span className="text-muted">Lent by</span> <Person address={lease.owner} />
        </span>
        <span className="text-small">
          <span className="text-muted">From</span> {formatMoment(sliceStart(lease.notBefore))}{" "}
          <span className="text-muted">until</span> {formatMoment(sliceStart(lease.expiresAt))}
        </span>
        {children}
        {state === "live" && (
          <span className="flex flex-wrap items-center gap-x-4 gap-y-2 sm:ml-auto">
            <span className="text-lead">
              <Countdown to={lease.expiresAt} label="ends in" />
            </span>
            {actions}
          </span>
        )}
      </section>
    </>
  );
}
