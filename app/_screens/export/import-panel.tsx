"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CircleStop } from "lucide-react";
import { useState } from "react";
import type { ImportOutcome, ImportProgress, Reader } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { DropZone } from "../../_components/drop-zone.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { useWorld } from "../../_hooks/use-world.ts";
import { isCancellation, reportUnknown } from "../../_text/errors.ts";
import { count, formatBytes } from "../../_text/format.ts";

type Run =
  | { status: "idle" }
  | { status: "running"; file: File; progress: ImportProgress | null; abort: AbortController }
  | { status: "done"; outcome: ImportOutcome }
  | { status: "failed"; file: File; error: unknown };

/** Brings an exported copy back into the storage. */
export function ImportPanel({ account }: { account: Reader }) {
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const [run, setRun] = useState<Run>({ status: "idle" });

  const start = async (file: File) => {
    const abort = new AbortController();
    const { signal } = abort;
    setRun({ status: "running", file, progress: null, abort });
    try {
      const outcome = await sharing.importBlocks(context, {
        car: file.stream(),
        reader: account,
        signal,
        onProgress: (progress) => setRun({ status: "running", file, progress, abort }),
      });
      setRun({ status: "done", outcome });
      await queries.invalidateQueries();
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return setRun({ status: "idle" });
      reportUnknown(error);
      setRun({ status: "failed", file, error });
    }
  };

  return (
    <Panel title="Bring a copy back" note="Restores what the storage has lost, block by block">
      <div className="space-y-4">
        {run.status === "running" ? (
          <div className="space-y-2">
            <ProgressBar label="Import" done={run.progress?.bytes ?? 0} total={run.file.size} />
            <div className="flex items-center justify-between gap-3 text-small">
              <span>
                {formatBytes(run.progress?.bytes ?? 0)} of {formatBytes(run.file.size)} checked
              </span>
              <Button size="small" icon={CircleStop} onClick={() => run.abort.abort()}>
                Stop
              </Button>
            </div>
          </div>
        ) : (
          <DropZone
            label="Choose an exported .car file"
            onFiles={([picked]) => picked && start(picked.file)}
          />
        )}
        {run.status === "failed" && (
          <ErrorNotice error={run.error} onRetry={() => start(run.file)} />
        )}
        {run.status === "done" && <Outcome outcome={run.outcome} />}
      </div>
    </Panel>
  );
}

function Outcome({ outcome }: { outcome: ImportOutcome }) {
  const { stored, held, foreign, missing, remembered, records } = outcome;
  return (
    <>
      <Notice tone="good" role="status" title={`Imported ${count(records.length, "record")}`}>
        <p>
          {count(stored, "block")} restored; {count(held, "block")} had not been lost.
        </p>
        {!remembered && (
          <p>
            It is another account&rsquo;s copy, or of an earlier key: what that device remembered
            stays closed.
          </p>
        )}
        {foreign > 0 && (
          <p>{count(foreign, "block")} in the file belong to no record of it and were left out.</p>
        )}
      </Notice>
      {missing > 0 && (
        <Notice tone="danger" role="alert" title="The copy is not whole">
          <p>
            {count(missing, "block")} are neither in the file nor in the storage. If you have
            another copy, import it too.
          </p>
        </Notice>
      )}
    </>
  );
}
