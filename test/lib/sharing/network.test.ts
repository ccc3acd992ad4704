import { describe, expect, it } from "vitest";
import { parseNetwork } from "../../../lib/sharing/index.ts";
import { expectCode } from "../../support/errors.ts";

const hash = `0x${"11".repeat(32)}`;
const address = `0x${"22".repeat(20)}`;
const network = {
  version: 1,
  name: "Devnet",
  chainId: 31337,
  rpcUrls: ["http://127.0.0.1:8545"],
  contracts: { ledger: address, keyDirectory: address },
  deployedAt: { blockNumber: 1, blockHash: hash, genesisHash: hash },
  storage: { gateway: "http://127.0.0.1:8080", kubo: null },
  explorer: null,
  demo: { accounts: [{ name: "Patient", address, privateKey: hash }] },
};

describe("a network file", () => {
  it("is read as it was written", () => {
    expect(parseNetwork(JSON.parse(JSON.stringify(network)))).toEqual(network);
  });

  it("has demo accounts on the devnet only", async () => {
    await expectCode("network/malformed", async () => parseNetwork({ ...network, chainId: 1 }));
    expect(parseNetwork({ ...network, chainId: 1, demo: null })).toMatchObject({ chainId: 1 });
  });

  it("is refused where a part is missing or of another kind", async () => {
    for (const key of Object.keys(network)) {
      const { [key as keyof typeof network]: _, ...rest } = network;
      await expectCode("network/malformed", async () => parseNetwork(rest));
    }
    const wrong = [
      null,
      [],
      "x",
      { ...network, version: 2 },
      { ...network, chainId: -1 },
      { ...network, rpcUrls: [] },
      { ...network, rpcUrls: ["nonsense"] },
      { ...network, contracts: { ...network.contracts, ledger: "0x12" } },
      { ...network, deployedAt: { ...network.deployedAt, blockHash: "0x12" } },
    ];
    for (const json of wrong) {
      await expectCode("network/malformed", async () => parseNetwork(json));
    }
  });
});
