import type { Hex } from "viem";
import { custom, encodeAbiParameters, encodeFunctionResult } from "viem";
import { describe, expect, it } from "vitest";
import { lookUpEns } from "../../../app/_config/ens-lookup.ts";

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const RESOLVE = [
  {
    type: "function",
    name: "resolveWithGateways",
    stateMutability: "view",
    inputs: [
      { name: "name", type: "bytes" },
      { name: "data", type: "bytes" },
      { name: "gateways", type: "string[]" },
    ],
    outputs: [
      { name: "", type: "bytes" },
      { name: "address", type: "address" },
    ],
  },
] as const;

/** A node that answers every call so, and keeps what was asked. */
function node(answer: () => Hex) {
  const asked: string[] = [];
  const transport = custom({
    request: async ({ method, params }: { method: string; params?: unknown }) => {
      asked.push(JSON.stringify([method, params]));
      return answer();
    },
  });
  return { asked, options: { node: "https://node.example", transport } };
}

const answerOf = (address: Hex) => () =>
  encodeFunctionResult({
    abi: RESOLVE,
    functionName: "resolveWithGateways",
    result: [encodeAbiParameters([{ type: "address" }], [address]), ADDRESS],
  });

describe("looking a name up", () => {
  it("asks for the normalised name, and gives whose it is", async () => {
    const { asked, options } = node(answerOf(ADDRESS));
    expect(await lookUpEns(" Ann.ETH ", options)).toEqual({ name: "ann.eth", address: ADDRESS });
    expect(asked).toHaveLength(1);
    // The labels, each with its length before it (RFC 1035).
    expect(asked[0]).toContain("03616e6e0365746800");
  });

  it("asks nobody about what is no name", async () => {
    const { asked, options } = node(answerOf(ADDRESS));
    for (const name of ["a\u200bn\u0000n.eth", "ann..eth", "аnn.eth"]) {
      await expect(lookUpEns(name, options)).rejects.toMatchObject({ code: "ens/not-a-name" });
    }
    expect(asked).toEqual([]);
  });

  it("says that it is not found, and that the node does not answer", async () => {
    const none = node(answerOf("0x0000000000000000000000000000000000000000"));
    await expect(lookUpEns("ann.eth", none.options)).rejects.toMatchObject({
      code: "ens/not-found",
    });
    const broken = node(() => {
      throw new TypeError("gone");
    });
    await expect(lookUpEns("ann.eth", broken.options)).rejects.toMatchObject({
      code: "ens/unreachable",
    });
    const foreign = node(() => "0x1234");
    await expect(lookUpEns("ann.eth", foreign.options)).rejects.toMatchObject({ name: "AppError" });
  });
});
