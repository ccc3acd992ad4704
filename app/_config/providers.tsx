"use client";

import type { ReactNode } from "react";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { Choices } from "../../lib/sharing/index.ts";
import { LeaveGuard } from "../_components/leave-guard.tsx";
import { Toaster } from "../_components/toaster.tsx";
import type { WorldState } from "../_hooks/use-world.ts";
import { DemandContext, WorldContext } from "../_hooks/use-world.ts";
import { FactorProvider } from "./factor-provider.tsx";
import { onFirstSign } from "./first-sign.ts";
import { lobby } from "./lobby.ts";
import { findNetworks } from "./network.ts";
import { pinSiteRoot } from "./site.ts";
import { UnlockProvider } from "./unlock-provider.tsx";
import type { World } from "./world.ts";

/**
 * Everything that screens stand on. What is heavy (the library, wallets, queries) loads when something
 * needs it: a wallet that was connected before, a screen that shows what the chain says, or the first
 * sign that somebody is about to do something. It comes in by transitions, which the browser may
 * interrupt.
 */
export function Providers({ children }: { children: ReactNode }) {
  const [state, setState] = useState<WorldState>({ status: "loading" });
  const begun = useRef<Promise<World> | null>(null);
  const demand = useCallback(() => {
    begun.current ??= begin(setState);
    return begun.current;
  }, []);
  useEffect(() => {
    pinSiteRoot();
    const load = () => {
      demand().catch(() => undefined);
    };
    const loadForWallet = () => lobby.get().presence === "some" && load();
    const endWatch = lobby.subscribe(loadForWallet);
    loadForWallet();
    const endSigns = onFirstSign(load);
    return () => {
      endWatch();
      endSigns();
    };
  }, [demand]);
  return (
    <DemandContext value={demand}>
      <WorldContext value={state}>
        <Toaster>
          <UnlockProvider>
            <FactorProvider>
              <LeaveGuard>{children}</LeaveGuard>
            </FactorProvider>
            {state.status === "ready" && <state.Watches world={state.world} />}
          </UnlockProvider>
        </Toaster>
      </WorldContext>
    </DemandContext>
  );
}

/** Loads the world; each part runs in a step of its own, so that the page listens in between. */
async function begin(setState: (state: WorldState) => void): Promise<World> {
  try {
    const [{ Platform, Watches }, { loadWorld, changedWorld }, networks, sharing] =
      await Promise.all([
        import("./platform.tsx"),
        import("./world.ts"),
        import("../../lib/sharing/early.ts").then(({ early }) => findNetworks(early.parseNetwork)),
        import("../../lib/sharing/index.ts"),
      ]);
    const show = (world: World) => {
      const change = (choices: Choices) => {
        show(changedWorld(world, choices));
        // What was read by other nodes, or as less settled, is read again.
        world.queries.invalidateQueries();
      };
      startTransition(() => setState({ status: "ready", world, change, Platform, Watches }));
    };
    const world = await loadWorld(sharing, { networks });
    show(world);
    return world;
  } catch (error) {
    import("../_text/errors.ts").then(
      ({ reportUnknown }) => reportUnknown(error),
      () => undefined,
    );
    setState({ status: "failed", error });
    throw error;
  }
}
