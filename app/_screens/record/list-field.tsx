"use client";

import { useState } from "react";
import type { Address } from "viem";
import { Button } from "../../_components/button.tsx";
import { Field } from "../../_components/field.tsx";
import { count } from "../../_text/format.ts";
import { readList } from "./grantees.ts";

/** Takes a pasted list of addresses. */
export function ListField({ onAdd }: { onAdd: (addresses: Address[]) => void }) {
  const [text, setText] = useState("");
  const { addresses, wrong } = readList(text);
  const problem =
    wrong.length > 0 &&
    `${count(wrong.length, "word is", "words are")} not an address, or mistyped: ${wrong.slice(0, 3).join(", ")}`;
  return (
    <div className="space-y-2">
      <Field
        label="List of addresses"
        hint="One to a line, or with commas between them."
        error={problem}
      >
        {(control) => (
          <textarea
            {...control}
            className="control font-mono text-small!"
            rows={4}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button size="small" disabled={addresses.length === 0} onClick={() => onAdd(addresses)}>
        {addresses.length === 0 ? "Add them" : `Add ${count(addresses.length, "person", "people")}`}
      </Button>
    </div>
  );
}
