"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { WagmiContext } from "wagmi";
import { LeaveGuard } from "../_components/leave-guard.tsx";
import { Toaster } from "../_components/toaster.tsx";
import type { WorldState } from "../_hooks/use-world.ts";
import { WorldContext } from "../_hooks/use-world.ts";
import { reportUnknown } from "../_text/errors.ts";
import { AccountWatch } from "./account-watch.tsx";
import { ChainWatch } from "./chain-watch.tsx";
import { FactorProvider } from "./factor-provider.tsx";
import { pinSiteRoot } from "./site.ts";
import { UnlockProvider } from "./unlock-provider.tsx";
import { loadWorld } from "./world.ts";

/** Everything that screens stand on. The world loads after the first paint, so the page is there before it. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueries);
  const [state, setState] = useState<WorldState>({ status: "loading" });
  useEffect(() => {
    pinSiteRoot();
    loadWorld().then(
      (world) => setState({ status: "ready", world }),
      (error: unknown) => {
        reportUnknown(error);
        setState({ status: "failed", error });
      },
    );
  }, []);
  return (
    <QueryClientProvider client={queries}>
      <WorldContext value={state}>
        <WagmiContext value={state.status === "ready" ? state.world.wallets : undefined}>
          <Toaster>
            <UnlockProvider>
              <FactorProvider>
                <LeaveGuard>{children}</LeaveGuard>
              </FactorProvider>
              {state.status === "ready" && (
                <>
                  <ChainWatch world={state.world} />
                  <AccountWatch />
                </>
              )}
            </UnlockProvider>
          </Toaster>
        </WagmiContext>
      </WorldContext>
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: reportUnknown }),
    mutationCache: new MutationCache({ onError: reportUnknown }),
    defaultOptions: {
      queries: { retry: 1, staleTime: 3_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}
