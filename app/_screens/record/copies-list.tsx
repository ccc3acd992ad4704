"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { CopyPlus, RotateCw } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import type { RecordCopies, StoreCopies } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { ConditionBadge } from "../../_components/condition-badge.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Notice } from "../../_components/notice.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { AppError } from "../../_config/app-error.ts";
import { queryKeys } from "../../_config/query-keys.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, formatNumber } from "../../_text/format.ts";

/** A record's copies per store, and a button that makes those which are missing. */
export function CopiesList({ record }: { record: Hex }) {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  const toast = useToast();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const reader = () => {
    if (account === null) throw new AppError("wallet/locked", "No account is unlocked.");
    return account;
  };
  const copies = useQuery({
    queryKey: queryKeys.copies(record),
    queryFn: async ({ signal }) => {
      const { copiesOf } = await sharing.loadUpkeep();
      return copiesOf(context, reader(), { record, signal });
    },
    staleTime: 30_000,
  });
  const restoring = useMutation({
    mutationFn: async () => {
      const { restoreCopies } = await sharing.loadUpkeep();
      return restoreCopies(context, reader(), { record, onProgress: setProgress });
    },
    onSuccess: ({ copied, failed }) =>
      toast(
        failed === 0
          ? `Made ${count(copied, "copy", "copies")}.`
          : `Made ${count(copied, "copy", "copies")}; ${count(failed, "block")} could not be copied everywhere.`,
        failed === 0 ? "good" : "danger",
      ),
    onSettled: () => {
      setProgress(null);
      copies.refetch();
    },
  });
  const { data, error } = copies;
  if (data === undefined) {
    if (error !== null && !copies.isFetching) {
      return <ErrorNotice error={error} onRetry={copies.refetch} />;
    }
    return <Skeleton label="Counting the copies" />;
  }
  const lacking = data.stores.some((store) => store.lacking > 0);
  return (
    <div className="space-y-4 text-small">
      <p>{summaryOf(data)}</p>
      <ul className="divide-y divide-line rounded-card border border-line bg-paper">
        {data.stores.map((store) => (
          <li key={store.store} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
            <span className="min-w-0 break-all font-semibold">{store.store}</span>
            <StoreBadge store={store} blocks={data.blocks} />
            <span className="text-muted tabular-nums sm:ml-auto">
              {formatNumber(store.held)} of {count(data.blocks, "block")}
            </span>
          </li>
        ))}
      </ul>
      {data.missing > 0 && (
        <Notice tone="danger" title={`${count(data.missing, "block")} cannot be had right now`}>
          <p>
            No store gives them. If one is away, wait until it is back. If they are lost, an export
            of this record, or a device that has opened it, can bring them back.
          </p>
        </Notice>
      )}
      {progress !== null && (
        <ProgressBar label="Copying" done={progress.done} total={progress.total} />
      )}
      <div className="flex flex-wrap items-center gap-3">
        {lacking && (
          <Button
            size="small"
            icon={CopyPlus}
            busy={restoring.isPending}
            onClick={() => restoring.mutate()}
          >
            Make the missing copies
          </Button>
        )}
        <Button
          size="small"
          icon={RotateCw}
          busy={copies.isFetching}
          disabled={restoring.isPending}
          onClick={() => copies.refetch()}
        >
          Count again
        </Button>
        <AppLink href="/network/" className="underline underline-offset-4">
          Stores
        </AppLink>
      </div>
      {(restoring.error ?? error) !== null && <ErrorNotice error={restoring.error ?? error} />}
    </div>
  );
}

function summaryOf({ blocks, single, missing, stores }: RecordCopies): string {
  if (stores.length < 2) {
    return "There is one store. If it loses this record, only what this device holds is left: add another store on the Network page.";
  }
  if (missing + single === 0) {
    return `Every one of its ${count(blocks, "block")} is in two stores or more.`;
  }
  return `${count(single, "block")} of ${formatNumber(blocks)} ${single === 1 ? "is" : "are"} in fewer than two stores.`;
}

function StoreBadge({ store, blocks }: { store: StoreCopies; blocks: number }) {
  if (store.unsure === blocks) return <ConditionBadge condition="bad" label="Does not say" />;
  if (store.lacking > 0) return <ConditionBadge condition="slow" label="Lacks some" />;
  if (store.unsure > 0) return <ConditionBadge condition="unknown" label="Partly unknown" />;
  return <ConditionBadge condition="fine" label="Complete" />;
}
