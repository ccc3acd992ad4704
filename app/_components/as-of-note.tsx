"use client";

import { History } from "lucide-react";
import type { Known } from "../_hooks/use-as-of.ts";
import { useAsOf } from "../_hooks/use-as-of.ts";
import { asOfText } from "../_text/as-of.ts";

/** As of when what follows was true, while the chain cannot be reached; nothing otherwise. */
export function AsOfNote({ of, note }: { of: Known; note: string }) {
  const asOf = useAsOf(of);
  if (asOf === null) return null;
  return (
    <p className="mb-4 flex items-start gap-2 text-muted text-small">
      <History size={16} aria-hidden className="mt-0.5 shrink-0 text-time" />
      <span>
        As of <strong>{asOfText(asOf, Date.now())}</strong>. {note}
      </span>
    </p>
  );
}
