import type { PickedFile } from "../../_transfers/picked-file.ts";

/** A section as it is being written. `key` tells it apart while it has no number yet. */
export interface SectionDraft {
  key: number;
  title: string;
  message: string;
  files: PickedFile[];
}

export interface Draft {
  title: string;
  description: string;
  sections: SectionDraft[];
  nextKey: number;
}

export type DraftAction =
  | { type: "write"; change: Partial<Pick<Draft, "title" | "description">> }
  | { type: "add" }
  | { type: "edit"; key: number; change: Partial<Omit<SectionDraft, "key">> }
  | { type: "remove"; key: number }
  | { type: "move"; key: number; by: -1 | 1 };

export const EMPTY_DRAFT: Draft = {
  title: "",
  description: "",
  sections: [{ key: 0, title: "", message: "", files: [] }],
  nextKey: 1,
};

/** What becomes of a draft by something that a person does to it. */
export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  const { sections, nextKey } = draft;
  switch (action.type) {
    case "write":
      return { ...draft, ...action.change };
    case "add":
      return {
        ...draft,
        sections: [...sections, { key: nextKey, title: "", message: "", files: [] }],
        nextKey: nextKey + 1,
      };
    case "edit":
      return {
        ...draft,
        sections: sections.map((it) => (it.key === action.key ? { ...it, ...action.change } : it)),
      };
    case "remove":
      return { ...draft, sections: sections.filter(({ key }) => key !== action.key) };
    case "move":
      return { ...draft, sections: moved(sections, action) };
  }
}

function moved(sections: SectionDraft[], { key, by }: { key: number; by: -1 | 1 }): SectionDraft[] {
  const from = sections.findIndex((it) => it.key === key);
  const [section] = sections.slice(from, from + 1);
  const to = from + by;
  if (section === undefined || to < 0 || to >= sections.length) return sections;
  const rest = sections.filter((it) => it !== section);
  return rest.toSpliced(to, 0, section);
}

/** Whether anything was entered that would be a pity to lose. */
export function isTouched({ title, description, sections }: Draft): boolean {
  const [first] = sections;
  if (title !== "" || description !== "" || sections.length > 1 || first === undefined) return true;
  return first.title !== "" || first.message !== "" || first.files.length > 0;
}

/** What is missing before it can be published, by the place where it is missing. */
export function problemsOf({ title, sections }: Draft): Map<"title" | "sections" | number, string> {
  const problems = new Map<"title" | "sections" | number, string>();
  if (title.trim() === "") problems.set("title", "Give the record a title.");
  if (sections.length === 0) problems.set("sections", "A record needs at least one section.");
  for (const section of sections) {
    if (section.title.trim() === "") problems.set(section.key, "Give the section a name.");
  }
  return problems;
}

/** All files of a draft, in the order in which they are published. */
export function filesOf({ sections }: Draft): PickedFile[] {
  return sections.flatMap(({ files }) => files);
}
