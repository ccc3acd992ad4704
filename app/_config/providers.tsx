"use client";

import type { ReactNode } from "react";
import { startTransition, useEffect, useState } from "react";
import type { Choices } from "../../lib/sharing/index.ts";
import { LeaveGuard } from "../_components/leave-guard.tsx";
import { Toaster } from "../_components/toaster.tsx";
import type { WorldState } from "../_hooks/use-world.ts";
import { WorldContext } from "../_hooks/use-world.ts";
import { FactorProvider } from "./factor-provider.tsx";
import { findNetworks } from "./network.ts";
import { pinSiteRoot } from "./site.ts";
import { UnlockProvider } from "./unlock-provider.tsx";
import type { World } from "./world.ts";

/**
 * Everything that screens stand on. What is heavy (the library, wallets, queries) loads after the page
 * was shown and listens; it comes in by transitions, which the browser may interrupt.
 */
export function Providers({ children }: { children: ReactNode }) {
  const [state, setState] = useState<WorldState>({ status: "loading" });
  useEffect(() => {
    const fail = (error: unknown) => {
      import("../_text/errors.ts").then(
        ({ reportUnknown }) => reportUnknown(error),
        () => undefined,
      );
      setState({ status: "failed", error });
    };
    const begin = async () => {
      // Each part runs in a step of its own, so that the page listens in between.
      const [{ Platform, Watches }, { loadWorld, changedWorld }, networks, sharing] =
        await Promise.all([
          import("./platform.tsx"),
          import("./world.ts"),
          import("../../lib/sharing/early.ts").then(({ early }) =>
            findNetworks(early.parseNetwork),
          ),
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
      show(await loadWorld(sharing, { networks }));
    };
    pinSiteRoot();
    begin().catch(fail);
  }, []);
  return (
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
  );
}
