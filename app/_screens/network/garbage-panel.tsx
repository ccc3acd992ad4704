"use client";

import { Panel } from "../../_components/panel.tsx";
import { UnlockButton } from "../../_components/unlock-button.tsx";
import { useSession } from "../../_hooks/use-session.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { GarbageItem } from "./garbage-item.tsx";

/** Blocks that nothing leads to any more, in the stores that are this person's alone. */
export function GarbagePanel() {
  const { sharing, context, network } = useWorld();
  const session = useSession();
  const own = sharing.storesOf(network, context.choices).flatMap((info) => {
    const store = info.isAdded ? sharing.openNode(info) : null;
    return store === null ? [] : [store];
  });
  const { cache } = context;
  // What other stores hold goes from here by itself.
  const device = cache && { ...cache, list: () => cache.listKept() };
  return (
    <Panel
      title="Left-overs"
      note="Uploads that were given up, and entries whose transaction never came through, leave blocks that nothing leads to."
    >
      {session.status !== "unlocked" ? (
        <div className="flex flex-wrap items-center gap-3 text-small">
          <p>What is needed can only be told with your keys.</p>
          {session.status === "locked" && <UnlockButton />}
        </div>
      ) : (
        <ul className="space-y-3">
          {device && <GarbageItem account={session.account} store={device} isDevice />}
          {own.map((store) => (
            <GarbageItem key={store.name} account={session.account} store={store} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
