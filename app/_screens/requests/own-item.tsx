"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Address } from "viem";
import type { OwnRequest } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { useOutline } from "../../_hooks/use-requests.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { OwnRequestTerms, WithdrawButton } from "./own-request.tsx";

const OUTCOMES = {
  pending: "Waits for an answer",
  approved: "Approved",
  declined: "Declined",
  gone: "No longer there",
} as const;

/** One request of one's own: what became of it, and the ways to take it back or to put it away. */
export function OwnItem({ account, request }: { account: Address; request: OwnRequest }) {
  const { record, state } = request;
  const nameOf = useNames();
  const { data } = useOutline(record);
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const remove = async () => {
    await sharing.forgetAsked(context, { account, record });
    await queries.invalidateQueries({ queryKey: queryKeys.ownRequests(account) });
  };
  return (
    <li className="space-y-1.5 py-4 text-small">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold text-body">
          {data === undefined ? "A record" : `A record of ${nameOf(data.owner)}`}
        </span>
        <Outcome state={state}>{OUTCOMES[state]}</Outcome>
        <AppLink
          href={`/record/?id=${record}`}
          className="ml-auto font-semibold text-accent underline-offset-4 hover:underline"
        >
          See the record
        </AppLink>
      </p>
      {request.request !== null && <OwnRequestTerms request={request.request} />}
      {state === "approved" && <p>Open the record to see what was lent to you.</p>}
      {state === "declined" && <p>You can ask again, for less or with a note.</p>}
      {state === "gone" && <p>It was withdrawn, or the record changed hands or was closed.</p>}
      {state === "pending" ? (
        <WithdrawButton record={record} />
      ) : (
        <Button size="small" onClick={remove}>
          Remove from this list
        </Button>
      )}
    </li>
  );
}

const LOOKS = {
  pending: "bg-time-soft text-time",
  approved: "bg-accent-soft text-accent",
  declined: "bg-danger-soft text-danger",
  gone: "bg-sunken text-muted",
} as const;

function Outcome({ state, children }: { state: OwnRequest["state"]; children: ReactNode }) {
  return (
    <span className={`rounded-pill px-2.5 py-0.5 font-semibold text-tiny ${LOOKS[state]}`}>
      {children}
    </span>
  );
}
