"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Check, EyeOff } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import type { ListedOffer, OpenedRecord } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Person } from "../../_components/person.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { acceptOfferFlow } from "../../_flows/accept-offer.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useOfferedRecord } from "../../_hooks/use-offers.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, listNames } from "../../_text/format.ts";
import { sectionName } from "../record/section-name.ts";

/** A record on offer: whose and what it is; take it over, or pass over it. */
export function OfferItem({ account, offer }: { account: Address; offer: ListedOffer }) {
  const { record, owner } = offer;
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const nameOf = useNames();
  const { data, error, refetch } = useOfferedRecord(record);
  const running = useFlow(acceptOfferFlow);
  const [isAsking, setAsking] = useState(false);
  const decline = async () => {
    await sharing.declineOffer(context, { account, offer });
    await queries.invalidateQueries({ queryKey: queryKeys.offers(account) });
  };
  const title = data?.title || `A record of ${nameOf(owner)}`;
  return (
    <li className="space-y-3 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="wrap-anywhere font-semibold">{title}</span>
        <span className="flex items-center gap-2 text-small">
          <span className="text-muted">From</span> <Person address={owner} />
        </span>
      </div>
      {data !== undefined && <Content record={data} />}
      {data === undefined && error === null && (
        <Skeleton label="Opening what is offered" lines={1} />
      )}
      {data === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
      <FlowStatus running={running} />
      {running.run.status !== "running" && (
        <div className="flex flex-wrap gap-2">
          {data !== undefined && (
            <Button size="small" variant="primary" icon={Check} onClick={() => setAsking(true)}>
              Take it over
            </Button>
          )}
          <Button size="small" icon={EyeOff} onClick={decline}>
            No, hide it
          </Button>
        </div>
      )}
      {running.run.status !== "running" && (
        <p className="text-muted text-small">
          Hiding it tells nobody, and counts for this device alone: it stays on offer until{" "}
          {nameOf(owner)} withdraws it.
        </p>
      )}
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Take over “${title}”?`}
        action="Take it over"
        onConfirm={() => {
          setAsking(false);
          running.start({ record });
        }}
      >
        <p>
          It becomes yours alone: all leases of it end, and the keys change in the same transaction.
          You can offer it back, but not undo this.
        </p>
        <p>
          {nameOf(owner)} may keep what is in it now, and so may whoever was lent it. None of them
          sees what you add.
        </p>
      </Confirm>
    </li>
  );
}

function Content({ record }: { record: OpenedRecord }) {
  const entries = record.sections.reduce((sum, section) => sum + section.entries.length, 0);
  return (
    <div className="text-small">
      {record.description !== "" && <p className="whitespace-pre-line">{record.description}</p>}
      <p className="text-muted">
        {listNames(record.sections.map(sectionName))} · {count(entries, "entry", "entries")}
      </p>
    </div>
  );
}
