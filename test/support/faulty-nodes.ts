import type { Transport } from "viem";
import { createPublicClient, custom } from "viem";
import { hardhat } from "viem/chains";
import type { Ledger } from "../../lib/ledger/ledger.ts";
import type { Nodes } from "../../lib/ledger/nodes/nodes.ts";
import { createNodes } from "../../lib/ledger/nodes/nodes.ts";
import type { TestChain } from "./chain.ts";
import type { Provider } from "./slow-transport.ts";

/** What a node does with a request; `next` is the honest answer. */
export type Behaviour = (
  request: { method: string; params?: unknown },
  next: () => Promise<unknown>,
) => Promise<unknown>;

export interface FaultyNode {
  url: string;
  /** What it does from now on; an honest one asks `next`. */
  behaviour: Behaviour;
  /** Requests that have reached it. */
  requests: number;
}

export const honest: Behaviour = (_, next) => next();
/** As a closed port, or a cut line. */
export const dead: Behaviour = async () => {
  throw new TypeError("fetch failed");
};
/** As a stopped process: it never answers. */
export const hanging: Behaviour = () => new Promise(() => undefined);
export const slow =
  (milliseconds: number): Behaviour =>
  async (_, next) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return next();
  };

/** Nodes of one chain, each of which can be made to misbehave. */
export function faultyNodes(
  chain: TestChain,
  count: number,
  options: Partial<Parameters<typeof createNodes>[1]> = {},
): { faults: FaultyNode[]; nodes: Nodes; ledger: Ledger } {
  const faults = Array.from({ length: count }, (_, i) => ({
    url: `http://node-${i}.test`,
    behaviour: honest,
    requests: 0,
  }));
  const nodes = createNodes(
    faults.map(({ url }) => url),
    {
      chainId: chain.ledger.chainId,
      retryDelay: 1,
      hedgeTime: 5000,
      transportOf: (url) => transportOf(faults.find((it) => it.url === url)!, chain.provider),
      ...options,
    },
  );
  const client = createPublicClient({
    chain: hardhat,
    transport: nodes.transport,
    pollingInterval: 10,
    cacheTime: 0,
  });
  return { faults, nodes, ledger: { ...chain.ledger, client, nodes } };
}

function transportOf(node: FaultyNode, inner: Provider): Transport {
  return custom({
    request(args: { method: string; params?: unknown }) {
      node.requests++;
      return node.behaviour(args, () => inner.request(args));
    },
  });
}
