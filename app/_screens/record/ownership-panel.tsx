"use client";

import { KeyRound, Play, Undo2, UserRoundCheck } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Person } from "../../_components/person.tsx";
import type { RenewAsk } from "../../_flows/renew-secret.ts";
import {
  finishRenewalFlow,
  renewSecretFlow,
  withdrawOfferFlow,
} from "../../_flows/renew-secret.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useOwnedRecords, useRenewalLeft } from "../../_hooks/use-records.ts";
import { count } from "../../_text/format.ts";

const OfferDialog = lazy(() => import("./offer-dialog.tsx").then(lazyOf("OfferDialog")));

/** Passing a record on, and changing its keys. */
export function OwnershipPanel({ record }: { record: OpenedRecord }) {
  const nameOf = useNames();
  const { data = [] } = useOwnedRecords(record.owner);
  const offeredTo = data.find(({ id }) => id === record.id)?.offeredTo ?? null;
  const renewing = useFlow(renewSecretFlow);
  const withdrawing = useFlow(withdrawOfferFlow);
  const finishing = useFlow(finishRenewalFlow);
  const left = useRenewalLeft(record.id);
  const [open, setOpen] = useState<"offer" | "withdraw" | "renew" | null>(null);
  const isRunning = [renewing, withdrawing, finishing].some(({ run }) => run.status === "running");
  const close = () => setOpen(null);
  // Where it fails, some of it may be done.
  const runThen = async (flow: { start: (ask: RenewAsk) => Promise<unknown> }) => {
    for (const { reset } of [renewing, withdrawing, finishing]) reset();
    if ((await flow.start({ record: record.id })) === null) await left.refetch();
  };
  return (
    <Panel title="Ownership" note="Pass the record on, or change its keys" className="mt-10">
      <div className="space-y-4">
        {offeredTo !== null && (
          <Notice
            tone="time"
            title="This record is on offer"
            actions={
              !isRunning && (
                <Button size="small" icon={Undo2} onClick={() => setOpen("withdraw")}>
                  Withdraw the offer
                </Button>
              )
            }
          >
            <p className="flex flex-wrap items-center gap-2">
              To <Person address={offeredTo} />
            </p>
            <p>They can read all of it already. It becomes theirs when they accept.</p>
          </Notice>
        )}
        {!isRunning && left.data !== undefined && left.data.length > 0 && (
          <Notice
            tone="time"
            title="A change of keys stopped half-way"
            actions={
              <Button size="small" icon={Play} onClick={() => runThen(finishing)}>
                Go on
              </Button>
            }
          >
            <p>
              {count(left.data.length, "lease has", "leases have")} ended with the old keys and{" "}
              {left.data.length === 1 ? "is" : "are"} not granted again yet. Going on does only
              that.
            </p>
          </Notice>
        )}
        <FlowStatus running={withdrawing} />
        <FlowStatus running={renewing} />
        <FlowStatus running={finishing} />
        {!isRunning && (
          <div className="flex flex-wrap gap-2">
            {offeredTo === null && (
              <Button size="small" icon={UserRoundCheck} onClick={() => setOpen("offer")}>
                Pass it on
              </Button>
            )}
            <Button size="small" icon={KeyRound} onClick={() => setOpen("renew")}>
              Change its keys
            </Button>
          </div>
        )}
      </div>
      <Confirm
        open={open === "withdraw"}
        onOpenChange={close}
        title="Withdraw the offer?"
        action="Withdraw it"
        onConfirm={() => {
          close();
          runThen(withdrawing);
        }}
      >
        <p>
          {offeredTo !== null && nameOf(offeredTo)} can no longer take the record over. The
          record&rsquo;s keys change in the same transaction: what you publish from then on is
          closed to them. What is in it now they may have copied.
        </p>
        <RenewalConsequences />
      </Confirm>
      <Confirm
        open={open === "renew"}
        onOpenChange={close}
        title="Change the record’s keys?"
        action="Change the keys"
        onConfirm={() => {
          close();
          runThen(renewing);
        }}
      >
        <p>
          Do this if somebody may know the record&rsquo;s keys. What you publish from then on is
          closed to them; what is in it now stays open to whoever has the old ones.
        </p>
        <RenewalConsequences />
      </Confirm>
      <Suspense>
        {open === "offer" && <OfferDialog record={record} onOpenChange={close} />}
      </Suspense>
    </Panel>
  );
}

function RenewalConsequences() {
  return (
    <p>
      People whom you lend to keep their leases. Links end, and what you have signed and nobody has
      sent yet is void: you can make them again.
    </p>
  );
}
