"use client";

import { Plus, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import type { SubmitEvent } from "react";
import { useReducer, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../../_components/button.tsx";
import { Field } from "../../_components/field.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { createRecordFlow } from "../../_flows/create-record.ts";
import { useFlow } from "../../_hooks/use-flow.ts";
import { useUnsaved } from "../../_hooks/use-unsaved.ts";
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
  const isRunning = running.run.status === "running";
  const problems = isChecked ? problemsOf(draft) : new Map();
  const files = filesOf(draft);
  useUnsaved("A new record", isTouched(draft) && !isPublished);

  const publish = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    flushSync(() => setChecked(true));
    if (problemsOf(draft).size > 0) {
      form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    const sections = draft.sections.map(({ title, message, files: chosen }) => ({
      title: title.trim(),
      description: "",
      message: message.trim(),
      files: chosen,
    }));
    const title = draft.title.trim();
    const description = draft.description.trim();
    const done = await running.start({ title, description, sections });
    if (done === null) return;
    flushSync(() => setPublished(true));
    router.push(done.result === null ? "/records/" : `/record/?id=${done.result.record}`);
  };

  return (
    <form onSubmit={publish} noValidate className="space-y-5">
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
      {!isRunning && (
        <div className="flex flex-wrap items-center justify-between gap-4 pt-1">
          <p className="text-muted text-small">
            {count(draft.sections.length, "section")}, {count(files.length, "file")},{" "}
            {formatBytes(files.reduce((sum, { size }) => sum + size, 0))}
          </p>
          <Button type="submit" variant="primary" icon={Upload}>
            Encrypt and publish
          </Button>
        </div>
      )}
    </form>
  );
}
