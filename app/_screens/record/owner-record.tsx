"use client";

import { FolderPlus, UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { recordLink } from "../../_config/links.ts";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
import { count } from "../../_text/format.ts";
import { RequestsPanel } from "../requests/requests-panel.tsx";
import { CopiesPanel } from "./copies-panel.tsx";
import { OwnershipPanel } from "./ownership-panel.tsx";
import { SectionView } from "./section-view.tsx";
import { SharingPanel } from "./sharing-panel.tsx";

const UnfinishedUploads = lazy(() =>
  import("../uploads/unfinished-uploads.tsx").then(lazyOf("UnfinishedUploads")),
);
const SectionDialog = lazy(() => import("./section-dialog.tsx").then(lazyOf("SectionDialog")));
const GrantDialog = lazy(() => import("./grant-dialog.tsx").then(lazyOf("GrantDialog")));

/** A record of one's own: what is in it, and who may read what until when. */
export function OwnerRecord({ record }: { record: Hex }) {
  const { data, error, isPending, refetch } = useOpenedRecord(record, { follow: true });
  const [dialog, setDialog] = useState<"section" | "grant" | null>(null);
  if (isPending) return <Skeleton label="Opening the record" lines={6} />;
  if (data === undefined) return <ErrorNotice error={error} onRetry={refetch} />;
  const entries = data.sections.reduce((sum, it) => sum + it.entries.length + it.older, 0);
  const close = (open: boolean) => !open && setDialog(null);
  return (
    <>
      <PageHeader
        title={data.title || "Untitled record"}
        actions={
          <>
            <Button icon={FolderPlus} onClick={() => setDialog("section")}>
              Add section
            </Button>
            <Button variant="primary" icon={UserPlus} onClick={() => setDialog("grant")}>
              Lend
            </Button>
          </>
        }
      >
        {data.description !== "" && <p className="whitespace-pre-line">{data.description}</p>}
        <p className="flex flex-wrap items-center gap-x-2 text-small">
          Yours · {count(data.sections.length, "section")} · {count(entries, "entry", "entries")}
          <CopyButton text={recordLink(record)} label="Copy the link to this record" />
          <AppLink href={`/activity/?id=${record}`} className="underline underline-offset-4">
            Activity
          </AppLink>
        </p>
      </PageHeader>
      <div className="mb-6 empty:hidden">
        <Suspense>
          <UnfinishedUploads record={record} />
        </Suspense>
      </div>
      <RequestsPanel record={record} quiet />
      <SharingPanel record={data} onGrant={() => setDialog("grant")} />
      <h2 className="mt-10 mb-4 text-heading">Contents</h2>
      <div className="space-y-4">
        {data.sections.map((section) => (
          <SectionView key={section.index} record={record} section={section} />
        ))}
      </div>
      <OwnershipPanel record={data} />
      <CopiesPanel record={record} />
      <Suspense>
        {dialog === "section" && <SectionDialog record={record} onOpenChange={close} />}
        {dialog === "grant" && <GrantDialog record={data} onOpenChange={close} />}
      </Suspense>
    </>
  );
}
