"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ensNode, isEnsName, watchEnsNode } from "../_config/ens.ts";

/** The node that names are looked up at; null while there is none. */
export function useEnsNode(): string | null {
  return useSyncExternalStore(watchEnsNode, ensNode, () => null);
}

/** Looks up what was typed, if it is a name and there is a node to ask. */
export function useEns(typed: string) {
  const node = useEnsNode();
  const name = typed.trim().toLowerCase();
  return useQuery({
    queryKey: ["ens", node, name],
    queryFn: async () => {
      const { lookUpEns } = await import("../_config/ens-lookup.ts");
      return await lookUpEns(name, { node: node as string });
    },
    enabled: node !== null && isEnsName(name),
    staleTime: 60_000,
    retry: false,
  });
}
