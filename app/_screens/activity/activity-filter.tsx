"use client";

import type { Address } from "viem";
import type { Activity } from "../../../lib/sharing/index.ts";
import { Field } from "../../_components/field.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import type { ActivityGroup } from "../../_text/activity-text.ts";
import { GROUP_NAMES } from "../../_text/activity-text.ts";
import type { Filter } from "./filter.ts";
import { choicesOf } from "./filter.ts";

interface ActivityFilterProps {
  activities: readonly Activity[];
  filter: Filter;
  /** Names sections; null where they are of several records, and cannot be chosen. */
  sectionOf: ((section: number) => string) | null;
  onChange: (filter: Filter) => void;
}

/** Which activities are shown: by kind, by person, by section. */
export function ActivityFilter({ activities, filter, sectionOf, onChange }: ActivityFilterProps) {
  const nameOf = useNames();
  const { people, sections, groups } = choicesOf(activities);
  return (
    <search className="grid gap-4 sm:grid-cols-3" aria-label="Filter">
      <Field label="What">
        {(control) => (
          <select
            {...control}
            className="control"
            value={filter.group ?? ""}
            onChange={({ target: { value } }) =>
              onChange({ ...filter, group: (value || null) as ActivityGroup | null })
            }
          >
            <option value="">Everything</option>
            {groups.map((group) => (
              <option key={group} value={group}>
                {GROUP_NAMES[group]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Who">
        {(control) => (
          <select
            {...control}
            className="control"
            value={filter.person ?? ""}
            onChange={({ target: { value } }) =>
              onChange({ ...filter, person: (value || null) as Address | null })
            }
          >
            <option value="">Everybody</option>
            {people.map((person) => (
              <option key={person} value={person}>
                {nameOf(person)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {sectionOf !== null && (
        <Field label="Section">
          {(control) => (
            <select
              {...control}
              className="control"
              value={filter.section ?? ""}
              onChange={({ target: { value } }) =>
                onChange({ ...filter, section: value === "" ? null : Number(value) })
              }
            >
              <option value="">All sections</option>
              {sections.map((section) => (
                <option key={section} value={section}>
                  {sectionOf(section)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </search>
  );
}
