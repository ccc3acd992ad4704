"use client";

import { Pause as PauseIcon, Play } from "lucide-react";
import { useEffect, useState } from "react";
import type { Run, RunningFlow, Step } from "../_hooks/use-flow.ts";
import { usePace } from "../_hooks/use-pace.ts";
import { count, formatNumber } from "../_text/format.ts";
import { paceText } from "../_text/transfer-text.ts";
import { Button } from "./button.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { FlowCost } from "./flow-cost.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { TransactionLink } from "./transaction-link.tsx";

/** After this many milliseconds without a block, waiting is said to take longer than usual. */
const SLOW_AFTER = 45_000;

interface FlowStatusProps<Ask, Result> {
  running: Pick<RunningFlow<Ask, Result>, "flow" | "run" | "cancel" | "isPaused" | "pause">;
  /** The files that are being published, in their order, to say how far it is. */
  files?: readonly { name: string; size: number }[];
}

/** What a flow is doing, how far it is, how to stop it; or why it failed. */
export function FlowStatus<Ask, Result>({ running, files = [] }: FlowStatusProps<Ask, Result>) {
  const { flow, run, cancel, isPaused, pause } = running;
  if (run.status === "idle") return null;
  if (run.status === "failed") return <ErrorNotice error={run.error} />;
  const { progress } = run;
  if (progress.step === "review") {
    return <FlowCost title={flow.title} {...progress} onCancel={cancel} />;
  }
  const isWaiting = progress.step === "waiting";
  const isSent = progress.step === "confirm" || isWaiting;
  return (
    <div className="rounded-card border border-line bg-paper p-4">
      <div className="flex items-start justify-between gap-3">
        <div role="status" className="min-w-0">
          <p className="font-semibold">{isWaiting ? "Still waiting" : flow.title}</p>
          <p className="text-muted text-small">
            {isPaused && progress.step === "encrypt"
              ? "Paused. It goes on when you say so."
              : stepText(progress, flow.wallet)}
          </p>
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          {progress.step === "encrypt" && (
            <Button
              size="small"
              icon={isPaused ? Play : PauseIcon}
              onClick={() => pause(!isPaused)}
            >
              {isPaused ? "Go on" : "Pause"}
            </Button>
          )}
          {progress.step !== "verify" && (
            <Button size="small" className="shrink-0 whitespace-nowrap" onClick={cancel}>
              {isSent ? "Stop waiting" : "Cancel"}
            </Button>
          )}
        </div>
      </div>
      {isWaiting ? (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button size="small" variant="primary" onClick={progress.keepWaiting}>
            Keep waiting
          </Button>
          <TransactionLink transaction={progress.transaction} />
          <p className="w-full text-muted text-small">
            Transaction <code className="break-all">{progress.transaction}</code>
          </p>
        </div>
      ) : (
        <div className="mt-3">
          <FlowBar progress={progress} files={files} isPaused={isPaused} />
        </div>
      )}
      {progress.step === "confirm" && (
        <div key={progress.transaction} className="mt-3 space-y-3 empty:hidden">
          <Slow />
          <TransactionLink transaction={progress.transaction} />
        </div>
      )}
    </div>
  );
}

type AnyProgress = Exclude<
  Extract<Run, { status: "running" }>["progress"],
  Extract<Step, { step: "review" }>
>;

function stepText(progress: AnyProgress, wallet: string): string {
  switch (progress.step) {
    case "prepare":
      return progress.accounts === undefined
        ? "Reading what is needed from the chain…"
        : `Preparing keys: ${progress.accounts.done} of ${count(progress.accounts.total, "person", "people")}`;
    case "encrypt":
      return `Encrypting and storing ${progress.file}`;
    case "decrypt":
      return `Decrypting ${progress.file}`;
    case "passphrase":
      return `Making a key from your passphrase: ${Math.round(progress.share * 100)} %`;
    case "passkey":
      return "Your browser asks you for the passkey.";
    case "sign":
      return `Your wallet asks you. ${wallet}`;
    case "confirm":
      return progress.isFaster
        ? "Sped up in your wallet. Waiting for the chain to include the new transaction…"
        : "Sent. Waiting for the chain to include it…";
    case "waiting":
      return "It was sent, but the chain does not show it yet, or does not answer. It may still go through, so do not send it again. Your wallet can speed it up or cancel it; keep waiting here to see which.";
    case "verify":
      return "Included. Checking that it shows…";
  }
}

function FlowBar({
  progress,
  files,
  isPaused,
}: {
  progress: AnyProgress;
  files: readonly { name: string; size: number }[];
  isPaused: boolean;
}) {
  if (progress.step !== "encrypt" || progress.total === 0) {
    return <ProgressBar label="Progress" done={0} total={null} />;
  }
  return <StoringBar progress={progress} files={files.length} isPaused={isPaused} />;
}

function StoringBar({
  progress,
  files,
  isPaused,
}: {
  progress: Extract<AnyProgress, { step: "encrypt" }>;
  files: number;
  isPaused: boolean;
}) {
  const { done, total, fileNumber } = progress;
  const figures = usePace(done, { total, isPaused });
  return (
    <>
      <ProgressBar label="Encrypted and stored" done={done} total={total} />
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-muted text-tiny tabular-nums">
        <span>{paceText({ done, total, ...figures })}</span>
        <span>
          File {formatNumber(fileNumber)} of {formatNumber(files)}
        </span>
      </p>
    </>
  );
}

/** Appears when a transaction has waited long. */
function Slow() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER);
    return () => clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return (
    <p role="status" className="text-small text-time">
      This takes longer than usual. The network may be busy, or the fee too low: your wallet can
      speed it up. You can also stop waiting; if it goes through later, it will show here.
    </p>
  );
}
