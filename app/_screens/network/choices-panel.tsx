"use client";

import { Field } from "../../_components/field.tsx";
import { Panel } from "../../_components/panel.tsx";
import { useChoices, useWorld } from "../../_hooks/use-world.ts";
import { count, formatBytes } from "../../_text/format.ts";

const READINGS = [
  { value: "latest", label: "The newest block" },
  { value: "safe", label: "A safe block" },
  { value: "finalized", label: "A final block" },
] as const;

const CONFIRMATIONS = [1, 2, 3, 6, 12, 32, 64];

const CACHE_SIZES = [100e6, 500e6, 2e9, 10e9, 50e9];

/** How settled things have to be, how many copies there must be, and how much stays here. */
export function ChoicesPanel() {
  const { sharing, network } = useWorld();
  const { choices, change } = useChoices();
  const takers = sharing
    .storesOf(network, choices)
    .filter(({ choice }) => choice.kind !== "gateway").length;
  return (
    <Panel title="Your choices" note="They count from now on.">
      <div className="grid gap-5 sm:grid-cols-2">
        <Select
          label="Copies before something is published"
          hint={
            takers < 2
              ? "With more than one store you can ask for more."
              : "If fewer stores take it, nothing is published, and you are told."
          }
          value={String(Math.min(choices.minCopies, Math.max(1, takers)))}
          options={Array.from({ length: Math.max(1, takers) }, (_, i) => ({
            value: String(i + 1),
            label: count(i + 1, "store"),
          }))}
          onChange={(value) => change({ ...choices, minCopies: Number(value) })}
        />
        <Select
          label="Wait for a transaction"
          hint="More blocks make it less likely that it is undone."
          value={String(choices.confirmations)}
          options={[...new Set([...CONFIRMATIONS, choices.confirmations])]
            .sort((a, b) => a - b)
            .map((n) => ({ value: String(n), label: count(n, "block") }))}
          onChange={(value) => change({ ...choices, confirmations: Number(value) })}
        />
        <Select
          label="Show the state of"
          hint="The newest may still change, a safe one hardly, a final one cannot; both are some minutes old. What you send is made from the newest."
          value={choices.consistency}
          options={READINGS}
          onChange={(value) =>
            change({ ...choices, consistency: value as typeof choices.consistency })
          }
        />
        <Select
          label="Room on this device"
          hint="For what other stores hold, too. What is here alone stays in any case."
          value={String(choices.cacheBytes ?? "")}
          options={[
            { value: "", label: "2 GB, if there is room" },
            ...[...new Set([...CACHE_SIZES, choices.cacheBytes ?? CACHE_SIZES[0]])].map(
              (bytes) => ({
                value: String(bytes),
                label: formatBytes(Number(bytes)),
              }),
            ),
          ]}
          onChange={(value) =>
            change({ ...choices, cacheBytes: value === "" ? null : Number(value) })
          }
        />
      </div>
    </Panel>
  );
}

interface SelectProps {
  label: string;
  hint: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Select({ label, hint, value, options, onChange }: SelectProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <select
          {...control}
          className="control"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
