"use client";

import { Choices } from "../../_components/choices.tsx";
import { PassphraseField } from "./passphrase-field.tsx";
import type { PeopleFieldProps } from "./people-field.tsx";
import { PeopleField } from "./people-field.tsx";

interface WhomFieldProps extends Omit<PeopleFieldProps, "onLink"> {
  isLink: boolean;
  /** Of the link; null while it has none. */
  passphrase: string | null;
  onLink: (isLink: boolean) => void;
  onPassphrase: (passphrase: string | null) => void;
}

/** Whom to lend to: people, or whoever has a link. */
export function WhomField(props: WhomFieldProps) {
  const { isLink, passphrase, onLink, onPassphrase, ...people } = props;
  const { isChecked, disabled } = people;
  return (
    <>
      <Choices
        legend="To"
        disabled={disabled}
        value={isLink ? "link" : "people"}
        choices={[
          { value: "people", label: "People", note: "By their accounts" },
          { value: "link", label: "Anyone with a link", note: "They need no wallet" },
        ]}
        onChange={(value) => onLink(value === "link")}
      />
      {isLink ? (
        <PassphraseField
          value={passphrase}
          isChecked={isChecked}
          disabled={disabled}
          onChange={onPassphrase}
        />
      ) : (
        <PeopleField {...people} onLink={() => onLink(true)} />
      )}
    </>
  );
}
