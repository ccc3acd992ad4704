"use client";

import type { ListedLease, OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { includedText, leaseWhen, rightsText } from "../../_text/lease-text.ts";
import { lentSections } from "./section-name.ts";

interface LeaseFactsProps {
  record: OpenedRecord;
  lease: ListedLease;
}

/** What a lease covers, when and how, in a line. */
export function LeaseFacts({ record, lease }: LeaseFactsProps) {
  const slice = useChainSlice();
  const facts = [
    slice !== null && leaseWhen(lease, { state: lease.state, now: sliceStart(slice) }),
    rightsText(lease.rights),
    includedText(lease),
  ];
  return (
    <p className="mt-1.5 text-small">
      <span className="font-semibold">{lentSections(record, lease)}</span>
      <span className="text-muted"> · {facts.filter(Boolean).join(" · ")}</span>
    </p>
  );
}
