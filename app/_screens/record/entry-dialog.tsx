"use client";

import { Hourglass, Upload } from "lucide-react";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { Hex } from "viem";
import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ChosenFiles } from "../../_components/chosen-files.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { publishEntryFlow } from "../../_flows/publish-entry.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useKeep } from "../../_hooks/use-keep.ts";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
import { useWorld } from "../../_hooks/use-world.ts";
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
  const { sharing, context } = useWorld();
  const opened = useOpenedRecord(record);
  const { isOffered, isAway, keeping, keep } = useKeep(running.run, "Keeping your entry");
  const isBusy = isRunning || keeping.status === "busy";
  useUnsaved("A new entry", !isEmpty);
  const publish = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const ask = { record, section: section.index, message: message.trim(), files };
    if ((await running.start(ask)) !== null) onOpenChange(false);
  };
  const keepIt = async () => {
    const draft = { message: message.trim(), files };
    const titles = { record: opened.data?.title ?? "", section: section.title };
    const isKept = await keep((account, away) =>
      sharing.keepPublication(context, account, {
        record,
        section: section.index,
        draft,
        titles,
        isAway: away,
      }),
    );
    if (isKept) onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      closable={!isBusy}
      title={`Add an entry to ${name}`}
      description="Everybody who may read this section now, with entries to come, will be able to open it."
    >
      <form onSubmit={publish} className="space-y-5">
        <ChosenFiles to={name} files={files} onChange={setFiles} disabled={isBusy} />
        <Field label="Note (optional)">
          {(control) => (
            <textarea
              {...control}
              className="control"
              rows={3}
              maxLength={4000}
              disabled={isBusy}
              value={message}
              onChange={(event) => setMessage(event.target.value)}
            />
          )}
        </Field>
        <FlowStatus running={running} files={files} />
        {keeping.status === "failed" && <ErrorNotice error={keeping.error} />}
        {isOffered && !isRunning && (
          <p className="text-muted text-small">
            It cannot be published now. Kept, it is encrypted and stays on this device; you send it
            when you are back online, and it appears with the time at which you send it.
          </p>
        )}
        {!isRunning && (
          <div className="flex flex-wrap justify-end gap-3">
            <Button disabled={isBusy} onClick={() => onOpenChange(false)}>
              Cancel
            </Button>
            {isOffered && (
              <Button
                variant={isAway ? "primary" : "secondary"}
                icon={Hourglass}
                busy={keeping.status === "busy"}
                disabled={isEmpty}
                onClick={keepIt}
              >
                Keep it and send when back
              </Button>
            )}
            {!isAway && (
              <Button type="submit" variant="primary" icon={Upload} disabled={isEmpty || isBusy}>
                Encrypt and publish
              </Button>
            )}
          </div>
        )}
      </form>
    </Dialog>
  );
}
