"use client";

import type { Address } from "viem";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Countdown } from "../../_components/countdown.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Person } from "../../_components/person.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { Timeline } from "../../_components/timeline/timeline.tsx";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useGrantedLeases } from "../../_hooks/use-ending.ts";
import { useKnownTitles } from "../../_hooks/use-known-titles.ts";
import { isSameAddress, useNames } from "../../_hooks/use-names.ts";
import { useLentLeases } from "../../_hooks/use-records.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { formatMomentFull } from "../../_text/format.ts";
import { rightsText } from "../../_text/lease-text.ts";

/** Who may read what until when, over all records: what the account lent, and what was lent to it. */
export function LeasesInTime({ account }: { account: Address }) {
  const nameOf = useNames();
  const titleOf = useKnownTitles();
  const { sharing } = useWorld();
  const slice = useChainSlice();
  const granted = useGrantedLeases(account);
  const held = useLentLeases(account).data ?? [];
  if (slice === null || granted.length + held.length === 0) return null;
  const now = (lease: ListedLease) => ({ ...lease, state: sharing.leaseStateAt(lease, slice) });
  const isGranted = ({ owner }: ListedLease) => isSameAddress(owner, account);
  const groups = [
    { key: "granted", title: "Lent by you", leases: granted.map(now) },
    { key: "held", title: "Lent to you", leases: held.map(now) },
  ].filter(({ leases }) => leases.length > 0);
  return (
    <Panel title="Who may read what, until when" note="Choose a lease to see it and its record">
      <Timeline
        views={[{ label: "All records", groups }]}
        nameOf={(lease) => nameOf(isGranted(lease) ? lease.grantee : lease.owner)}
        whatOf={({ record }) => titleOf(record) || `Record ${record.slice(0, 8)}`}
      >
        {(lease) => (
          <div className="space-y-2 py-4 text-small">
            <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <span className="flex flex-wrap items-center gap-2">
                {isGranted(lease) ? "Lent by you to" : "Lent to you by"}
                <Person address={isGranted(lease) ? lease.grantee : lease.owner} />
              </span>
              <StateBadge state={lease.state} />
              {lease.state === "live" && <Countdown to={lease.expiresAt} label="ends in" />}
              {lease.state === "pending" && <Countdown to={lease.notBefore} label="begins in" />}
            </p>
            <p className="text-muted">
              {rightsText(lease.rights)}, from {formatMomentFull(sliceStart(lease.notBefore))} until{" "}
              {formatMomentFull(sliceStart(lease.expiresAt))}.
            </p>
            <AppLink
              href={`/record/?id=${lease.record}`}
              className="inline-block font-semibold text-accent underline-offset-4 hover:underline"
            >
              {titleOf(lease.record) || "See the record"}
            </AppLink>
          </div>
        )}
      </Timeline>
    </Panel>
  );
}
