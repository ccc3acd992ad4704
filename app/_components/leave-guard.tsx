"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useState } from "react";
import type { AskToLeave } from "../_hooks/use-ask-to-leave.ts";
import { LeaveContext } from "../_hooks/use-ask-to-leave.ts";
import { hasUnsaved } from "../_hooks/use-unsaved.ts";
import { Confirm } from "./confirm.tsx";

/** Stands between links and unfinished work: asks before a link is followed. */
export function LeaveGuard({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  const ask: AskToLeave = (href) => {
    if (!hasUnsaved()) return true;
    setTarget(href);
    return false;
  };
  return (
    <LeaveContext value={ask}>
      {children}
      <Confirm
        open={target !== null}
        onOpenChange={(open) => !open && setTarget(null)}
        title="Leave without finishing?"
        action="Leave"
        cancel="Stay here"
        onConfirm={() => {
          if (target !== null) router.push(target);
          setTarget(null);
        }}
      >
        What you have entered or started here is not published and will be lost.
      </Confirm>
    </LeaveContext>
  );
}
