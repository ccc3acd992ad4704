"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { StoreState } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Confirm } from "../../_components/confirm.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Notice } from "../../_components/notice.tsx";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useChoices, useWorld } from "../../_hooks/use-world.ts";
import { formatBytes } from "../../_text/format.ts";
import { failureText, STORE_KINDS, storeVerdict } from "../../_text/network-text.ts";
import { StateItem, StateList } from "./state-item.tsx";

const AddStoreDialog = lazy(() => import("./add-store-dialog.tsx").then(lazyOf("AddStoreDialog")));

/** Where the encrypted data is kept besides this device: add a store, remove one. */
export function StoresPanel() {
  const { sharing, context, network } = useWorld();
  const { choices, change } = useChoices();
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<StoreState | null>(null);
  const { data } = useQuery({
    queryKey: [...queryKeys.stores, choices.stores],
    queryFn: async ({ signal }) => {
      const { storeStates } = await sharing.loadUpkeep();
      return storeStates(context, { signal });
    },
    refetchInterval: 15_000,
  });
  const takers = data?.filter(({ choice }) => choice.kind !== "gateway").length;
  const remove = ({ choice }: StoreState) => {
    const stores = choices.stores.filter((it) => it !== choice);
    const left = sharing.storesOf(network, { stores }).filter((it) => it.choice.kind !== "gateway");
    change({
      ...choices,
      stores,
      minCopies: Math.max(1, Math.min(choices.minCopies, left.length)),
    });
  };
  return (
    <Panel
      title="Stores"
      note="Each keeps a copy of what you publish, encrypted."
      actions={
        <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
          Add a store
        </Button>
      }
    >
      {data === undefined ? (
        <Skeleton label="Asking the stores" />
      ) : (
        <div className="space-y-4">
          {takers === 0 && (
            <Notice tone="time" title="Your data is on this device alone">
              <p>
                This network has no storage of its own. Nobody else can open what you lend, and it
                is lost with this browser&rsquo;s data. Add a store.
              </p>
            </Notice>
          )}
          {data.length > 0 && (
            <StateList>
              {data.map((store) => (
                <StateItem
                  key={store.name}
                  name={store.name}
                  note={`${STORE_KINDS[store.choice.kind]}${store.isAdded ? ", added by you" : ""}`}
                  verdict={storeVerdict(store, { now: Date.now() })}
                  facts={[
                    typeof store.health?.latency === "number"
                      ? `${Math.round(store.health.latency)} ms`
                      : null,
                    store.used === null ? null : `holds ${formatBytes(store.used)} in all`,
                    store.capacity === null ? null : `of ${formatBytes(store.capacity)}`,
                  ]}
                  failure={
                    store.health?.lastError
                      ? failureText(store.health.lastError, { now: Date.now() })
                      : null
                  }
                  onRemove={store.isAdded ? () => setLeaving(store) : undefined}
                />
              ))}
            </StateList>
          )}
          {takers === 1 && (
            <p className="text-muted text-small">
              There is one store. If it loses your data, only what this device holds is left: add
              another one, and everything is copied there.
            </p>
          )}
        </div>
      )}
      <Confirm
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title="Remove this store?"
        action="Remove"
        onConfirm={() => leaving !== null && remove(leaving)}
      >
        <p>
          What is there stays there, but nothing new comes, and nothing is read from it. What no
          other store holds cannot be opened any more: look at a record&rsquo;s copies first.
        </p>
      </Confirm>
      <Suspense>{isAdding && <AddStoreDialog onClose={() => setAdding(false)} />}</Suspense>
    </Panel>
  );
}
