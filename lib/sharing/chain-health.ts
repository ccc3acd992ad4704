import type { NodeHealth } from "../ledger/nodes/node-health.ts";
import { watchBlocks } from "../ledger/nodes/watch-blocks.ts";
import type { Context } from "./context.ts";

/**
 * How each of the network's nodes does, having asked all of them now: address, newest block, blocks
 * behind the highest, latency, latest failure and state. Empty where the context was made with a
 * client of its own. It does not fail: what fails is a node's `lastError`.
 */
export async function nodeHealth({ ledger }: Context): Promise<NodeHealth[]> {
  await ledger.nodes?.check();
  return ledger.nodes?.health() ?? [];
}

/** The same as far as it is known, without asking any node. */
export function healthOfNodes({ ledger }: Pick<Context, "ledger">): NodeHealth[] {
  return ledger.nodes?.health() ?? [];
}

/**
 * Calls back for each new block, by a subscription where a node offers one; what comes back ends
 * it. A failure does not: the watch goes on by itself.
 */
export function watchChain(
  { ledger }: Context,
  { onBlock, onError }: { onBlock: (block: bigint) => void; onError?: (error: unknown) => void },
): () => void {
  return watchBlocks(ledger, { onBlock, onError });
}
