"use client";

import { Hourglass, Plus, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import type { SubmitEvent } from "react";
import { useReducer, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { RecordDraft } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { createRecordFlow } from "../../_flows/create-record.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useKeep } from "../../_hooks/use-keep.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { count, formatBytes } from "../../_text/format.ts";
import { EMPTY_DRAFT, filesOf, isTouched, problemsOf, reduceDraft } from "./draft.ts";
import { SectionEditor } from "./section-editor.tsx";

/** Makes a record: title, sections, files; encrypts and publishes it. */
export function NewRecordScreen() {
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="New record">
        <p>
          Put what belongs together in one section: sections are what you lend. Names, files and
          notes are encrypted on this device before anything leaves it.
        </p>
      </PageHeader>
      <Gate purpose="to publish a record">{() => <RecordForm />}</Gate>
    </div>
  );
}

function RecordForm() {
  const router = useRouter();
  const running = useFlow(createRecordFlow);
  const [draft, dispatch] = useReducer(reduceDraft, EMPTY_DRAFT);
  const [isChecked, setChecked] = useState(false);
  const [isPublished, setPublished] = useState(false);
  const { sharing, context } = useWorld();
  const { isOffered, isAway, keeping, keep } = useKeep(running.run, "Keeping your record");
  const isPublishing = running.run.status === "running";
  const isRunning = isPublishing || keeping.status === "busy";
  const form = useRef<HTMLFormElement>(null);
  const problems = isChecked ? problemsOf(draft) : new Map();
  const files = filesOf(draft);
  useUnsaved("A new record", isTouched(draft) && !isPublished);

  /** What is to be published; null while something is missing, which is shown. */
  const checked = (): RecordDraft | null => {
    flushSync(() => setChecked(true));
    if (problemsOf(draft).size > 0) {
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return null;
    }
    const sections = draft.sections.map(({ title, message, files: chosen }) => ({
      title: title.trim(),
      description: "",
      message: message.trim(),
      files: chosen,
    }));
    return { title: draft.title.trim(), description: draft.description.trim(), sections };
  };
  const leave = (address: string) => {
    flushSync(() => setPublished(true));
    router.push(address);
  };
  const publish = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isAway) return keepIt();
    const record = checked();
    const done = record && (await running.start(record));
    if (done === null) return;
    leave(done.result === null ? "/records/" : `/record/?id=${done.result.record}`);
  };
  const keepIt = async () => {
    const record = checked();
    if (record === null) return;
    const isKept = await keep((account) =>
      sharing.keepCreation(context, account, { draft: record }),
    );
    if (isKept) leave("/records/");
  };

  return (
    <form ref={form} onSubmit={publish} noValidate className="space-y-5">
      <fieldset
        disabled={isRunning}
        className="space-y-4 rounded-card border border-line bg-surface p-5 shadow-raised"
      >
        <legend className="sr-only">The record</legend>
        <Field label="Title" error={problems.get("title")}>
          {(control) => (
            <input
              {...control}
              className="control"
              maxLength={160}
              placeholder="My medical record"
              value={draft.title}
              onChange={({ target }) =>
                dispatch({ type: "write", change: { title: target.value } })
              }
            />
          )}
        </Field>
        <Field
          label="Description (optional)"
          hint="Everybody to whom you lend a part with its history sees the title and this description."
        >
          {(control) => (
            <textarea
              {...control}
              className="control"
              rows={2}
              maxLength={4000}
              value={draft.description}
              onChange={({ target }) =>
                dispatch({ type: "write", change: { description: target.value } })
              }
            />
          )}
        </Field>
      </fieldset>
      {draft.sections.map((section, i) => (
        <SectionEditor
          key={section.key}
          section={section}
          place={i + 1}
          of={draft.sections.length}
          problem={problems.get(section.key)}
          disabled={isRunning}
          dispatch={dispatch}
        />
      ))}
      <Button
        icon={Plus}
        disabled={isRunning || draft.sections.length >= 127}
        onClick={() => dispatch({ type: "add" })}
        className="w-full border-dashed bg-transparent"
      >
        Add a section
      </Button>
      <FlowStatus running={running} files={files} />
      {keeping.status === "failed" && <ErrorNotice error={keeping.error} />}
      {isOffered && !isPublishing && (
        <p className="text-muted text-small">
          It cannot be published now. Kept, it is encrypted and stays on this device; you send it
          when you are back online, and can lend it from then on.
        </p>
      )}
      {!isPublishing && (
        <div className="flex flex-wrap items-center justify-between gap-4 pt-1">
          <p className="text-muted text-small">
            {count(draft.sections.length, "section")}, {count(files.length, "file")},{" "}
            {formatBytes(files.reduce((sum, { size }) => sum + size, 0))}
          </p>
          <div className="flex flex-wrap gap-3">
            {isOffered && (
              <Button
                type={isAway ? "submit" : "button"}
                variant={isAway ? "primary" : "secondary"}
                icon={Hourglass}
                busy={keeping.status === "busy"}
                onClick={isAway ? undefined : keepIt}
              >
                Keep it and send when back
              </Button>
            )}
            {!isAway && (
              <Button type="submit" variant="primary" icon={Upload} disabled={isRunning}>
                Encrypt and publish
              </Button>
            )}
          </div>
        </div>
      )}
    </form>
  );
}
