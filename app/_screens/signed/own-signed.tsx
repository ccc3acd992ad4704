"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CircleStop } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import type { ListedSigned } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { CopyButton } from "../../_components/copy-button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Panel } from "../../_components/panel.tsx";
import { UnlockButton } from "../../_components/unlock-button.tsx";
import { signedLink } from "../../_config/links.ts";
import { queryKeys } from "../../_config/query-keys.ts";
import { cancelSignedFlow } from "../../_flows/cancel-signed.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useSigned } from "../../_hooks/use-signed.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { SignedFacts } from "./signed-facts.tsx";

/** What the connected account signed on this device, with the way to cancel it. */
export function OwnSigned({ signer }: { signer: Address }) {
  const { data, error, refetch } = useSigned(signer);
  const { sharing } = useWorld();
  if (data === undefined) {
    return error === null ? null : <ErrorNotice error={error} onRetry={refetch} />;
  }
  if (data.length === 0) return null;
  return (
    <Panel title="Signed by you" note="On this device; what was sent or cancelled here is not kept">
      <ul className="-my-4 divide-y divide-line">
        {data.map((signed) => (
          <OwnItem key={sharing.encodeSigned(signed.message)} signed={signed} />
        ))}
      </ul>
    </Panel>
  );
}

function OwnItem({ signed: { message, state } }: { signed: ListedSigned }) {
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const { account } = useUnlocked();
  const running = useFlow(cancelSignedFlow);
  const [isAsking, setAsking] = useState(false);
  const forget = async () => {
    await sharing.forgetSigned(context, { messages: [message] });
    await queries.invalidateQueries({ queryKey: queryKeys.signed(message.signer) });
  };
  return (
    <li className="space-y-3 py-4">
      <SignedFacts message={message} state={state} />
      {running.run.status !== "running" && (
        <div className="flex flex-wrap items-center gap-2">
          {state === "ready" ? (
            <>
              {account === null ? (
                <UnlockButton />
              ) : (
                <Button
                  size="small"
                  variant="danger"
                  icon={CircleStop}
                  onClick={() => setAsking(true)}
                >
                  Cancel it
                </Button>
              )}
              <CopyButton
                text={signedLink(sharing.encodeSigned(message))}
                label="Copy the link to send"
              />
            </>
          ) : (
            <Button size="small" onClick={forget}>
              Remove from this list
            </Button>
          )}
        </div>
      )}
      <FlowStatus running={running} />
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Cancel what you signed?"
        action="Cancel the signature"
        cancel="Keep it"
        onConfirm={() => {
          setAsking(false);
          running.start({ message });
        }}
      >
        <p>
          One transaction makes the signature useless, whoever has it, and changes the keys that
          came with it. That also voids other leases of this record which are signed but not sent.
          It costs a fee, as sending it would.
        </p>
      </Confirm>
    </li>
  );
}
