"use client";

import { UserPlus, Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { ListedLease, OpenedRecord, OwnLink } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { TOGETHER } from "../../_components/timeline/rows.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useLinks } from "../../_hooks/use-links.ts";
import { useLeases, useRoots } from "../../_hooks/use-records.ts";
import { useSigned } from "../../_hooks/use-signed.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count } from "../../_text/format.ts";
import { GroupItem } from "./group-item.tsx";
import { AnyLease, LeaseLists } from "./lease-lists.tsx";
import { lentSections, sectionName } from "./section-name.ts";

const Timeline = lazy(() =>
  import("../../_components/timeline/timeline.tsx").then(lazyOf("Timeline")),
);

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
          <LeasePicture record={record} leases={leases} links={links} />
          <LeaseLists record={record} leases={leases} links={links} />
        </>
      )}
      <SignedNote record={record} />
    </Panel>
  );
}

interface LeasePictureProps {
  record: OpenedRecord;
  leases: ListedLease[];
  links: ReadonlyMap<number, OwnLink>;
}

interface Proposal {
  envelope: string;
  /** The slice that the end was dragged to. */
  end: number;
  /** Which one it is: the same end can be proposed again. */
  number: number;
}

/** The leases on a line of time, by person or by section; dragging an end proposes another. */
function LeasePicture({ record, leases, links }: LeasePictureProps) {
  const { data: groups = [] } = useRoots(record.id);
  const groupOf = ({ root }: ListedLease) => {
    const together = leases.filter((it) => root !== null && it.root === root);
    const group = groups.find((it) => it.root === root && it.ended === null);
    return together.length >= TOGETHER && group !== undefined ? { group, leases: together } : null;
  };
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const bySection = record.sections.map((section) => ({
    key: String(section.index),
    title: sectionName(section),
    leases: leases.filter(({ sections }) => sections.includes(section.index)),
    older: section.older,
    entries: section.entries.map(({ head, author, time }) => ({ key: head, author, time })),
  }));
  return (
    <Suspense fallback={<Skeleton label="Drawing the leases" lines={4} />}>
      <Timeline
        views={[
          { label: "By person", groups: [{ key: "all", title: null, leases }] },
          { label: "By section", groups: bySection },
        ]}
        whatOf={(lease) => lentSections(record, lease)}
        nameOf={(lease) => (links.has(lease.leaf) ? "Anyone with the link" : null)}
        // Leases of groups and links stand by other rules: they can only be ended.
        isMovable={({ root, leaf }) => root === null && !links.has(leaf)}
        onMove={({ envelope }, end) =>
          setProposal((last) => ({ envelope, end, number: (last?.number ?? 0) + 1 }))
        }
      >
        {(lease) => {
          const proposed = proposal?.envelope === lease.envelope ? proposal : null;
          const together = groupOf(lease);
          return (
            <ul>
              {together === null ? (
                <AnyLease
                  key={proposed?.number}
                  record={record}
                  lease={lease}
                  links={links}
                  proposedEnd={proposed?.end}
                />
              ) : (
                <GroupItem record={record} {...together} />
              )}
            </ul>
          );
        }}
      </Timeline>
    </Suspense>
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
