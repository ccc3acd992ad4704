"use client";

import { Choices } from "../../_components/choices.tsx";
import type { UsualLength } from "./lengths.ts";

const USUAL: readonly { value: UsualLength; label: string }[] = [
  { value: "hour", label: "An hour" },
  { value: "day", label: "A day" },
  { value: "fortnight", label: "Two weeks" },
];

interface LengthChoiceProps<Other extends string> {
  legend: string;
  value: UsualLength | Other;
  /** What else there is, such as an exact end. */
  other: { value: Other; label: string };
  disabled: boolean;
  onChange: (value: UsualLength | Other) => void;
}

/** For how long: the usual lengths, or something else. */
export function LengthChoice<Other extends string>(props: LengthChoiceProps<Other>) {
  const { other, ...rest } = props;
  return <Choices<UsualLength | Other> {...rest} choices={[...USUAL, other]} />;
}
