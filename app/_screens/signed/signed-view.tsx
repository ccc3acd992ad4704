"use client";

import { Send } from "lucide-react";
import { useMemo } from "react";
import { useConnection } from "wagmi";
import type { SignedMessage } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ButtonLink } from "../../_components/button-link.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { WalletList } from "../../_components/wallet-list.tsx";
import { sendSignedFlow } from "../../_flows/send-signed.ts";
import { useWalletFlow } from "../../_hooks/use-flow.ts";
import { useIsAway } from "../../_hooks/use-read.ts";
import { useSignedState } from "../../_hooks/use-signed.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { KeepSigned } from "./keep-signed.tsx";
import { SignedFacts } from "./signed-facts.tsx";

/** Something signed, from its text: in words, and the way to send it. */
export function SignedView({ text }: { text: string }) {
  const { sharing } = useWorld();
  const read = useMemo(() => {
    try {
      return { message: sharing.decodeSigned(text) };
    } catch (error) {
      return { error };
    }
  }, [sharing, text]);
  return (
    <Panel title="What was signed">
      {"message" in read ? (
        <Sendable message={read.message} text={text} />
      ) : (
        <ErrorNotice error={read.error} />
      )}
      <p className="mt-5">
        <Button
          size="small"
          onClick={() => {
            location.hash = "";
          }}
        >
          Open another
        </Button>
      </p>
    </Panel>
  );
}

function Sendable({ message, text }: { message: SignedMessage; text: string }) {
  const { data: state, error, refetch } = useSignedState(message, text);
  const { status } = useConnection();
  const running = useWalletFlow(sendSignedFlow);
  const isAway = useIsAway();
  const { record } = message.content;
  if (error !== null || isAway) {
    return (
      <div className="space-y-4">
        {isAway ? (
          <KeepSigned message={message} />
        ) : (
          <ErrorNotice error={error} onRetry={refetch} />
        )}
      </div>
    );
  }
  if (state === undefined) return <Skeleton label="Checking it against the ledger" />;
  return (
    <div className="space-y-4">
      <SignedFacts message={message} state={state} />
      {state === "ready" && status === "disconnected" && (
        <div>
          <p className="mb-3">Connect a wallet to send it.</p>
          <WalletList />
        </div>
      )}
      <FlowStatus running={running} />
      {state === "ready" && status === "connected" && running.run.status !== "running" && (
        <div className="space-y-2">
          <Button variant="primary" icon={Send} onClick={() => running.start({ message })}>
            Send it
          </Button>
          <p className="text-muted text-small">
            You pay the fee. The ledger checks the signature before your wallet is asked, and does
            what its signer wants, not what you want.
          </p>
        </div>
      )}
      {state === "sent" && (
        <ButtonLink href={`/record/?id=${record}`} variant="primary">
          Open the record
        </ButtonLink>
      )}
    </div>
  );
}
