"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useToast } from "../_hooks/use-toast.ts";
import { IconButton } from "./button.tsx";

/** Puts a text on the clipboard. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
      toast("Copied.");
    } catch {
      toast("The browser did not allow copying.", "danger");
    }
  };
  return <IconButton label={label} icon={copied ? Check : Copy} onClick={copy} />;
}
