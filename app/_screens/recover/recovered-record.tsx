"use client";

import { ArrowLeft } from "lucide-react";
import type { Hex } from "viem";
import type { Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useOpenedAs } from "../../_hooks/use-records.ts";
import { SectionView } from "../record/section-view.tsx";

interface RecoveredRecordProps {
  reader: Reader;
  record: Hex;
  onBack: () => void;
}

/** A record, for reading only. */
export function RecoveredRecord({ reader, record, onBack }: RecoveredRecordProps) {
  const { data, error, refetch } = useOpenedAs(reader, record, { follow: true });
  return (
    <>
      <PageHeader
        title={data?.title || "A record"}
        actions={
          <Button icon={ArrowLeft} onClick={onBack}>
            All records
          </Button>
        }
      >
        {data && data.description !== "" && (
          <p className="whitespace-pre-line">{data.description}</p>
        )}
      </PageHeader>
      {data === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
      {data === undefined && error === null && <Skeleton label="Opening the record" lines={5} />}
      <div className="space-y-4">
        {data?.sections.map((section) => (
          <SectionView
            key={section.index}
            record={record}
            section={{ ...section, canWrite: false }}
            reader={reader}
          />
        ))}
      </div>
    </>
  );
}
