import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { reportUnknown } from "../_text/errors.ts";

/** What was read of the chain and of the stores, and is read again as it grows old. */
export function createQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: reportUnknown }),
    mutationCache: new MutationCache({ onError: reportUnknown }),
    defaultOptions: {
      queries: { retry: 1, staleTime: 3_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}
