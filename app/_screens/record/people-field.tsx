"use client";

import { ClipboardPaste, UserPlus, X } from "lucide-react";
import { useState } from "react";
import type { Address } from "viem";
import { Button, IconButton } from "../../_components/button.tsx";
import { Person } from "../../_components/person.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import { count } from "../../_text/format.ts";

import { GranteeField } from "./grantee-field.tsx";
import { withPeople } from "./grantees.ts";
import { ListField } from "./list-field.tsx";
import type { Grantee } from "./use-grantee.ts";
import { useHaveKeys } from "./use-grantee.ts";

/** Up to this many people are looked up one by one while the dialog is open. */
const LOOKED_UP = 20;

export interface PeopleFieldProps {
  /** As typed, with what it is. */
  typed: string;
  grantee: Grantee;
  /** Those who were added before. */
  people: readonly Address[];
  owner: Address;
  isChecked: boolean;
  disabled: boolean;
  onType: (typed: string) => void;
  onLeave: () => void;
  onPeople: (people: Address[]) => void;
  /** Lends by a link instead. */
  onLink?: () => void;
}

/** Who is lent to: one address, or several, added one by one or as a list. */
export function PeopleField(props: PeopleFieldProps) {
  const { typed, grantee, people, owner, isChecked, disabled } = props;
  const [isPasting, setPasting] = useState(false);
  const add = (more: readonly Address[]) => props.onPeople(withPeople(people, { more, owner }));
  return (
    <div className="space-y-3">
      {people.length > 0 && (
        <PeopleList people={people} disabled={disabled} onChange={props.onPeople} />
      )}
      <GranteeField
        value={typed}
        grantee={grantee}
        owner={owner}
        isChecked={isChecked}
        isOptional={people.length > 0}
        disabled={disabled}
        onChange={props.onType}
        onLeave={props.onLeave}
        {...(props.onLink && { onLink: props.onLink })}
      />
      {!disabled && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            icon={UserPlus}
            disabled={grantee.status !== "ready"}
            onClick={() => {
              if (grantee.status !== "ready") return;
              add([grantee.address]);
              props.onType("");
            }}
          >
            Add another person
          </Button>
          <Button
            size="small"
            icon={ClipboardPaste}
            aria-expanded={isPasting}
            onClick={() => setPasting((it) => !it)}
          >
            Paste a list
          </Button>
        </div>
      )}
      {isPasting && !disabled && (
        <ListField
          onAdd={(addresses) => {
            add(addresses);
            setPasting(false);
          }}
        />
      )}
    </div>
  );
}

interface PeopleListProps {
  people: readonly Address[];
  disabled: boolean;
  onChange: (people: Address[]) => void;
}

function PeopleList({ people, disabled, onChange }: PeopleListProps) {
  const nameOf = useNames();
  const haveKeys = useHaveKeys(people, { limit: LOOKED_UP });
  return (
    <div>
      <p className="mb-1.5 flex items-center justify-between font-semibold text-small">
        {count(people.length, "person", "people")} chosen
        {!disabled && people.length > 1 && (
          <Button size="small" variant="quiet" onClick={() => onChange([])}>
            Remove all
          </Button>
        )}
      </p>
      <ul
        aria-label="People chosen"
        className="max-h-56 divide-y divide-line overflow-y-auto rounded-card border border-line"
      >
        {people.map((address, i) => (
          <li
            key={address}
            className="flex min-h-11 items-center gap-3 py-1 pr-1.5 pl-3 text-small"
          >
            <span className="min-w-0 flex-1">
              <Person address={address} />
              {haveKeys[i] === false && (
                <span className="block text-danger">Has not set up yet: cannot be lent to.</span>
              )}
            </span>
            {!disabled && (
              <IconButton
                label={`Remove ${nameOf(address)}`}
                icon={X}
                onClick={() => onChange(people.filter((it) => it !== address))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
