"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { IconButton } from "../../_components/button.tsx";
import { ChosenFiles } from "../../_components/chosen-files.tsx";
import { Field } from "../../_components/field.tsx";
import type { DraftAction, SectionDraft } from "./draft.ts";

interface SectionEditorProps {
  section: SectionDraft;
  /** Its place, from 1, and how many there are. */
  place: number;
  of: number;
  problem: string | undefined;
  disabled: boolean;
  dispatch: (action: DraftAction) => void;
}

/** One section of a new record: its name, a note, its files, its place among the others. */
export function SectionEditor(props: SectionEditorProps) {
  const { section, place, of, problem, disabled, dispatch } = props;
  const { key } = section;
  const name = section.title.trim() || `section ${place}`;
  const edit = (change: Partial<Omit<SectionDraft, "key">>) =>
    dispatch({ type: "edit", key, change });
  return (
    <fieldset
      disabled={disabled}
      className="rounded-card border border-line bg-surface p-5 shadow-raised"
    >
      <legend className="sr-only">{`Section ${place}`}</legend>
      <div className="mb-3 flex items-center justify-between">
        <p className="font-semibold text-muted text-small" aria-hidden>
          Section {place}
        </p>
        <div className="-mr-2 flex">
          <IconButton
            label={`Move ${name} up`}
            icon={ArrowUp}
            disabled={place === 1}
            onClick={() => dispatch({ type: "move", key, by: -1 })}
          />
          <IconButton
            label={`Move ${name} down`}
            icon={ArrowDown}
            disabled={place === of}
            onClick={() => dispatch({ type: "move", key, by: 1 })}
          />
          <IconButton
            label={`Remove ${name}`}
            icon={Trash2}
            disabled={of === 1}
            onClick={() => dispatch({ type: "remove", key })}
          />
        </div>
      </div>
      <div className="space-y-4">
        <Field label="Section name" error={problem}>
          {(control) => (
            <input
              {...control}
              className="control"
              maxLength={120}
              placeholder="Blood tests"
              value={section.title}
              onChange={(event) => edit({ title: event.target.value })}
            />
          )}
        </Field>
        <ChosenFiles
          to={name}
          files={section.files}
          disabled={disabled}
          onChange={(files) => edit({ files })}
        />
        <Field label="Note (optional)">
          {(control) => (
            <textarea
              {...control}
              className="control min-h-11"
              rows={2}
              maxLength={4000}
              value={section.message}
              onChange={(event) => edit({ message: event.target.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}
