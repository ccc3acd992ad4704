"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PublishedKey } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { requireOwnOrigin } from "../_config/site.ts";
import { useFactorPrompt } from "./use-factor.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWallet } from "./use-wallet.ts";
import { useWorld } from "./use-world.ts";

/**
 * Derives the account's keys, from a signature of its wallet and a second factor as they need it,
 * and keeps them in memory.
 */
export function useUnlock() {
  const { sharing } = useWorld();
  const read = useRead();
  const { keep } = useUnlocked();
  const begin = useFactorPrompt();
  const wallet = useWallet();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      requireOwnOrigin();
      const prompt = begin();
      try {
        const signer = await wallet();
        const { ask: askFactor, onProgress } = prompt;
        const name = queryKeys.key(signer.account.address);
        const known = queries.getQueryData<PublishedKey | null>(name) ?? undefined;
        const options = { askFactor, onProgress, known };
        const account = await read((at) => sharing.unlock(at, signer, options));
        keep(account);
        return account;
      } finally {
        prompt.close();
      }
    },
  });
}
