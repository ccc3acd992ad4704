"use client";

import { useState } from "react";
import type { FoundWallet } from "../_config/lobby.ts";
import { useToast } from "./use-toast.ts";
import { useDemand } from "./use-world.ts";

/** Connects the wallet that somebody chose, also one chosen before what it takes has loaded. */
export function useConnectWallet({ onConnected }: { onConnected: (() => void) | undefined }) {
  const [pending, setPending] = useState<string | null>(null);
  const demand = useDemand();
  const toast = useToast();
  const choose = async ({ id }: FoundWallet) => {
    setPending(id);
    try {
      const [world, { connectWallet }] = await Promise.all([
        demand(),
        import("../_config/connect-wallet.ts"),
      ]);
      await connectWallet(world, id);
      onConnected?.();
    } catch (error) {
      const { copyOf } = await import("../_text/errors.ts");
      toast(copyOf(error).title, "danger");
    } finally {
      setPending(null);
    }
  };
  return { pending, choose };
}
