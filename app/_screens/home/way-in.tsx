"use client";

import type { ReactNode } from "react";
import { WalletList } from "../../_components/wallet-list.tsx";
import { useSession } from "../../_hooks/use-session.ts";

/** The wallets to begin with, once all are known; `fallback` until then. */
export function WayIn({ fallback }: { fallback: ReactNode }) {
  const { status } = useSession();
  return status === "disconnected" ? <WalletList /> : fallback;
}
