import type { CacheUse } from "../../storage/cache-store.ts";
import type { DeviceStorage } from "../../storage/persistence.ts";
import { deviceStorage } from "../../storage/persistence.ts";
import type { StoreHealth } from "../../storage/store-health.ts";
import type { Context } from "../context.ts";
import type { StoreInfo } from "../stores.ts";
import { healthOfStores, isReplica, openNode, storesOf } from "../stores.ts";

/** How a store does, for people. */
export interface StoreState extends StoreInfo {
  /** Null for a pinning service that is not in use, because there is no node to fetch from. */
  readonly health: StoreHealth | null;
  /** Bytes that it holds, of everybody's, and may hold; null where it does not say. */
  readonly used: number | null;
  readonly capacity: number | null;
}

/**
 * How each store of the network, and each that a person added, does, having asked all of them now. It
 * does not fail: what fails is in a store's health.
 */
export async function storeStates(
  context: Context,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<StoreState[]> {
  const { network, choices, store } = context;
  const infos = storesOf(network, choices);
  const [usages] = await Promise.all([
    Promise.all(
      infos.map((info) =>
        openNode(info)
          ?.usage({ signal })
          .catch(() => null),
      ),
    ),
    isReplica(store) ? store.check({ signal }) : undefined,
  ]);
  const health = healthOfStores(context);
  return infos.map((info, i) => ({
    ...info,
    health: health.find(({ name }) => name === info.name) ?? null,
    used: usages[i]?.used ?? null,
    capacity: usages[i]?.capacity ?? null,
  }));
}

/** What this device holds, and what its browser says of it. */
export async function deviceUse({
  cache,
}: Pick<Context, "cache">): Promise<DeviceStorage & { cache: CacheUse | null }> {
  const [storage, use] = await Promise.all([deviceStorage(), cache?.use()]);
  return { ...storage, cache: use ?? null };
}
