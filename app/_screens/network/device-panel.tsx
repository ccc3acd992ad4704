"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pin } from "lucide-react";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useToast } from "../../_hooks/use-toast.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { formatBytes } from "../../_text/format.ts";

/** What this device holds, and whether the browser may drop it. */
export function DevicePanel() {
  const { sharing, context } = useWorld();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeys.device, context.choices.cacheBytes],
    queryFn: async () => (await sharing.loadUpkeep()).deviceUse(context),
    refetchInterval: 15_000,
  });
  return (
    <Panel
      title="This device"
      note="Keeps encrypted blocks so that they need not be fetched again."
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton label="Looking at this device" />
        ) : (
          <ErrorNotice error={error} onRetry={refetch} />
        )
      ) : (
        <div className="space-y-4 text-small">
          {data.cache !== null && (
            <div>
              <ProgressBar
                label="Room taken on this device"
                done={data.cache.used}
                total={data.cache.limit}
              />
              <p className="mt-1.5 text-muted tabular-nums">
                {formatBytes(data.cache.used)} of {formatBytes(data.cache.limit)}. What was used
                longest ago goes when room is needed.
              </p>
            </div>
          )}
          {data.cache !== null && data.cache.kept > 0 && (
            <Notice tone="time" title={`${formatBytes(data.cache.kept)} are on this device alone`}>
              <p>
                No other store is known to hold them, so they stay here whatever room is needed.
                They are copied to the stores by themselves when those answer; do not clear this
                browser&rsquo;s data before.
              </p>
            </Notice>
          )}
          <p className="text-muted tabular-nums">
            {data.used === null || data.capacity === null
              ? "The browser does not say how much room this site has."
              : `The site takes ${formatBytes(data.used)} of the ${formatBytes(data.capacity)} that the browser gives it.`}
          </p>
          <Persistence persistent={data.persistent} />
        </div>
      )}
    </Panel>
  );
}

function Persistence({ persistent }: { persistent: boolean | null }) {
  const { sharing } = useWorld();
  const queries = useQueryClient();
  const toast = useToast();
  const asking = useMutation({
    mutationFn: () => sharing.requestPersistence(),
    onSuccess: (answer) => {
      queries.invalidateQueries({ queryKey: queryKeys.device });
      if (answer === "granted") toast("The browser keeps this site’s data.");
    },
  });
  if (persistent === true) {
    return <p>The browser keeps this site&rsquo;s data until you remove it.</p>;
  }
  if (persistent === null || asking.data === "unsupported") {
    return <p>This browser does not say whether it may drop this site&rsquo;s data.</p>;
  }
  return (
    <Notice
      tone="plain"
      title="The browser may drop this site’s data when it needs room"
      actions={
        <Button size="small" icon={Pin} busy={asking.isPending} onClick={() => asking.mutate()}>
          Ask it to keep them
        </Button>
      }
    >
      <p>
        {asking.data === "denied"
          ? "It does not want to yet. Browsers say yes to sites that are used often, bookmarked or installed: try again later."
          : "What other stores hold can be fetched again. What is here alone, and what this device remembers, cannot."}
      </p>
    </Notice>
  );
}
