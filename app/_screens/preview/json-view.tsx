"use client";

import { lazy, Suspense, useMemo, useState } from "react";
import { Button } from "../../_components/button.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { count } from "../../_text/format.ts";
import { textOf } from "./text-of.ts";
import { ViewProblem } from "./view-problem.tsx";
import type { ViewProps } from "./view-props.ts";

const FhirView = lazy(() => import("./fhir-view.tsx").then(lazyOf("FhirView")));

/** As many members of a list or an object are shown at a time. */
const SHOWN = 200;

/** JSON as a tree that opens branch by branch; a medical document (FHIR) in its own form. */
export function JsonView({ bytes }: ViewProps) {
  const parsed = useMemo(() => parse(textOf(bytes)), [bytes]);
  const [isRaw, setRaw] = useState(false);
  if (parsed === undefined) return <ViewProblem what="JSON" />;
  const { value } = parsed;
  if (!isMedical(value)) return <Branch name={null} value={value} isOpen />;
  return (
    <>
      <div className="mb-4 flex justify-end">
        <Button size="small" onClick={() => setRaw((it) => !it)}>
          {isRaw ? "Show as a document" : "Show the data"}
        </Button>
      </div>
      {isRaw ? (
        <Branch name={null} value={value} isOpen />
      ) : (
        <Suspense>
          <FhirView resource={value} />
        </Suspense>
      )}
    </>
  );
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Whether it is a resource of HL7 FHIR: each names its type. */
function isMedical(value: unknown): value is Record<string, unknown> {
  return isObject(value) && typeof value.resourceType === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface BranchProps {
  name: string | null;
  value: unknown;
  isOpen?: boolean;
}

function Branch({ name, value, isOpen = false }: BranchProps) {
  const [open, setOpen] = useState(isOpen);
  const [shown, setShown] = useState(SHOWN);
  const label = name === null ? null : <span className="text-muted">{name}: </span>;
  if (typeof value !== "object" || value === null) {
    return (
      <p className="break-words font-mono text-small">
        {label}
        <Leaf value={value} />
      </p>
    );
  }
  const members = Object.entries(value);
  const size = Array.isArray(value)
    ? count(members.length, "item")
    : count(members.length, "field");
  return (
    <details
      open={open}
      onToggle={(event) => {
        event.stopPropagation();
        setOpen(event.currentTarget.open);
      }}
      className="font-mono text-small"
    >
      <summary className="w-fit rounded-control">
        {label}
        {Array.isArray(value) ? "[…]" : "{…}"} <span className="text-muted">{size}</span>
      </summary>
      {open && (
        <div className="space-y-0.5 border-line border-l pl-4">
          {members.slice(0, shown).map(([key, member]) => (
            <Branch key={key} name={key} value={member} />
          ))}
          {members.length > shown && (
            <Button size="small" onClick={() => setShown((it) => it + SHOWN)}>
              Show more of {size}
            </Button>
          )}
        </div>
      )}
    </details>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string")
    return <span className="text-accent">{JSON.stringify(value)}</span>;
  return <span className="text-time">{String(value)}</span>;
}
