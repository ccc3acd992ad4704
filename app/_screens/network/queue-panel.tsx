"use client";

import { Send } from "lucide-react";
import type { Hex } from "viem";
import { useConnection } from "wagmi";
import type { Queued } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { UnlockButton } from "../../_components/unlock-button.tsx";
import { sendQueueFlow } from "../../_flows/send-queue.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useQueue, useQueueCount, useQueueRefresh } from "../../_hooks/use-queue.ts";
import { useIsAway } from "../../_hooks/use-read.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { count } from "../../_text/format.ts";
import { QueueItemView } from "./queue-item.tsx";

/** What waits to be sent from this device: a panel of the network page. */
export function QueuePanel() {
  return (
    <Panel title="Waiting to be sent" note="Kept on this device alone, until it is sent.">
      <QueueList />
    </Panel>
  );
}

/** What waits, what became of it, and the way to send it. */
export function QueueList() {
  const { address } = useConnection();
  const { account } = useUnlocked();
  const waiting = useQueueCount(address);
  const { data, error, isPending, refetch } = useQueue();
  if (address === undefined) return <p className="text-muted">Connect a wallet to see it.</p>;
  const total = (waiting.data?.waiting ?? 0) + (waiting.data?.stuck ?? 0);
  if (waiting.data !== undefined && total === 0) {
    return <p className="text-muted">Nothing waits. What you publish without a connection does.</p>;
  }
  if (account === null) {
    return (
      <Notice title={`${count(total, "thing waits", "things wait")}`} actions={<UnlockButton />}>
        <p>Unlock to see what they are, and to send them.</p>
      </Notice>
    );
  }
  if (isPending) return <Skeleton label="Looking at what waits" />;
  if (data === undefined) return <ErrorNotice error={error} onRetry={refetch} />;
  const held = heldUp(data);
  return (
    <div className="space-y-5">
      <ol className="divide-y divide-line">
        {data.map((queued) => (
          <QueueItemView
            key={queued.item.id}
            queued={queued}
            account={account.address}
            isHeld={held.has(queued)}
          />
        ))}
      </ol>
      <SendAll waiting={(waiting.data?.waiting ?? 0) - held.size} />
    </div>
  );
}

/** What waits behind something of the same record that cannot be sent. */
function heldUp(items: readonly Queued[]): Set<Queued> {
  const stuck = new Set<Hex>();
  const held = new Set<Queued>();
  for (const queued of items) {
    const { item } = queued;
    if (item.kind === "damaged") continue;
    const signed = "message" in queued ? queued.message?.content.record : undefined;
    const record = "record" in item ? item.record : signed;
    if (record === undefined) continue;
    if (item.state === "stuck") stuck.add(record);
    else if (stuck.has(record)) held.add(queued);
  }
  return held;
}

function SendAll({ waiting }: { waiting: number }) {
  const running = useFlow(sendQueueFlow);
  const refresh = useQueueRefresh();
  const { account } = useUnlocked();
  const isAway = useIsAway();
  const send = async () => {
    await running.start();
    if (account !== null) await refresh(account.address);
  };
  return (
    <div className="space-y-3">
      <FlowStatus running={running} />
      {running.run.status !== "running" && waiting > 0 && (
        <>
          <Button variant="primary" icon={Send} disabled={isAway} onClick={send}>
            Send {waiting === 1 ? "it" : `all ${waiting}`} now
          </Button>
          <p className="text-muted text-small">
            {isAway
              ? "It can be sent when the chain can be reached again."
              : "In this order. Your wallet asks for each; nothing is sent twice."}
          </p>
        </>
      )}
    </div>
  );
}
