"use client";

import { useState } from "react";
import type { Address } from "viem";
import type { Lease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceOf, sliceStart } from "../../../lib/slice.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useNames } from "../../_hooks/use-names.ts";
import type { GrantDraft } from "./grant-draft.ts";
import { draftOf, draftWithEnd, grantSentence, windowOf, windowProblem } from "./grant-draft.ts";
import type { Way } from "./grantees.ts";
import { usualWay, waysFor, withPeople } from "./grantees.ts";
import { inclusionTerms } from "./inclusion.ts";
import type { ReviewedLease } from "./lease-review.tsx";
import { sectionName } from "./section-name.ts";
import { useGrantee } from "./use-grantee.ts";
import type { Lending } from "./use-lend.ts";

interface GrantFormOptions {
  /** The lease to change or to grant again. */
  lease: Lease | undefined;
  /** A slice that its end is proposed to be moved to. */
  proposedEnd: number | undefined;
}

/** What a person enters to lend something, and what comes of it. */
export function useGrantForm(record: OpenedRecord, { lease, proposedEnd }: GrantFormOptions) {
  const nameOf = useNames();
  const slice = useChainSlice() ?? sliceOf(record.time);
  const [draft, setDraft] = useState(() =>
    lease !== undefined && proposedEnd !== undefined
      ? draftWithEnd(lease, { expiresAt: proposedEnd, slice })
      : draftOf(lease, slice),
  );
  const [added, setAdded] = useState<Address[]>([]);
  const [chosenWay, setWay] = useState<Way | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [isLink, setLink] = useState(false);
  /** Null while the link has none. */
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const grantee = useGrantee(draft.grantee, record.owner);

  const typed = grantee.status === "ready" ? [grantee.address] : [];
  const people = withPeople(added, { more: typed, owner: record.owner });
  const isPossible = chosenWay !== null && waysFor(people.length).includes(chosenWay);
  const way = isPossible ? chosenWay : usualWay(people.length);
  const chosen = record.sections.filter(({ index }) => draft.sections.includes(index));
  const names = chosen.map(sectionName);
  const name =
    people.length > 1 ? `Each of ${people.length} people` : people[0] && nameOf(people[0]);
  const write = draft.write && !isLink;
  const sentence = grantSentence(
    { ...draft, write },
    { name: isLink ? "Whoever has the link" : (name ?? null), names, slice },
  );
  const isWhomWrong = isLink
    ? passphrase === ""
    : grantee.status !== "ready" && grantee.status !== "none";
  const window = windowProblem(draft, slice) === null ? windowOf(draft, slice) : null;
  const { sections } = draft;

  /** What is to be lent; null while something is missing or wrong. */
  const lending: Lending | null =
    isWhomWrong || window === null || sentence === null
      ? null
      : {
          record: record.id,
          people,
          terms: {
            sections,
            write,
            ...inclusionTerms({ ...draft, ...window }, slice),
            ...window,
          },
          way: isLink ? "link" : way,
          passphrase,
          now: sliceStart(slice),
        };
  const review: ReviewedLease | null = lending && {
    people: isLink ? null : people,
    names,
    ...lending.terms,
  };

  return {
    slice,
    draft,
    change: (part: Partial<GrantDraft>) => setDraft((now) => ({ ...now, ...part })),
    added,
    setAdded,
    people,
    grantee,
    way,
    setWay,
    isLink,
    setLink,
    passphrase,
    setPassphrase,
    isChecked,
    setChecked,
    sentence,
    lending,
    review,
  };
}
