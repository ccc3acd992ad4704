"use client";

import { History } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import type { Address, Hex } from "viem";
import { AppLink } from "../../_components/app-link.tsx";
import { ButtonLink } from "../../_components/button-link.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Gate } from "../../_components/gate.tsx";
import { LongList } from "../../_components/long-list.tsx";
import { Notice } from "../../_components/notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useActivity } from "../../_hooks/use-activity.ts";
import { count } from "../../_text/format.ts";
import { ActivityHeading } from "../headings.tsx";
import { ActivityFilter } from "./activity-filter.tsx";
import { ActivityItem } from "./activity-item.tsx";
import { CheckFile } from "./check-file.tsx";
import type { Filter } from "./filter.ts";
import { filtered, NO_FILTER } from "./filter.ts";
import { SaveActivity } from "./save-activity.tsx";
import { useKnownSections, useSectionNames } from "./use-section-names.ts";

/** What happened: to one record where the address names it, else to the connected account. */
export function ActivityScreen() {
  const id = useSearchParams().get("id");
  const record = id !== null && /^0x[0-9a-f]{64}$/i.test(id) ? (id.toLowerCase() as Hex) : null;
  return (
    <Gate purpose="to show what happened, and to sign what you save" heading={<ActivityHeading />}>
      {({ address }) => <ActivityOf key={record ?? address} account={address} record={record} />}
    </Gate>
  );
}

function ActivityOf({ account, record }: { account: Address; record: Hex | null }) {
  const { data: found, error, isPending, refetch } = useActivity({ account, record });
  const data = found?.activities;
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const { title, sectionOf } = useSectionNames(record);
  const knownSection = useKnownSections();
  const activities = data === undefined ? [] : filtered(data, filter);
  return (
    <>
      <PageHeader title="Activity">
        {record === null ? (
          <p>What you did, what concerned you, and what happened to your records.</p>
        ) : (
          <p>
            What happened to{" "}
            <AppLink
              href={`/record/?id=${record}`}
              className="font-semibold underline underline-offset-4"
            >
              {title}
            </AppLink>
            . All of this is public, names and contents are not.
          </p>
        )}
      </PageHeader>
      <div className="space-y-6">
        {isPending && <Skeleton label="Reading the history from the chain" lines={6} />}
        {data === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
        {found !== undefined && found.leftOut > 0 && (
          <Notice
            tone="danger"
            title={`${count(found.leftOut, "record is", "records are")} left out`}
            actions={<ButtonLink href="/network/">See the nodes</ButtonLink>}
          >
            <p>
              The chain's nodes do not show the whole history there. Another node may; add one under
              Network.
            </p>
          </Notice>
        )}
        {data?.length === 0 && (
          <Empty icon={History} title="Nothing has happened yet">
            Whatever you create, lend, ask or end is listed here, with its transaction.
          </Empty>
        )}
        {data !== undefined && data.length > 0 && (
          <>
            <ActivityFilter
              activities={data}
              filter={filter}
              sectionOf={record === null ? null : sectionOf}
              onChange={setFilter}
            />
            <section
              aria-label="What happened"
              className="rounded-card border border-line bg-surface px-5 shadow-raised"
            >
              {activities.length === 0 ? (
                <p className="py-5 text-muted">Nothing fits this choice.</p>
              ) : (
                <LongList
                  ordered
                  items={activities}
                  keyOf={({ block, logIndex }) => `${block}/${logIndex}`}
                  row={(activity, place) => (
                    <ActivityItem
                      activity={activity}
                      isNamed={record === null}
                      sectionOf={sectionOf}
                      place={place}
                    />
                  )}
                  estimate={77}
                  className="divide-y divide-line"
                />
              )}
            </section>
            <SaveActivity
              about={record ?? account}
              title={record === null ? `account ${account}` : title}
              activities={activities}
              sectionOf={record === null ? knownSection : sectionOf}
            />
          </>
        )}
        <CheckFile />
      </div>
    </>
  );
}
