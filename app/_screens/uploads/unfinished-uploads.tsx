"use client";

import { CloudUpload, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import type { UnfinishedUpload } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { DropZone } from "../../_components/drop-zone.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Panel } from "../../_components/panel.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { resumeUploadFlow } from "../../_flows/resume-upload.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
import { useUploads } from "../../_hooks/use-uploads.ts";
import { formatMoment } from "../../_text/format.ts";
import type { PickedFile } from "../../_transfers/picked-file.ts";
import { filesText, placeText, stateText } from "./upload-text.ts";

/** Uploads that were stopped, of one record or of all: to go on with, or to give up. */
export function UnfinishedUploads({ record }: { record?: Hex }) {
  const { stopped, discard } = useUploads(record);
  // What is being gone on with stays where it is until it is done.
  const [resumed, setResumed] = useState<UnfinishedUpload | null>(null);
  const shown =
    resumed === null ? stopped : [resumed, ...stopped.filter(({ id }) => id !== resumed.id)];
  if (shown.length === 0) return null;
  return (
    <Panel title={shown.length === 1 ? "An unfinished upload" : "Unfinished uploads"}>
      <ul className="space-y-6">
        {shown.map((upload) => (
          <UploadItem
            key={upload.id}
            upload={upload}
            onRunning={(isRunning) => setResumed(isRunning ? upload : null)}
            onDiscard={() => discard(upload)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface UploadItemProps {
  upload: UnfinishedUpload;
  onRunning: (isRunning: boolean) => void;
  onDiscard: () => Promise<void>;
}

function UploadItem({ upload, onRunning, onDiscard }: UploadItemProps) {
  const running = useFlow(resumeUploadFlow);
  const opened = useOpenedRecord(upload.record, { enabled: upload.newRecord === null });
  const [isAsking, setAsking] = useState(false);
  const [isDiscarding, setDiscarding] = useState(false);
  const { done, total, needed, begun, files } = upload;
  const what = filesText(upload);
  const start = async (sources: PickedFile[]) => {
    onRunning(true);
    await running.start({ upload, sources });
    onRunning(false);
  };
  const discard = async () => {
    setDiscarding(true);
    await onDiscard();
    setDiscarding(false);
  };
  if (running.run.status === "running") {
    return (
      <li>
        <FlowStatus running={running} files={files} />
      </li>
    );
  }
  return (
    <li className="space-y-3">
      <div>
        <p>
          <strong>{what}</strong> to {placeText(upload, opened.data?.title)}
        </p>
        <p className="text-muted text-small">
          {stateText(upload)} Begun {formatMoment(begun / 1000)}.
        </p>
      </div>
      <ProgressBar label={`Stored of ${what}`} done={done} total={total} />
      <FlowStatus running={running} />
      {needed.length > 0 && (
        <DropZone
          label={`Choose the files again: ${what}`}
          folderLabel={`Choose a folder again: ${what}`}
          onFiles={start}
        />
      )}
      <div className="flex flex-wrap gap-3">
        {needed.length === 0 && (
          <Button icon={CloudUpload} variant="primary" onClick={() => start([])}>
            Publish it
          </Button>
        )}
        <Button icon={Trash2} busy={isDiscarding} onClick={() => setAsking(true)}>
          Discard
        </Button>
      </div>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Discard this upload?"
        action="Discard"
        onConfirm={discard}
      >
        What it has stored so far is removed, and nothing of it will be published. To share the
        files you would have to begin anew.
      </Confirm>
    </li>
  );
}
