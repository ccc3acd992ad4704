"use client";

import { KeyRound } from "lucide-react";
import { useToast } from "../_hooks/use-toast.ts";
import { useUnlock } from "../_hooks/use-unlock.ts";
import { copyOf, isCancellation } from "../_text/errors.ts";
import { Button } from "./button.tsx";

/** Unlocks the connected account: nothing is sent. */
export function UnlockButton({ size = "small" }: { size?: "small" | "normal" }) {
  const unlock = useUnlock();
  const toast = useToast();
  return (
    <Button
      variant="primary"
      size={size}
      icon={KeyRound}
      busy={unlock.isPending}
      onClick={() =>
        unlock.mutate(undefined, {
          onError: (error) => {
            if (isCancellation(error)) return;
            const { title, help } = copyOf(error);
            toast(`${title}. ${help}`, "danger");
          },
        })
      }
    >
      {unlock.isPending ? "Unlocking" : "Unlock"}
    </Button>
  );
}
