"use client";

import { useQuery } from "@tanstack/react-query";
import type { Hex } from "viem";
import type { Link, Reader } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often it is looked up again whether a link is still good, in milliseconds. */
const REFRESH = 6_000;

/** Which of a record's leases are links, by their numbers; `leases` is how many there are. */
export function useLinks(record: Hex, { leases }: { leases: number }) {
  const { sharing } = useWorld();
  const read = useRead();
  const { account } = useUnlocked();
  return useQuery({
    queryKey: queryKeys.links(record, leases),
    queryFn: ({ signal }) =>
      read((at) => sharing.linksOf(at, account as Reader, { record, signal }), signal),
    enabled: account !== null && leases > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    structuralSharing: false,
  });
}

/** The lease of a link, while it is live; the error says why it is not. */
export function useLinkLease(link: Link, { text }: { text: string }) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.link(text),
    queryFn: ({ signal }) => read((at) => sharing.leaseOfLink(at, { link, signal }), signal),
    refetchInterval: REFRESH,
    retry: false,
  });
}
