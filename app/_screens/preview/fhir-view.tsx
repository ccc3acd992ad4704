"use client";

import { useMemo } from "react";
import { fhirGroups } from "./fhir.ts";

/** As many of one kind are shown. */
const SHOWN = 300;

/** A medical document: its facts by subject, as text of our own. */
export function FhirView({ resource }: { resource: Record<string, unknown> }) {
  const groups = useMemo(() => fhirGroups(resource), [resource]);
  if (groups.length === 0) return <p className="text-muted">The document is empty.</p>;
  return (
    <div className="space-y-6">
      <p className="text-muted text-small">
        The most important facts of this document. All of it is in the data.
      </p>
      {groups.map(({ title, items }) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-2 text-lead">{title}</h3>
          <ul className="divide-y divide-line border-line border-y">
            {items.slice(0, SHOWN).map((item, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: resources need not have a name
              <li key={i} className="py-3">
                <p className="break-words font-semibold">{item.title}</p>
                <dl className="mt-1 grid gap-x-4 gap-y-0.5 text-small sm:grid-cols-[10rem_1fr]">
                  {item.facts.map(([label, value]) => (
                    <div key={label} className="contents">
                      <dt className="text-muted">{label}</dt>
                      <dd className="min-w-0 break-words max-sm:mb-1.5">{value}</dd>
                    </div>
                  ))}
                </dl>
              </li>
            ))}
          </ul>
          {items.length > SHOWN && (
            <p className="mt-2 text-muted text-small">
              The first {SHOWN} of {items.length}.
            </p>
          )}
        </section>
      ))}
    </div>
  );
}
