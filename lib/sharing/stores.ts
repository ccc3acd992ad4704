import { createGatewaySource } from "../storage/gateway-source.ts";
import { createKuboStore } from "../storage/kubo-store.ts";
import { createReplicaStore } from "../storage/replica-store.ts";
import type { BlockStore } from "../storage/store.ts";
import type { Network } from "./network.ts";

/**
 * The store of a device: what is here is read first; the network's storage has to take a block
 * before it counts as kept. On a network without storage of its own, blocks are kept here alone.
 */
export function openStore({ storage }: Pick<Network, "storage">, device: BlockStore): BlockStore {
  const sources = storage.gateway === null ? [] : [createGatewaySource({ url: storage.gateway })];
  if (storage.kubo === null) return createReplicaStore({ copies: [device], sources });
  const kubo = createKuboStore({ url: storage.kubo });
  return createReplicaStore({ copies: [kubo], cache: device, sources });
}
