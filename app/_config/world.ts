import type { QueryClient } from "@tanstack/react-query";
import { getBlock, getChainId } from "viem/actions";
import type { Config } from "wagmi";
import type { Choices, Context, LeafSealing, Network } from "../../lib/sharing/index.ts";
import { AppError } from "./app-error.ts";
import type { ChainClock } from "./chain-clock.ts";
import { createChainClock } from "./chain-clock.ts";
import { keepChoices, readChoices } from "./choices.ts";
import type { Contacts } from "./contacts.ts";
import { createContacts } from "./contacts.ts";
import { chosenNetwork, deploymentId } from "./network.ts";
import { createQueries } from "./queries.ts";
import type { Reach } from "./reach.ts";
import { createReach } from "./reach.ts";
import { createWallets } from "./wagmi.ts";
import type { Way } from "./way.ts";
import { transportBy } from "./way.ts";

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
  /** Whether the chain can be reached; if not, screens show what was last known. */
  reach: Reach;
  wallets: Config;
  queries: QueryClient;
  /** The nodes that are asked now: wagmi asks them, too. */
  way: Way;
  contacts: Contacts;
  /** Whether this browser knew an earlier chain of the same name, whose cache was dropped. */
  renewed: boolean;
}

const KNOWN_CHAIN = "leasehold.chain.";

/** Begins on the network that was chosen, and drops what was cached of an earlier chain. */
export async function loadWorld(
  sharing: Sharing,
  { networks }: Pick<World, "networks">,
): Promise<World> {
  const network = chosenNetwork(networks);
  const choices = readChoices(network, { parse: sharing.parseChoices });
  const sealLeaf = sealingOf(sharing);
  const context = { ...sharing.createContext(network, undefined, choices), sealLeaf };
  const renewed = isRenewed(network);
  if (renewed) await sharing.forget(context);
  localStorage.setItem(KNOWN_CHAIN + network.chainId, deploymentId(network));
  const clock = createChainClock();
  const reach = createReach(navigator.onLine);
  const way = { nodes: context.ledger.nodes };
  const wallets = createWallets(network, transportBy(way));
  const contacts = createContacts(localStorage);
  const queries = createQueries();
  return {
    ...{ sharing, networks, network, context, clock, reach },
    ...{ wallets, queries, way, contacts, renewed },
  };
}

/** Encrypts what is stored in workers, which load with the first leaf. */
function sealingOf(sharing: Sharing): LeafSealing {
  let loading: Promise<LeafSealing> | null = null;
  return async (sealer, leaf) => {
    loading ??= import("../_workers/leaf-workers.ts").then(({ createLeafSealing }) =>
      createLeafSealing(sharing),
    );
    return (await loading)(sealer, leaf);
  };
}

/** The world with other choices, kept for later visits. Wallets stay connected, keys unlocked. */
export function changedWorld(world: World, choices: Choices): World {
  const { sharing, network, way } = world;
  keepChoices(network, { choices });
  const context = sharing.changeChoices(world.context, choices);
  way.nodes = context.ledger.nodes;
  return { ...world, context };
}

function isRenewed(network: Network): boolean {
  const known = localStorage.getItem(KNOWN_CHAIN + network.chainId);
  return known !== null && known !== deploymentId(network);
}

/**
 * Checks that the RPC node answers for the chain of the network description.
 *
 * @throws AppError `network/other-chain` when it is another chain, or a new one; `chain/unreachable`
 */
export async function checkChain({ context, network }: World): Promise<void> {
  const { client } = context.ledger;
  const [chainId, genesis] = await Promise.all([
    getChainId(client),
    getBlock(client, { blockNumber: 0n }),
  ]).catch((cause: unknown) => {
    throw new AppError("chain/unreachable", "The node does not answer.", { cause });
  });
  if (chainId !== network.chainId || genesis.hash !== network.deployedAt.genesisHash) {
    throw new AppError("network/other-chain", "The node answers for another chain.");
  }
}
