"use client";

import { useQuery } from "@tanstack/react-query";
import { Play, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type {
  RecordsRenewal,
  UnlockedAccount,
  UnreadableRecord,
} from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { renewRecordsFlow } from "../../_flows/renew-records.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOf } from "../../_text/errors.ts";
import { count, shortAddress } from "../../_text/format.ts";

/** Which records still hang on an earlier key, and how to renew them. */
export function EarlierKeysPanel({ account }: { account: UnlockedAccount }) {
  const { sharing, context } = useWorld();
  const running = useFlow(renewRecordsFlow);
  const [renewal, setRenewal] = useState<RecordsRenewal | null>(null);
  const [isAsking, setAsking] = useState(false);
  const state = useQuery({
    queryKey: queryKeys.identity(account.address),
    queryFn: async ({ signal }) => {
      const unreadable: UnreadableRecord[] = [];
      const onUnreadable = (it: UnreadableRecord) => unreadable.push(it);
      const seals = await sharing.identityState(context, account, { signal, onUnreadable });
      return { seals, unreadable };
    },
  });
  const { seals = [], unreadable = [] } = state.data ?? {};
  const earlier = seals.filter(({ sealedTo }) => sealedTo === "earlier").length;
  const lost = seals.filter(({ sealedTo }) => sealedTo === "lost").length;
  const halfDone = seals.filter(({ sealedTo, left }) => sealedTo === "present" && left > 0);
  const left = halfDone.reduce((sum, it) => sum + it.left, 0);
  // What was begun here, and what the chain says was begun on another day.
  const isBegun =
    halfDone.length > 0 || (renewal !== null && renewal.done > 0 && renewal.done < renewal.total);
  const isRunning = running.run.status === "running";
  const renew = async () => {
    setAsking(false);
    setRenewal(null);
    const done = await running.start({ onRecord: setRenewal });
    // Where it stopped, some of it is done.
    if (done === null) await state.refetch();
  };
  return (
    <Panel title="Your earlier keys" note="They still open what was locked with them.">
      <div className="space-y-4 text-small">
        {state.isPending && <Skeleton label="Looking at your records" lines={2} />}
        {state.isError && <ErrorNotice error={state.error} onRetry={() => state.refetch()} />}
        {state.isSuccess && earlier === 0 && left === 0 && unreadable.length === 0 && (
          <p>None of your records hangs on an earlier key.</p>
        )}
        {earlier > 0 && (
          <p>
            {count(earlier, "record hangs", "records hang")} on an earlier key. That is fine as long
            as nobody else has that key. If somebody may have it, renew{" "}
            {earlier === 1 ? "it" : "them"}: what you publish from then on is closed to them. Ask
            those who lend to you to lend again.
          </p>
        )}
        {left > 0 && !isRunning && (
          <p>
            A renewal stopped half-way: {count(left, "lease", "leases")} in{" "}
            {count(halfDone.length, "record", "records")} ended with the old secret and{" "}
            {left === 1 ? "is" : "are"} not granted again yet. Going on does only what is left.
          </p>
        )}
        {unreadable.length > 0 && (
          <Notice
            tone="danger"
            title={`${count(unreadable.length, "record", "records")} could not be looked at`}
            actions={
              <Button size="small" onClick={() => state.refetch()}>
                Look again
              </Button>
            }
          >
            <ul className="space-y-1">
              {unreadable.map(({ record, error }) => (
                <li key={record}>
                  <AppLink
                    href={`/record/?id=${record}`}
                    className="font-semibold underline underline-offset-4"
                  >
                    Record {shortAddress(record)}
                  </AppLink>
                  : {copyOf(error).title}.
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {lost > 0 && (
          <p>
            {count(lost, "record cannot", "records cannot")} be opened with the keys at hand. The
            recovery code of the key before may still open {lost === 1 ? "it" : "them"}.
          </p>
        )}
        {renewal !== null && renewal.total > 0 && (
          <div role="status">
            <p className="mb-1.5 text-muted">
              {renewal.done} of {count(renewal.total, "record", "records")} renewed
            </p>
            <ProgressBar label="Records renewed" done={renewal.done} total={renewal.total} />
          </div>
        )}
        {renewal !== null && renewal.ended.length > 0 && !isRunning && (
          <Notice tone="time" title="Some leases have ended">
            <p>
              {count(renewal.ended.length, "lease", "leases")} could not be granted again: links
              have to be made anew, and people without a key have to set one up first.
            </p>
          </Notice>
        )}
        <FlowStatus running={running} />
        {earlier + left > 0 && !isRunning && (
          <Button
            icon={isBegun ? Play : ShieldCheck}
            onClick={() => (isBegun ? renew() : setAsking(true))}
          >
            {isBegun ? "Go on" : `Renew ${count(earlier, "record", "records")}`}
          </Button>
        )}
      </div>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Renew your records?"
        action="Renew"
        onConfirm={renew}
      >
        Each record gets a new secret, in one transaction or more. Its leases are granted again on
        their terms; links, offers and signed leases end. You can stop in between and go on later.
      </Confirm>
    </Panel>
  );
}
