import type { Hex } from "viem";
import { createWalletClient } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { createNodes } from "../../lib/ledger/nodes/nodes.ts";
import type { Account, Context, Network } from "../../lib/sharing/index.ts";
import {
  createContext,
  createVolatileMemory,
  publishKey,
  unlock,
} from "../../lib/sharing/index.ts";
import { createKuboStore } from "../../lib/storage/kubo-store.ts";
import type { ReplicaStore } from "../../lib/storage/replica-store.ts";
import { createReplicaStore } from "../../lib/storage/replica-store.ts";

/** How many storage nodes have to take a block: any one of them may then lose its disk. */
const MIN_COPIES = 2;

/** Milliseconds for one exchange with a storage node: a paused one answers none. */
const STORAGE_TIMEOUT_MS = 4_000;

export interface Places {
  network: Network;
  storageUrls: readonly string[];
}

/** A device: all RPC nodes, all storage nodes, and no memory of before. */
export interface Device {
  context: Context;
  store: ReplicaStore;
  wallet(privateKey: Hex): Account["wallet"];
}

export function createDevice({ network, storageUrls }: Places): Device {
  const nodes = createNodes(network.rpcUrls, { chainId: network.chainId });
  const store = createReplicaStore({
    copies: storageUrls.map((url) => createKuboStore({ url, timeout: STORAGE_TIMEOUT_MS })),
    minCopies: Math.min(MIN_COPIES, storageUrls.length),
  });
  return {
    store,
    context: createContext(network, { nodes, store, memory: createVolatileMemory() }),
    wallet: (privateKey) =>
      createWalletClient({
        account: privateKeyToAccount(privateKey),
        chain: hardhat,
        transport: nodes.transport,
        pollingInterval: 100,
      }),
  };
}

/** One of the network's people, set up on a device. */
export async function enter(device: Device, privateKey: Hex): Promise<Account> {
  const account = await unlock(device.context, device.wallet(privateKey));
  await publishKey(device.context, account);
  return account;
}
