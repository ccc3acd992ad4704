"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { lazy, Suspense, useEffect, useState } from "react";
import { WagmiContext } from "wagmi";
import type { Choices } from "../../lib/sharing/index.ts";
import { lazyOf } from "../_components/lazy.ts";
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
import type { World } from "./world.ts";
import { changedWorld, loadWorld } from "./world.ts";

const CopiesWatch = lazy(() => import("./copies-watch.tsx").then(lazyOf("CopiesWatch")));

/** Everything that screens stand on. The world loads after the first paint, so the page is there before it. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueries);
  const [state, setState] = useState<WorldState>({ status: "loading" });
  useEffect(() => {
    const show = (world: World) => {
      const change = (choices: Choices) => {
        show(changedWorld(world, choices));
        // What was read by other nodes, or as less settled, is read again.
        queries.invalidateQueries();
      };
      setState({ status: "ready", world, change });
    };
    pinSiteRoot();
    loadWorld().then(show, (error: unknown) => {
      reportUnknown(error);
      setState({ status: "failed", error });
    });
  }, [queries]);
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
                  <Suspense>
                    <CopiesWatch />
                  </Suspense>
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
