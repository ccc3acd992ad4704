"use client";

import { Upload } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Hex } from "viem";
import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ChosenFiles } from "../../_components/chosen-files.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { publishEntryFlow } from "../../_flows/publish-entry.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
import type { PickedFile } from "../../_transfers/picked-file.ts";
import { sectionName } from "./section-name.ts";

interface EntryDialogProps {
  record: Hex;
  section: OpenedSection;
  onOpenChange: (open: boolean) => void;
}

/** Adds an entry to a section: files, a note, or both. */
export function EntryDialog({ record, section, onOpenChange }: EntryDialogProps) {
  const running = useFlow(publishEntryFlow);
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [message, setMessage] = useState("");
  const isRunning = running.run.status === "running";
  const isEmpty = files.length === 0 && message.trim() === "";
  const name = sectionName(section);
  useUnsaved("A new entry", !isEmpty);
  const publish = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const ask = { record, section: section.index, message: message.trim(), files };
    if ((await running.start(ask)) !== null) onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isRunning}
      title={`Add an entry to ${name}`}
      description="Everybody who may read this section now, with entries to come, will be able to open it."
    >
      <form onSubmit={publish} className="space-y-5">
        <ChosenFiles to={name} files={files} onChange={setFiles} disabled={isRunning} />
        <Field label="Note (optional)">
          {(control) => (
            <textarea
              {...control}
              className="control"
              rows={3}
              maxLength={4000}
              disabled={isRunning}
              value={message}
              onChange={(event) => setMessage(event.target.value)}
            />
          )}
        </Field>
        <FlowStatus running={running} files={files} />
        {!isRunning && (
          <div className="flex justify-end gap-3">
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" icon={Upload} disabled={isEmpty}>
              Encrypt and publish
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
