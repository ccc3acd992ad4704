import { createClient, custom } from "viem";
import { getBlockNumber } from "viem/actions";
import { describe, expect, it } from "vitest";
import type { Way } from "../../../app/_config/way.ts";
import { transportBy } from "../../../app/_config/way.ts";
import { createNodes } from "../../../lib/ledger/nodes/nodes.ts";

/** Nodes at which every answer is their number; null stands for one that is away. */
function nodesOf(...answers: (number | null)[]) {
  const urls = answers.map((_, i) => `http://node-${i}.test`);
  return createNodes(urls, {
    chainId: 1,
    retryDelay: 1,
    transportOf: (url) =>
      custom({
        async request() {
          const answer = answers[urls.indexOf(url)];
          if (answer === null || answer === undefined) throw new TypeError("fetch failed");
          return `0x${answer.toString(16)}`;
        },
      }),
  });
}

describe("the way to the chain that wagmi takes", () => {
  it("is another node where one is away", async () => {
    const client = createClient({ transport: transportBy({ nodes: nodesOf(null, 7) }) });
    expect(await getBlockNumber(client, { cacheTime: 0 })).toBe(7n);
  });

  it("leads to other nodes as soon as they were chosen", async () => {
    const way: Way = { nodes: nodesOf(1) };
    const client = createClient({ transport: transportBy(way) });
    expect(await getBlockNumber(client, { cacheTime: 0 })).toBe(1n);
    way.nodes = nodesOf(2);
    expect(await getBlockNumber(client, { cacheTime: 0 })).toBe(2n);
  });
});
