"use client";

import { Upload } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Hex } from "viem";
import { Button } from "../../_components/button.tsx";
import { ChosenFiles } from "../../_components/chosen-files.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { addSectionFlow } from "../../_flows/add-section.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
import type { PickedFile } from "../../_transfers/picked-file.ts";

interface SectionDialogProps {
  record: Hex;
  onOpenChange: (open: boolean) => void;
}

/** Adds a section with its first entry to a record of one's own. */
export function SectionDialog({ record, onOpenChange }: SectionDialogProps) {
  const running = useFlow(addSectionFlow);
  const [title, setTitle] = useState("");
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [message, setMessage] = useState("");
  const isRunning = running.run.status === "running";
  useUnsaved("A new section", title !== "" || files.length > 0 || message !== "");
  const publish = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const draft = { title: title.trim(), description: "", message: message.trim(), files };
    if ((await running.start({ record, ...draft })) !== null) onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isRunning}
      title="Add a section"
      description="Nobody can read it until you lend it, not even people to whom you lent other sections."
    >
      <form onSubmit={publish} className="space-y-5">
        <Field label="Section name">
          {(control) => (
            <input
              {...control}
              className="control"
              maxLength={120}
              disabled={isRunning}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        <ChosenFiles
          to={title.trim() || "the section"}
          files={files}
          onChange={setFiles}
          disabled={isRunning}
        />
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
            <Button type="submit" variant="primary" icon={Upload} disabled={title.trim() === ""}>
              Encrypt and add
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
