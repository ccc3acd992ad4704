import { getBlock, getChainId } from "viem/actions";
import type { Config } from "wagmi";
import type { Context, Network } from "../../lib/sharing/index.ts";
import { AppError } from "./app-error.ts";
import type { ChainClock } from "./chain-clock.ts";
import { createChainClock } from "./chain-clock.ts";
import { chosenNetwork, deploymentId, findNetworks } from "./network.ts";

/** The sharing library; it loads after the page has been shown. */
export type Sharing = typeof import("../../lib/sharing/index.ts");

/** Everything that screens and flows reach the chain, the storage and the wallets by. */
export interface World {
  sharing: Sharing;
  /** All that this site can work on, and the one that it does. */
  networks: readonly Network[];
  network: Network;
  context: Context;
  clock: ChainClock;
  wallets: Config;
  /** Whether this browser knew an earlier chain of the same name, whose cache was dropped. */
  renewed: boolean;
}

const KNOWN_CHAIN = "leasehold.chain.";

/** Loads the library, finds the network, and drops what was cached of an earlier chain. */
export async function loadWorld(): Promise<World> {
  const [sharing, { createWallets }] = await Promise.all([
    import("../../lib/sharing/index.ts"),
    import("./wagmi.ts"),
  ]);
  const networks = await findNetworks(sharing.parseNetwork);
  const network = chosenNetwork(networks);
  const context = sharing.createContext(network);
  const renewed = isRenewed(network);
  if (renewed) await sharing.forget(context);
  localStorage.setItem(KNOWN_CHAIN + network.chainId, deploymentId(network));
  const clock = createChainClock();
  const wallets = createWallets(network);
  return { sharing, networks, network, context, clock, wallets, renewed };
}

function isRenewed(network: Network): boolean {
  const known = localStorage.getItem(KNOWN_CHAIN + network.chainId);
  return known !== null && known !== deploymentId(network);
}

/**
 * Checks that the RPC node answers for the chain of the network description.
 *
 * @throws AppError `network/other-chain` when it is another chain, or a new one.
 */
export async function checkChain({ context, network }: World): Promise<void> {
  const { client } = context.ledger;
  const [chainId, genesis] = await Promise.all([
    getChainId(client),
    getBlock(client, { blockNumber: 0n }),
  ]);
  if (chainId !== network.chainId || genesis.hash !== network.deployedAt.genesisHash) {
    throw new AppError("network/other-chain", "The node answers for another chain.");
  }
}
