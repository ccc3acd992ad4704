"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useEnding } from "../../_hooks/use-endings.ts";
import { useNames } from "../../_hooks/use-names.ts";
import { IconButton } from "../button.tsx";
import { Segments } from "../segments.tsx";
import { LeaseTable } from "./lease-table.tsx";
import { Picture } from "./picture.tsx";
import type { TimelineActions, TimelineGroup, TimelineWords } from "./rows.ts";

/** A way to put leases together. */
export interface TimelineView {
  label: string;
  groups: readonly TimelineGroup[];
}

interface TimelineProps extends Pick<TimelineActions, "isMovable" | "onMove"> {
  views: readonly [TimelineView, ...TimelineView[]];
  whatOf: TimelineWords["whatOf"];
  /** What a lease is called where that is not its holder's name. */
  nameOf?: (lease: ListedLease) => string | null;
  /** What is shown of a lease once it is chosen. */
  children: (lease: ListedLease) => ReactNode;
}

/** Leases on a line of time, as a picture to zoom and choose from, or as a table. */
export function Timeline({ views, whatOf, nameOf, children, isMovable, onMove }: TimelineProps) {
  const accountName = useNames();
  const slice = useChainSlice();
  const [label, setLabel] = useState(views[0].label);
  const [form, setForm] = useState<"picture" | "table">("picture");
  const [chosenKey, setChosen] = useState<string | null>(null);
  const view = views.find((it) => it.label === label) ?? views[0];
  const leases = view.groups.flatMap((it) => it.leases);
  const chosen = leases.find((it) => keyOf(it) === chosenKey) ?? null;
  const words = {
    whatOf,
    nameOf: (lease: ListedLease) => nameOf?.(lease) ?? accountName(lease.grantee),
  };
  const choose = (lease: ListedLease) => setChosen(keyOf(lease));
  const move = (lease: ListedLease, expiresAt: number) => {
    choose(lease);
    onMove?.(lease, expiresAt);
  };

  const tools = (
    <>
      <Segments
        legend="Show leases as"
        options={[
          { value: "picture", label: "Timeline" },
          { value: "table", label: "Table" },
        ]}
        value={form}
        onChange={setForm}
      />
      {views.length > 1 && (
        <Segments
          legend="Put together"
          options={views.map((it) => ({ value: it.label, label: it.label }))}
          value={view.label}
          onChange={setLabel}
        />
      )}
    </>
  );

  return (
    <div className="space-y-3">
      {slice !== null &&
        (form === "table" ? (
          <>
            <div className="flex flex-wrap gap-2">{tools}</div>
            <LeaseTable groups={view.groups} slice={slice} words={words} onChoose={choose} />
          </>
        ) : (
          <Picture
            tools={tools}
            groups={view.groups}
            slice={slice}
            words={words}
            chosen={chosen}
            onChoose={choose}
            {...(isMovable && { isMovable })}
            {...(onMove && { onMove: move })}
          />
        ))}
      {chosen !== null && (
        <Chosen
          key={chosenKey}
          lease={chosen}
          name={words.nameOf(chosen)}
          onClose={() => setChosen(null)}
        >
          {children}
        </Chosen>
      )}
    </div>
  );
}

/** Tells leases apart: an envelope is made for one lease only. */
export function keyOf({ record, envelope }: ListedLease): string {
  return `${record}/${envelope}`;
}

interface ChosenProps extends Pick<TimelineProps, "children"> {
  lease: ListedLease;
  name: string;
  onClose: () => void;
}

/** The facts of the lease that was chosen; they take the focus, and Escape puts them away. */
function Chosen({ lease, name, onClose, children }: ChosenProps) {
  const { state } = useEnding(lease);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: false }), []);
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={`Lease of ${name}`}
      onKeyDown={(event) => {
        // A dialog that was opened from here stands elsewhere in the page.
        const isHere = event.currentTarget.contains(event.target as Node);
        if (isHere && event.key === "Escape") onClose();
      }}
      className="flex animate-rise items-start gap-2 rounded-card border border-accent/40 bg-paper pr-2 pl-4"
    >
      <div className="min-w-0 flex-1">{children({ ...lease, state })}</div>
      <IconButton
        label="Close the facts of this lease"
        icon={X}
        onClick={onClose}
        className="mt-3"
      />
    </section>
  );
}
