"use client";

import { ExternalLink } from "lucide-react";
import type { Hex } from "viem";
import { useWorld } from "../_hooks/use-world.ts";

/** Leads to a transaction in the network's explorer; nothing where it has none. */
export function TransactionLink({ transaction }: { transaction: Hex }) {
  const { network } = useWorld();
  if (network.explorer === null) return null;
  return (
    <a
      href={`${network.explorer.replace(/\/$/, "")}/tx/${transaction}`}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1.5 font-semibold text-small underline underline-offset-4"
    >
      See the transaction <ExternalLink size={14} aria-hidden />
    </a>
  );
}
