"use client";

import { Choices } from "../../_components/choices.tsx";
import type { Way } from "./grantees.ts";
import { waysFor } from "./grantees.ts";

interface LendWayProps {
  people: number;
  value: Way;
  disabled: boolean;
  onChange: (way: Way) => void;
}

/** How the lease comes about: sent, signed only, or for a group under one root. */
export function LendWay({ people, value, disabled, onChange }: LendWayProps) {
  const choices = waysFor(people).map((way) => ({ value: way, ...WORDS[way](people) }));
  return (
    <Choices legend="How" disabled={disabled} value={value} choices={choices} onChange={onChange} />
  );
}

const WORDS: Record<Way, (people: number) => { label: string; note: string }> = {
  each: (people) =>
    people > 1
      ? {
          label: "One by one",
          note: "It shows in each person's list; the fee grows with every person.",
        }
      : { label: "Send it now", note: "You send it and pay the fee." },
  group: () => ({
    label: "As a group",
    note: "One fee however many they are, but you must send each of them the record's link.",
  }),
  sign: () => ({
    label: "Sign instead of sending",
    note: "Free for you: you hand over a link, and whoever opens it sends it and pays.",
  }),
};
