"use client";

import { LockKeyhole } from "lucide-react";
import type { Address, Hex } from "viem";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import { useOutline, useOwnRequest } from "../../_hooks/use-requests.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { count } from "../../_text/format.ts";
import { AskButton } from "../requests/ask-button.tsx";
import { OwnRequestNotice } from "../requests/own-request.tsx";

/** A record of which the account holds nothing: whose it is, and the way to ask for it. */
export function WithoutLease({ record, account }: { record: Hex; account: Address }) {
  const nameOf = useNames();
  const { data, error, refetch } = useOutline(record);
  const isAsked = useOwnRequest(account, record).data?.state === "pending";
  if (data === undefined) {
    if (error === null) return <Skeleton label="Looking for the record" lines={5} />;
    return <ErrorNotice error={error} onRetry={refetch} />;
  }
  const { title, help } = copyOfCode(data.closed ? "sharing/closed" : "sharing/no-lease");
  return (
    <>
      <PageHeader title={`A record of ${nameOf(data.owner)}`}>
        <p>{count(data.sections.length, "section")}</p>
      </PageHeader>
      <div className="space-y-6">
        <OwnRequestNotice account={account} record={record} />
        <Empty
          icon={LockKeyhole}
          title={title}
          action={
            !data.closed && (
              <AskButton record={record} variant={isAsked ? "secondary" : "primary"}>
                {isAsked ? "Ask for something else" : "Ask for access"}
              </AskButton>
            )
          }
        >
          {help}
        </Empty>
      </div>
    </>
  );
}
