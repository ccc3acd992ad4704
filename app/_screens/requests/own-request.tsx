"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import type { OpenedSection, OwnRequest } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { withdrawRequestFlow } from "../../_flows/withdraw-request.ts";
import { useWalletFlow } from "../../_hooks/use-flow.ts";
import { useOwnRequest } from "../../_hooks/use-requests.ts";
import { formatMoment } from "../../_text/format.ts";
import { askText } from "./request-draft.ts";
import { sectionNames } from "./section-names.ts";

interface OwnRequestNoticeProps {
  account: Address;
  record: OwnRequest["record"];
  known?: readonly OpenedSection[] | undefined;
}

/** What the connected account asks of a record, with the way to take it back; or that it was declined. */
export function OwnRequestNotice({ account, record, known }: OwnRequestNoticeProps) {
  const { data } = useOwnRequest(account, record);
  if (data?.state === "declined") {
    return (
      <Notice tone="plain" title="The owner declined your last request">
        <p>You can ask again, for less or with a note that says what for.</p>
      </Notice>
    );
  }
  if (data?.request == null) return null;
  return (
    <Notice tone="time" title="You have asked for access">
      <OwnRequestTerms request={data.request} known={known} />
      <WithdrawButton record={record} />
    </Notice>
  );
}

/** What is asked, in a sentence. */
export function OwnRequestTerms({
  request,
  known,
}: {
  request: NonNullable<OwnRequest["request"]>;
  known?: readonly OpenedSection[] | undefined;
}) {
  return (
    <p>
      You asked {askText(request, sectionNames(request.sections, known))} on{" "}
      {formatMoment(sliceStart(request.askedAt))}. The owner has not answered yet.
    </p>
  );
}

/** Takes a request back, after asking. */
export function WithdrawButton({ record }: Pick<OwnRequest, "record">) {
  const running = useWalletFlow(withdrawRequestFlow);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="space-y-3 pt-1.5">
      {running.run.status !== "running" && (
        <Button size="small" icon={Undo2} onClick={() => setAsking(true)}>
          Withdraw
        </Button>
      )}
      <FlowStatus running={running} />
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Withdraw your request?"
        action="Withdraw the request"
        cancel="Keep it"
        onConfirm={() => {
          setAsking(false);
          running.start({ record });
        }}
      >
        <p>
          The owner no longer sees it among those that wait. That you asked stays in the public
          history. It takes a transaction, with its fee; you can ask again.
        </p>
      </Confirm>
    </div>
  );
}
