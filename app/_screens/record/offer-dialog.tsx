"use client";

import { UserRoundCheck } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { offerFlow } from "../../_flows/offer.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { GranteeField } from "./grantee-field.tsx";
import { useGrantee } from "./use-grantee.ts";

interface OfferDialogProps {
  record: OpenedRecord;
  onOpenChange: (open: boolean) => void;
}

/** Offers a record to somebody, who becomes its owner by accepting. */
export function OfferDialog({ record, onOpenChange }: OfferDialogProps) {
  const nameOf = useNames();
  const running = useFlow(offerFlow);
  const [typed, setTyped] = useState("");
  const [isChecked, setChecked] = useState(false);
  const grantee = useGrantee(typed, record.owner);
  const isRunning = running.run.status === "running";
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (grantee.status !== "ready") return;
    const to = grantee.address;
    const done = await running.start({ record: record.id, to, name: nameOf(to) });
    if (done !== null) onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isRunning}
      title="Pass the record on"
      description="Offer it to somebody. It is theirs once they accept."
    >
      <form onSubmit={submit} noValidate className="space-y-6">
        <GranteeField
          value={typed}
          grantee={grantee}
          owner={record.owner}
          isChecked={isChecked}
          disabled={isRunning}
          onChange={(value) => {
            setTyped(value);
            setChecked(false);
          }}
          onLeave={() => setChecked(true)}
        />
        <Notice tone="time" title="They can read all of it at once">
          <p>
            The offer hands over the record&rsquo;s keys, accepted or not. When they accept, every
            lease ends and the keys change: you keep what is in it by then, and see nothing that
            they add. Until then you can withdraw the offer.
          </p>
        </Notice>
        <FlowStatus running={running} />
        {!isRunning && (
          <div className="flex justify-end gap-3">
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" icon={UserRoundCheck}>
              Offer it
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
