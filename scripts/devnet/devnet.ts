import { createHash } from "node:crypto";
import hre from "hardhat";
import type { Hex } from "viem";
import type { Network } from "../../lib/sharing/network.ts";
import { parseNetwork } from "../../lib/sharing/network.ts";
import { deployContracts } from "../deploy/deploy.ts";
import { firstBlockWith } from "../deploy/first-block.ts";
import { initCodes } from "../deploy/plan.ts";
import type { Chain } from "./chain.ts";
import { startChain } from "./chain.ts";
import { DEMO_SPAN, seedDemo } from "./demo/seed.ts";
import type { Port } from "./http.ts";
import { onFreePort } from "./http.ts";
import { people } from "./people.ts";
import type { State } from "./state.ts";
import { createStorageNode } from "./storage-node.ts";

export interface Devnet {
  network: Network;
  /** How many blocks of an earlier run are back; null where the chain is a new one. */
  restored: number | null;
  close: () => Promise<void>;
}

interface DevnetOptions {
  host: string;
  ports: { rpc: Port; storage: Port };
  state: State;
  /** Fills the new chain with the demo's people and records. */
  demo: boolean;
  /** What a new chain's clock shows when it is ready, in unix milliseconds; default the present. */
  now?: number | undefined;
  /** Says what is being done. */
  tell: (line: string) => void;
}

/** Starts the chain with the contracts on it and the storage node, with the demo's data in them. */
export async function startDevnet({
  host,
  ports,
  state,
  demo,
  now,
  tell,
}: DevnetOptions): Promise<Devnet> {
  tell("Compiling the contracts …");
  const key = await chainKey();
  const ahead = now === undefined ? 0 : now - Date.now();
  const clock = () => Date.now() + ahead;
  const genesis = clock() - (demo ? DEMO_SPAN : 0);
  const options = { host, port: ports.rpc, log: state.chainLog, key, genesis };
  let chain = await startChain(options);
  if (chain.restored !== null && state.demo(chain.genesisHash) === "begun") {
    await chain.close(); // the last run ended amid the demo: half of it is worse than none
    state.clear();
    chain = await startChain(options);
  }
  if (chain.restored === null) state.clearStorage(); // blocks of a chain that is gone
  tell(
    chain.restored === null
      ? "Started a new chain."
      : `Took up the chain at block ${chain.restored}.`,
  );

  const storage = await onFreePort(ports.storage, (port) =>
    createStorageNode({ folder: state.storage, host, port }),
  );
  const close = async () => {
    await Promise.all([chain.close(), storage.close()]);
  };
  try {
    const network = await describe(chain, storage.url);
    if (demo && state.demo(chain.genesisHash) === null) {
      state.setDemo(chain.genesisHash, "begun");
      tell("Making the demo's people and records …");
      await seedDemo(network, { clock, tell });
      state.setDemo(chain.genesisHash, "done");
    }
    return { network, restored: chain.restored, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Changes whenever an earlier run's transactions could mean something else. */
async function chainKey(): Promise<string> {
  const hash = createHash("sha256").update(hre.versions.hardhat);
  for (const { address } of await initCodes(hre)) hash.update(address);
  return hash.digest("hex");
}

/** Deploys what is not there and says where everything is. */
async function describe(chain: Chain, storageUrl: string): Promise<Network> {
  const contracts = await deployContracts(chain.connection, { local: true });
  const { number, hash } = await firstBlockWith(chain.request, contracts.ledger);
  return parseNetwork({
    version: 1,
    name: "Leasehold devnet",
    chainId: Number(await chain.request<Hex>("eth_chainId")),
    rpcUrls: [chain.url],
    contracts,
    deployedAt: { blockNumber: number, blockHash: hash, genesisHash: chain.genesisHash },
    storage: { gateway: storageUrl, kubo: storageUrl },
    explorer: null,
    demo: { accounts: people },
  });
}
