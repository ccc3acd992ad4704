"use client";

import { useEffect, useState } from "react";
import type { Run, RunningFlow } from "../_hooks/use-flow.ts";
import { formatBytes } from "../_text/format.ts";
import { Button } from "./button.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** After this many milliseconds without a block, waiting is said to take longer than usual. */
const SLOW_AFTER = 45_000;

interface FlowStatusProps<Ask, Result> {
  running: RunningFlow<Ask, Result>;
  /** The files that are being published, in their order, to say how far it is. */
  files?: readonly { name: string; size: number }[];
}

/** What a flow is doing, how far it is, how to stop it; or why it failed. */
export function FlowStatus<Ask, Result>({ running, files = [] }: FlowStatusProps<Ask, Result>) {
  const { flow, run, cancel } = running;
  if (run.status === "idle") return null;
  if (run.status === "failed") return <ErrorNotice error={run.error} />;
  const { progress } = run;
  const isSent = progress.step === "confirm" || progress.step === "verify";
  return (
    <div className="rounded-card border border-line bg-paper p-4">
      <div className="flex items-start justify-between gap-3">
        <div role="status" className="min-w-0">
          <p className="font-semibold">{flow.title}</p>
          <p className="text-muted text-small">{stepText(progress, flow.wallet)}</p>
        </div>
        {progress.step !== "verify" && (
          <Button size="small" onClick={cancel}>
            {isSent ? "Stop waiting" : "Cancel"}
          </Button>
        )}
      </div>
      <div className="mt-3">
        <FlowBar progress={progress} fileNumber={run.fileNumber} files={files} />
      </div>
      {progress.step === "confirm" && <Slow />}
    </div>
  );
}

type AnyProgress = Extract<Run, { status: "running" }>["progress"];

function stepText(progress: AnyProgress, wallet: string): string {
  switch (progress.step) {
    case "prepare":
      return "Reading what is needed from the chain…";
    case "encrypt":
      return `Encrypting and storing ${progress.file}`;
    case "decrypt":
      return `Decrypting ${progress.file}`;
    case "sign":
      return `Your wallet asks you. ${wallet}`;
    case "confirm":
      return "Sent. Waiting for the chain to include it…";
    case "verify":
      return "Included. Checking that it shows…";
  }
}

function FlowBar({
  progress,
  fileNumber,
  files,
}: {
  progress: AnyProgress;
  fileNumber: number;
  files: readonly { name: string; size: number }[];
}) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (progress.step !== "encrypt" || total === 0) {
    return <ProgressBar label="Progress" done={0} total={null} />;
  }
  const before = files.slice(0, fileNumber - 1).reduce((sum, { size }) => sum + size, 0);
  const done = Math.min(total, before + progress.done);
  return (
    <>
      <ProgressBar label="Encrypted and stored" done={done} total={total} />
      <p className="mt-1.5 flex justify-between text-muted text-tiny tabular-nums">
        <span>
          {formatBytes(done)} of {formatBytes(total)}
        </span>
        <span>
          File {fileNumber} of {files.length}
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
    <p role="status" className="mt-3 text-small text-time">
      This takes longer than usual. The network may be busy, or the fee too low: your wallet can
      speed it up. You can also stop waiting; if it goes through later, it will show here.
    </p>
  );
}
