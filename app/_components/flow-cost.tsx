"use client";

import { useEffect, useRef } from "react";
import type { Cost } from "../../lib/sharing/index.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { formatAmount, formatNumber } from "../_text/format.ts";
import { Button } from "./button.tsx";

interface FlowCostProps {
  title: string;
  cost: Cost;
  agree: () => void;
  onCancel: () => void;
}

/** What a transaction will cost, before the wallet is asked to send it. */
export function FlowCost({ title, cost, agree, onCancel }: FlowCostProps) {
  const { network, wallets } = useWorld();
  const { symbol } = wallets.chains[0].nativeCurrency;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // No value: scrolling gives a promise in new browsers, which React would take for a clean-up.
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section
      ref={box}
      aria-label="Cost"
      className="scroll-my-5 rounded-card border border-accent/40 bg-accent-soft p-4"
    >
      <div role="status">
        <p className="font-semibold">
          {title} costs about {formatAmount(cost.wei, symbol)}
        </p>
        <p className="text-muted text-small">
          This is the fee of {network.name}: {formatNumber(cost.gas)} gas at its present price. Your
          wallet shows the exact fee and asks you before anything is sent.
        </p>
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" variant="primary" onClick={agree}>
          Continue to wallet
        </Button>
        <Button size="small" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
