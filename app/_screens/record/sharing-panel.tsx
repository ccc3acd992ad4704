"use client";

import { UserPlus, Users } from "lucide-react";
import type { ListedLease, OpenedRecord, OwnLink } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { Timeline } from "../../_components/timeline/timeline.tsx";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useLinks } from "../../_hooks/use-links.ts";
import { useLeases, useRoots } from "../../_hooks/use-records.ts";
import { useSigned } from "../../_hooks/use-signed.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count } from "../../_text/format.ts";
import { EndAll } from "./end-all.tsx";
import { GroupItem } from "./group-item.tsx";
import { LeaseItem } from "./lease-item.tsx";
import { LinkItem } from "./link-item.tsx";
import { lentSections } from "./section-name.ts";

/** Above this many leases, the picture leaves out those of groups. */
const PICTURED = 30;

const NO_LINKS: ReadonlyMap<number, OwnLink> = new Map();

interface SharingPanelProps {
  record: OpenedRecord;
  onGrant: () => void;
}

/** Who may read what until when: as a picture of time, and as a list that can be changed. */
export function SharingPanel({ record, onGrant }: SharingPanelProps) {
  const { data, error, isPending, refetch } = useLeases(record.id);
  const { sharing } = useWorld();
  const slice = useChainSlice();
  const { data: links = NO_LINKS } = useLinks(record.id, { leases: data?.length ?? 0 });
  const leases = data?.map((lease) =>
    slice === null ? lease : { ...lease, state: sharing.leaseStateAt(lease, slice) },
  );
  return (
    <Panel title="Sharing" note="Who may read what, until when">
      {isPending && <Skeleton label="Reading the leases from the chain" />}
      {leases === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
      {leases?.length === 0 && (
        <Empty
          icon={Users}
          title="Lent to nobody"
          action={
            <Button icon={UserPlus} onClick={onGrant}>
              Lend to somebody
            </Button>
          }
        >
          Only you can read this record. Lend a section to a person, for as long as you mean to.
        </Empty>
      )}
      {leases !== undefined && leases.length > 0 && (
        <>
          <Timeline
            leases={leases.filter(({ root }) => root === null || leases.length <= PICTURED)}
            whatOf={(lease) => lentSections(record, lease)}
            nameOf={(lease) => (links.has(lease.leaf) ? "Anyone with the link" : null)}
          />
          <LeaseLists record={record} leases={leases} links={links} />
        </>
      )}
      <SignedNote record={record} />
    </Panel>
  );
}

/** Says that leases of this record are signed, but not sent. */
function SignedNote({ record }: { record: OpenedRecord }) {
  const { data = [] } = useSigned(record.owner);
  const ready = data.filter(
    ({ message, state }) => state === "ready" && message.content.record === record.id,
  );
  if (ready.length === 0) return null;
  return (
    <p className="mt-4 text-small">
      {count(ready.length, "lease is", "leases are")} signed, but not sent yet.{" "}
      <AppLink href="/signed/" className="font-semibold underline underline-offset-4">
        See or cancel
      </AppLink>
    </p>
  );
}

interface LeaseListsProps {
  record: OpenedRecord;
  leases: ListedLease[];
  /** Those that are links, by their numbers. */
  links: ReadonlyMap<number, OwnLink>;
}

/** A lease of a person, or of whoever has a link. */
function Item({ links, lease, record }: Omit<LeaseListsProps, "leases"> & { lease: ListedLease }) {
  const link = links.get(lease.leaf);
  if (link !== undefined) return <LinkItem record={record} lease={lease} link={link} />;
  return <LeaseItem record={record} lease={lease} />;
}

function LeaseLists({ record, leases, links }: LeaseListsProps) {
  const { data: roots = [] } = useRoots(record.id);
  const groups = roots.filter((it) => it.ended === null && it.running !== 0);
  const isGrouped = ({ root }: ListedLease) => groups.some((it) => it.root === root);
  const isRunning = ({ state }: ListedLease) => state === "live" || state === "pending";
  const running = leases.filter((it) => isRunning(it) && !isGrouped(it));
  const over = leases.filter((it) => !isRunning(it) && !isGrouped(it));
  const standing = running.length + groups.length;
  return (
    <div className="mt-5">
      {standing > 0 ? (
        <ul
          aria-label="Leases that run or will"
          className="divide-y divide-line border-line border-y"
        >
          {running.map((lease) => (
            <Item key={lease.envelope} record={record} lease={lease} links={links} />
          ))}
          {groups.map((group) => (
            <GroupItem
              key={group.root}
              record={record}
              group={group}
              leases={leases.filter(({ root }) => root === group.root)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-muted">Nobody may read this record now, except you.</p>
      )}
      <EndAll record={record.id} isOffered={standing > 0} />
      {over.length > 0 && (
        <details className="mt-3">
          <summary className="w-fit rounded-control py-1 font-semibold text-muted text-small hover:text-ink">
            {count(over.length, "earlier lease")}
          </summary>
          <ul aria-label="Earlier leases" className="divide-y divide-line">
            {over.map((lease) => (
              <Item key={lease.envelope} record={record} lease={lease} links={links} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
