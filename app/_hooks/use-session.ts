"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { useConnection } from "wagmi";
import type { PublishedKey, UnlockedAccount } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How far the person in front of the screen has come. */
export type Session =
  | { status: "starting" }
  | { status: "disconnected" }
  | { status: "checking"; address: Address }
  | { status: "unknown"; address: Address; error: unknown; retry: () => void }
  | { status: "not-set-up"; address: Address; account: UnlockedAccount | null }
  | { status: "locked"; address: Address; publishedKey: PublishedKey }
  | { status: "unlocked"; address: Address; account: UnlockedAccount; publishedKey: PublishedKey };

/** The connected account and whether its keys are set up and unlocked. Only below `Ready`. */
export function useSession(): Session {
  const { sharing } = useWorld();
  const read = useRead();
  const { address } = useConnection();
  const { account } = useUnlocked();
  const settled = useQuery({ queryKey: queryKeys.settled, enabled: false });
  const key = useQuery({
    queryKey: queryKeys.key(address ?? "0x"),
    queryFn: () => read((at) => sharing.findKey(at, address as Address)),
    enabled: address !== undefined,
    staleTime: 60_000,
  });
  if (address === undefined) return { status: settled.isSuccess ? "disconnected" : "starting" };
  if (key.isPending) return { status: "checking", address };
  if (key.isError) {
    return { status: "unknown", address, error: key.error, retry: () => key.refetch() };
  }
  const own = account?.address.toLowerCase() === address.toLowerCase() ? account : null;
  if (key.data === null) return { status: "not-set-up", address, account: own };
  if (own === null) return { status: "locked", address, publishedKey: key.data };
  return { status: "unlocked", address, account: own, publishedKey: key.data };
}
