"use client";

import type { Address } from "viem";
import { useConnection } from "wagmi";
import type { Network } from "../../lib/sharing/index.ts";
import { shortAddress } from "../_text/format.ts";
import { useWorld } from "./use-world.ts";

/** Gives addresses the names that people know them by: `You`, a demo person, else a short address. */
export function useNames(): (address: Address) => string {
  const { network } = useWorld();
  const { address: own } = useConnection();
  return (address) => {
    if (own !== undefined && isSameAddress(address, own)) return "You";
    return accountName(network, address);
  };
}

/** What an account is called whoever looks at it: a demo person's name, else a short address. */
export function accountName({ demo }: Pick<Network, "demo">, address: Address): string {
  const person = demo?.accounts.find((it) => isSameAddress(it.address, address));
  return person?.name ?? shortAddress(address);
}

export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
