import type { Address } from "viem";
import type { Activity } from "../../../lib/sharing/index.ts";
import type { ActivityGroup } from "../../_text/activity-text.ts";
import { groupOf } from "../../_text/activity-text.ts";

/** What is to be seen; null leaves a choice open. */
export interface Filter {
  person: Address | null;
  section: number | null;
  group: ActivityGroup | null;
}

export const NO_FILTER: Filter = { person: null, section: null, group: null };

export function filtered(activities: readonly Activity[], filter: Filter): Activity[] {
  const { person, section, group } = filter;
  return activities.filter(
    (it) =>
      (person === null || it.by === person || it.whom === person) &&
      (section === null || it.sections.includes(section)) &&
      (group === null || groupOf(it) === group),
  );
}

/** Who and what there is to choose from, in the order of appearance; sections ascending. */
export function choicesOf(activities: readonly Activity[]) {
  const people = activities.flatMap(({ by, whom }) => (whom === null ? [by] : [by, whom]));
  const sections = activities.flatMap((it) => it.sections).sort((a, b) => a - b);
  const groups = activities.map(groupOf);
  return {
    people: [...new Set(people)],
    sections: [...new Set(sections)],
    groups: [...new Set(groups)],
  };
}
