"use client";

import type { Address } from "viem";
import { useConnection } from "wagmi";
import { shortAddress } from "../_text/format.ts";
import { useWorld } from "./use-world.ts";

/** Gives addresses the names that people know them by: `You`, a demo person, else a short address. */
export function useNames(): (address: Address) => string {
  const { network } = useWorld();
  const { address: own } = useConnection();
  return (address) => {
    if (own !== undefined && isSameAddress(address, own)) return "You";
    return demoNameOf(network.demo, address) ?? shortAddress(address);
  };
}

interface DemoPeople {
  accounts: { name: string; address: string }[];
}

/** The name of a demo person of a devnet; null for anybody else. */
export function demoNameOf(demo: DemoPeople | null, address: Address): string | null {
  return demo?.accounts.find((it) => isSameAddress(it.address, address))?.name ?? null;
}

export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
