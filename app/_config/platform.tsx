"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import { WagmiContext } from "wagmi";
import { lazyOf } from "../_components/lazy.ts";
import { AccountWatch } from "./account-watch.tsx";
import { ChainWatch } from "./chain-watch.tsx";
import { PresenceWatch } from "./presence-watch.tsx";
import type { World } from "./world.ts";

const CopiesWatch = lazy(() => import("./copies-watch.tsx").then(lazyOf("CopiesWatch")));

interface PlatformProps {
  world: World;
  children: ReactNode;
}

/** What screens find queries and wallets by. `Ready` puts it around them: it loads with the world. */
export function Platform({ world, children }: PlatformProps) {
  return (
    <QueryClientProvider client={world.queries}>
      <WagmiContext value={world.wallets}>{children}</WagmiContext>
    </QueryClientProvider>
  );
}

/** What goes on behind all screens. */
export function Watches({ world }: { world: World }) {
  return (
    <Platform world={world}>
      <ChainWatch world={world} />
      <PresenceWatch />
      <AccountWatch />
      <Suspense>
        <CopiesWatch />
      </Suspense>
    </Platform>
  );
}
