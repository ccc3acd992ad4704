"use client";

import { useCallback } from "react";
import type { Wallet } from "../../lib/sharing/index.ts";
import type { World } from "../_config/world.ts";
import { useWorld } from "./use-world.ts";

/** Asks the wallet to be on the network's chain, and to add it if it does not know it. */
export async function switchToNetwork({ wallets, network }: World): Promise<void> {
  const { getConnection, switchChain } = await import("wagmi/actions");
  if (getConnection(wallets).chainId === network.chainId) return;
  await switchChain(wallets, { chainId: network.chainId });
}

/** Gives the connected wallet, on the right chain. */
export function useWallet(): () => Promise<Wallet> {
  const world = useWorld();
  return useCallback(async () => {
    await switchToNetwork(world);
    const { getWalletClient } = await import("wagmi/actions");
    return getWalletClient(world.wallets);
  }, [world]);
}
