"use client";

import { Share2 } from "lucide-react";
import { useToast } from "../_hooks/use-toast.ts";
import { Button } from "./button.tsx";

/** Hands an address to another app of the device; nothing where the browser cannot. */
export function ShareButton({ url }: { url: string }) {
  const toast = useToast();
  if (typeof navigator.share !== "function") return null;
  const share = () =>
    navigator.share({ url }).catch((error: unknown) => {
      const isCancelled = error instanceof DOMException && error.name === "AbortError";
      if (!isCancelled) toast("The browser did not allow sharing.", "danger");
    });
  return (
    <Button icon={Share2} onClick={share}>
      Share
    </Button>
  );
}
