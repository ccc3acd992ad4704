"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Address } from "viem";
import type { SignedMessage } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useWorld } from "./use-world.ts";

/** How often it is looked up again, in milliseconds. */
const REFRESH = 10_000;

/** What an account signed on this device, with what has become of it. */
export function useSigned(signer: Address) {
  const { sharing, context } = useWorld();
  return useQuery({
    queryKey: queryKeys.signed(signer),
    queryFn: ({ signal }) => sharing.listSigned(context, { signer, signal }),
    refetchInterval: REFRESH,
    structuralSharing: false,
  });
}

/** What has become of something signed; its text is its name. */
export function useSignedState(message: SignedMessage, text: string) {
  const { sharing, context } = useWorld();
  return useQuery({
    queryKey: queryKeys.signedState(text),
    queryFn: ({ signal }) => sharing.signedState(context, { message, signal }),
    refetchInterval: REFRESH,
  });
}

/** What follows the `#` of the page's address, as it changes; null while the page is built. */
export function useFragment(): string | null {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("hashchange", listener);
      return () => window.removeEventListener("hashchange", listener);
    },
    () => location.hash.slice(1),
    () => null,
  );
}
