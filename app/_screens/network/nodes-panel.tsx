"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useChoices, useWorld } from "../../_hooks/use-world.ts";
import { formatNumber } from "../../_text/format.ts";
import { failureText, nodeVerdict } from "../../_text/network-text.ts";
import { StateItem, StateList } from "./state-item.tsx";

const AddNodeDialog = lazy(() => import("./add-node-dialog.tsx").then(lazyOf("AddNodeDialog")));

/** The nodes of the chain: add one, remove one. */
export function NodesPanel() {
  const { sharing, context, network } = useWorld();
  const { choices, change } = useChoices();
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: [...queryKeys.nodes, choices.rpcUrls],
    queryFn: () => sharing.nodeHealth(context),
    refetchInterval: 10_000,
  });
  return (
    <Panel
      title="The chain’s nodes"
      note={
        data !== undefined && data.length > 1
          ? "What two of them say is compared; a transaction goes to all."
          : "With two or more, what they say is compared, and one may fail."
      }
      actions={
        <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
          Add a node
        </Button>
      }
    >
      {data === undefined ? (
        <Skeleton label="Asking the nodes" />
      ) : (
        <StateList>
          {data.map((node) => (
            <StateItem
              key={node.url}
              name={node.name}
              note={choices.rpcUrls.includes(node.url) ? "Added by you" : network.name}
              verdict={nodeVerdict(node, { others: data.length - 1 })}
              facts={[
                node.height === null ? null : `block ${formatNumber(node.height)}`,
                node.lag === null || node.lag === 0 ? null : `${formatNumber(node.lag)} behind`,
                node.latency === null ? null : `${Math.round(node.latency)} ms`,
                /^wss?:/.test(node.url) ? "tells of new blocks" : null,
              ]}
              failure={node.lastError && failureText(node.lastError, { now: Date.now() })}
              onRemove={choices.rpcUrls.includes(node.url) ? () => setLeaving(node.url) : undefined}
            />
          ))}
        </StateList>
      )}
      <Confirm
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title="Remove this node?"
        action="Remove"
        onConfirm={() =>
          change({ ...choices, rpcUrls: choices.rpcUrls.filter((url) => url !== leaving) })
        }
      >
        It is no longer asked. You can add it again.
      </Confirm>
      <Suspense>{isAdding && <AddNodeDialog onClose={() => setAdding(false)} />}</Suspense>
    </Panel>
  );
}
