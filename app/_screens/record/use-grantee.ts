"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { isAddress } from "viem/utils";
import { hasCode } from "../../../lib/error.ts";
import type { PublishedKey } from "../../../lib/sharing/index.ts";
import { isEnsName } from "../../_config/ens.ts";
import { queryKeys } from "../../_config/query-keys.ts";
import { useEns, useEnsNode } from "../../_hooks/use-ens.ts";
import { isSameAddress, useContacts } from "../../_hooks/use-names.ts";
import { useRead } from "../../_hooks/use-read.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOf } from "../../_text/errors.ts";

/** Who is to be lent to, and whether they can be. */
export type Grantee =
  | { status: "none" }
  | { status: "checking"; address: Address | null }
  | { status: "wrong"; problem: string }
  | { status: "no-key"; address: Address }
  | { status: "ready"; address: Address; name: string | null; publishedKey: PublishedKey };

/** Checks what was typed: an address or a name, not the owner's, with a published key. */
export function useGrantee(typed: string, owner: Address): Grantee {
  const { sharing } = useWorld();
  const read = useRead();
  const contacts = useContacts();
  const node = useEnsNode();
  const ens = useEns(typed);
  const text = typed.trim();
  const isName = isEnsName(text);
  const known = contacts.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  const named = known?.address ?? (isName ? (ens.data?.address ?? null) : null);
  const address = named ?? (isAddress(text, { strict: false }) ? text : null);
  const isOwn = address !== null && isSameAddress(address, owner);
  const key = useQuery({
    queryKey: queryKeys.key(address ?? "0x"),
    queryFn: ({ signal }) =>
      read((at) => sharing.findKey(at, address as Address, { signal }), signal),
    enabled: address !== null && !isOwn,
  });
  if (text === "") return { status: "none" };
  if (address === null && isName) {
    if (node === null) return { status: "wrong", problem: NO_NODE };
    if (ens.isError) return { status: "wrong", problem: wordsOf(ens.error) };
    return { status: "checking", address };
  }
  if (address === null) return { status: "wrong", problem: notAnAddress(text) };
  if (!isAddress(address))
    return { status: "wrong", problem: "This address has a typing mistake." };
  if (isOwn) return { status: "wrong", problem: "This is you: you can read everything already." };
  if (key.isPending) return { status: "checking", address };
  if (key.isError && hasCode(key.error, "sharing/not-kept")) {
    return { status: "wrong", problem: NOT_KEPT };
  }
  if (key.isError) return { status: "wrong", problem: copyOf(key.error).title };
  if (key.data === null) return { status: "no-key", address };
  const name = isName && known === undefined ? (ens.data?.name ?? null) : null;
  return { status: "ready", address, name, publishedKey: key.data };
}

const NO_NODE =
  "This looks like an ENS name. To look names up, enter an Ethereum node under Contacts; without one, nobody is asked.";

const NOT_KEPT =
  "This device does not have their key, and there is no connection to ask for it. You can lend to them when you are back online.";

function notAnAddress(text: string): string {
  const problem = "This is not a complete address.";
  return text.startsWith("0x") ? problem : `${problem} Nobody in your contacts is called this.`;
}

function wordsOf(error: unknown): string {
  const { title, help } = copyOf(error);
  return `${title}. ${help}`;
}

/**
 * Whether each of several accounts has a key: undefined until it is known. Above `limit` nothing is
 * asked: the library checks all of them before anything is sent.
 */
export function useHaveKeys(
  addresses: readonly Address[],
  { limit }: { limit: number },
): (boolean | undefined)[] {
  const { sharing, context } = useWorld();
  const keys = useQueries({
    queries: addresses.slice(0, limit).map((address) => ({
      queryKey: queryKeys.key(address),
      queryFn: () => sharing.findKey(context, address),
      enabled: addresses.length <= limit,
    })),
  });
  return addresses.map((_, i) => {
    const data = keys[i]?.data;
    return data === undefined ? undefined : data !== null;
  });
}
