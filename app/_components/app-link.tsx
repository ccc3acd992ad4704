"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useAskToLeave } from "../_hooks/use-ask-to-leave.ts";

/** A link inside the app; it asks before unfinished work is left behind. */
export function AppLink(props: ComponentProps<typeof Link>) {
  const mayLeave = useAskToLeave();
  return (
    <Link
      prefetch={false}
      {...props}
      onNavigate={(event) => {
        if (!mayLeave(String(props.href))) event.preventDefault();
      }}
    />
  );
}
