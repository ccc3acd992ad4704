import { createClient } from "viem";
import { getBlock, getBlockNumber, getChainId } from "viem/actions";
import { utf8ToBytes } from "../bytes.ts";
import { toLedgerError } from "../ledger/chain-errors.ts";
import { createNodes } from "../ledger/nodes/nodes.ts";
import { createBlock, RAW } from "../storage/block.ts";
import { createGatewaySource } from "../storage/gateway-source.ts";
import type { StoreChoice } from "./choices.ts";
import { ChoiceError } from "./choices.ts";
import type { Context } from "./context.ts";
import { serviceOf } from "./pinned.ts";
import { openNode, storesOf } from "./stores.ts";

/** What is put to see whether a store takes and gives blocks. */
const TRIAL = "This block tells whether a store works. It may be removed.";

type Options = { signal?: AbortSignal | undefined };

/**
 * Asks an address whether it is a node of this network's chain: its newest block, and the
 * milliseconds that it took to say so.
 *
 * @throws LedgerError `chain/unreachable`; ChoiceError `choice/not-it` for a node of another chain
 */
export async function probeNode(
  { network }: Pick<Context, "network">,
  { url }: { url: string } & Options,
): Promise<{ height: bigint; milliseconds: number }> {
  const { chainId, deployedAt } = network;
  const { transport } = createNodes([url], { chainId });
  const client = createClient({ transport });
  const started = performance.now();
  try {
    const [id, genesis, height] = await Promise.all([
      getChainId(client),
      getBlock(client, { blockNumber: 0n }),
      getBlockNumber(client, { cacheTime: 0 }),
    ]);
    if (id !== chainId || genesis.hash !== deployedAt.genesisHash) {
      throw new ChoiceError("choice/not-it", "This node answers for another chain.");
    }
    return { height, milliseconds: performance.now() - started };
  } catch (error) {
    throw toLedgerError(error);
  }
}

/**
 * Tries a store before it is added: a node takes, gives and removes a small block; a gateway says
 * whether it has one; a pinning service lists what it keeps. Milliseconds that it took.
 *
 * @throws StorageError `storage/unavailable`, `storage/wrong-block`, `storage/full`; ChoiceError
 *   `choice/no-staging` for a pinning service where no IPFS node could hand it blocks
 */
export async function probeStore(
  { network, choices }: Pick<Context, "network" | "choices">,
  { choice, signal }: { choice: StoreChoice } & Options,
): Promise<{ milliseconds: number }> {
  const name = URL.canParse(choice.url) ? new URL(choice.url).host : choice.url;
  const started = performance.now();
  const node = openNode({ name, choice });
  if (node !== null) {
    const trial = await createBlock(utf8ToBytes(TRIAL), RAW);
    await node.put(trial, { signal });
    await node.get(trial.cid, { signal });
    await node.delete(trial.cid, { signal });
  } else if (choice.kind === "pinning") {
    if (!storesOf(network, choices).some((info) => info.choice.kind === "kubo")) {
      throw new ChoiceError("choice/no-staging", "A pinning service fetches blocks from a node.");
    }
    for await (const _ of serviceOf({ name, choice }).list({ signal })) break;
    await askGateway(choice.gateway, signal);
  } else {
    await askGateway(choice.url, signal);
  }
  return { milliseconds: performance.now() - started };
}

async function askGateway(url: string, signal: AbortSignal | undefined): Promise<void> {
  await createGatewaySource({ url }).check?.({ signal });
}
