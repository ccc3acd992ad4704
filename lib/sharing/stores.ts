import { createGatewaySource } from "../storage/gateway-source.ts";
import { createKuboStore } from "../storage/kubo-store.ts";
import type { PinnedStore } from "../storage/pinned-store.ts";
import type { ReplicaStore } from "../storage/replica-store.ts";
import { createReplicaStore } from "../storage/replica-store.ts";
import type { BlockSource, BlockStore, ManagedStore } from "../storage/store.ts";
import type { StoreHealth } from "../storage/store-health.ts";
import type { Choices, StoreChoice } from "./choices.ts";
import { DEFAULT_CHOICES } from "./choices.ts";
import type { Network } from "./network.ts";
import type { PinnedStoreParts } from "./pinned.ts";

/** A store besides the device's, as people know it. */
export interface StoreInfo {
  /** Its host; no two stores of a network have the same name. */
  readonly name: string;
  readonly choice: StoreChoice;
  /** Whether a person added it; else it is the network's. */
  readonly isAdded: boolean;
}

/** The stores of a network, and those that a person added, in the order in which they are used. */
export function storesOf(
  { storage: { kubo, gateway } }: Pick<Network, "storage">,
  { stores }: Pick<Choices, "stores"> = DEFAULT_CHOICES,
): StoreInfo[] {
  const own: StoreChoice[] = [];
  if (kubo !== null) own.push({ kind: "kubo", url: kubo, token: null });
  if (gateway !== null) own.push({ kind: "gateway", url: gateway });
  const all = [...own, ...stores];
  const names = all.map(({ kind, url }) =>
    kind === "gateway" ? `${host(url)}, gateway` : host(url),
  );
  return all.map((choice, i) => {
    const before = names.slice(0, i).filter((name) => name === names[i]).length;
    const name = names[i] as string;
    const isAdded = i >= own.length;
    return { name: before === 0 ? name : `${name} (${before + 1})`, choice, isAdded };
  });
}

/**
 * The store of a device: what is here is read first; so many of the others as were chosen (or all, if
 * there are fewer) have to take a block before it counts as kept. Where there are no others, blocks
 * are kept here alone. A pinning service takes part where there is an IPFS node that it can fetch from.
 */
export function openStore(
  network: Pick<Network, "storage">,
  device: BlockStore,
  choices: Pick<Choices, "stores" | "minCopies"> = DEFAULT_CHOICES,
): ReplicaStore {
  const infos = storesOf(network, choices);
  const nodes = infos.flatMap((info) => openNode(info) ?? []);
  const copies: BlockStore[] = [...nodes, ...pinnedStores(infos, nodes)];
  const sources: BlockSource[] = infos.flatMap(({ name, choice }) =>
    choice.kind === "gateway" ? createGatewaySource({ url: choice.url, name }) : [],
  );
  if (copies.length === 0) return createReplicaStore({ copies: [device], sources });
  const minCopies = Math.min(choices.minCopies, copies.length);
  return createReplicaStore({ copies, cache: device, sources, minCopies });
}

/** An IPFS node as a store that can be tidied; null for stores of other kinds. */
export function openNode({
  name,
  choice,
}: Pick<StoreInfo, "name" | "choice">): ManagedStore | null {
  if (choice.kind !== "kubo") return null;
  return createKuboStore({
    url: choice.url,
    name,
    ...(choice.token !== null && { headers: { authorization: `Bearer ${choice.token}` } }),
  });
}

function pinnedStores(infos: readonly StoreInfo[], [staging]: readonly BlockStore[]): BlockStore[] {
  if (staging === undefined) return [];
  return infos.flatMap(({ name, choice }) =>
    choice.kind === "pinning" ? openPinned({ name, choice, staging }) : [],
  );
}

/** A pinning service as a store. Its code loads when it is first used: few people have one. */
function openPinned(options: PinnedStoreParts): BlockStore {
  let opening: Promise<PinnedStore> | undefined;
  const open = () => {
    opening ??= import("./pinned.ts").then(({ openPinnedStore }) => openPinnedStore(options));
    return opening;
  };
  return {
    name: options.name,
    put: async (block, signalled) => (await open()).put(block, signalled),
    get: async (cid, signalled) => (await open()).get(cid, signalled),
    has: async (cid, signalled) => (await open()).has(cid, signalled),
    check: async (signalled) => (await open()).check?.(signalled),
  };
}

/** Whether a store is made of several. */
export function isReplica(store: BlockStore): store is ReplicaStore {
  return "holders" in store && "repair" in store;
}

/** How all stores have done lately, this device's too, without asking any. */
export function healthOfStores({ store }: { store: BlockStore }): StoreHealth[] {
  return isReplica(store) ? store.health() : [];
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
