import type { Address } from "viem";
import { getAddress, isAddress } from "viem/utils";
import { LeaseholdError } from "../../../lib/error.ts";

/** How a lease comes about: sent to each person, as a group under one root, or signed only. */
export type Way = "each" | "group" | "sign";

/** From this many people on, a group is proposed: its cost does not grow. */
const GROUP_FROM = 21;

/** What is proposed for so many people. */
export function usualWay(people: number): Way {
  return people >= GROUP_FROM ? "group" : "each";
}

/** Which ways there are for so many people. */
export function waysFor(people: number): Way[] {
  return people > 1 ? ["each", "group"] : ["each", "sign"];
}

/** Takes a pasted list apart, at spaces, line ends, commas and semicolons. */
export function readList(text: string): { addresses: Address[]; wrong: string[] } {
  const words = text.split(/[\s,;]+/).filter((it) => it !== "");
  const wrong = words.filter((it) => !isAddress(it));
  const addresses = words.filter((it) => isAddress(it)).map((it) => getAddress(it));
  return { addresses: [...new Set(addresses)], wrong };
}

/** People with more of them, each once, without the owner. */
export function withPeople(
  present: readonly Address[],
  { more, owner }: { more: readonly Address[]; owner: Address },
): Address[] {
  const all = [...present, ...more].map((it) => getAddress(it));
  return [...new Set(all)].filter((it) => it !== getAddress(owner));
}

/** The accounts that an error names because they have no key; none for any other error. */
export function accountsWithoutKey(error: unknown): Address[] {
  if (!(error instanceof LeaseholdError) || error.code !== "sharing/no-key") return [];
  const { accounts } = (error as { details?: { accounts?: unknown } }).details ?? {};
  return Array.isArray(accounts) ? accounts.filter((it) => isAddress(it)) : [];
}
