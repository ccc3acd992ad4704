"use client";

import { useSyncExternalStore } from "react";
import type { Address } from "viem";
import { useConnection } from "wagmi";
import type { Network } from "../../lib/sharing/index.ts";
import type { Contact } from "../_config/contacts.ts";
import { shortAddress } from "../_text/format.ts";
import { useWorld } from "./use-world.ts";

/** Gives addresses the names that people know them by: `You`, a contact's, else `accountName`. */
export function useNames(): (address: Address) => string {
  const { network, contacts } = useWorld();
  useContacts();
  const { address: own } = useConnection();
  return (address) => {
    if (own !== undefined && isSameAddress(address, own)) return "You";
    return contacts.nameOf(address) ?? accountName(network, address);
  };
}

/** Those whom this browser knows by a name, by name. */
export function useContacts(): readonly Contact[] {
  const { contacts } = useWorld();
  return useSyncExternalStore(contacts.subscribe, contacts.list, contacts.list);
}

/** What an account is called whoever looks at it: a demo person's name, else a short address. */
export function accountName({ demo }: Pick<Network, "demo">, address: Address): string {
  const person = demo?.accounts.find((it) => isSameAddress(it.address, address));
  return person?.name ?? shortAddress(address);
}

export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
