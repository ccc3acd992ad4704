"use client";

import { CircleStop } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { FlowStatus } from "../../_components/flow-status.tsx";
import { revokeAllFlow } from "../../_flows/revoke-all.ts";
import { useFlow } from "../../_hooks/use-flow.ts";

interface EndAllProps {
  record: Hex;
  /** Whether there is anything to end; what is under way stays on the screen. */
  isOffered: boolean;
}

/** Ends all leases of a record, after asking. */
export function EndAll({ record, isOffered }: EndAllProps) {
  const running = useFlow(revokeAllFlow);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="mt-4 space-y-3 empty:hidden">
      {isOffered && running.run.status !== "running" && (
        <Button size="small" variant="danger" icon={CircleStop} onClick={() => setAsking(true)}>
          End all leases
        </Button>
      )}
      <FlowStatus running={running} />
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="End all leases of this record now?"
        action="End all leases"
        onConfirm={() => {
          setAsking(false);
          running.start({ record });
        }}
      >
        <p>
          Nobody but you can read this record then: every lease ends, those of groups too, and what
          you have signed and nobody has sent yet is void. The keys change in the same transaction.
        </p>
        <p>You cannot undo this. What people have opened or copied cannot be taken back.</p>
      </Confirm>
    </div>
  );
}
