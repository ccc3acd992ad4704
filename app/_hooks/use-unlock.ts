"use client";

import { useMutation } from "@tanstack/react-query";
import { useUnlocked } from "./use-unlocked.ts";
import { useWallet } from "./use-wallet.ts";
import { useWorld } from "./use-world.ts";

/** Derives the account's keys from a signature of its wallet, and keeps them in memory. */
export function useUnlock() {
  const { sharing, context } = useWorld();
  const { keep } = useUnlocked();
  const wallet = useWallet();
  return useMutation({
    mutationFn: async () => {
      const account = await sharing.unlock(context, await wallet());
      keep(account);
      return account;
    },
  });
}
