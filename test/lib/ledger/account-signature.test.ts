import type { Hex } from "viem";
import { custom } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSignedByContract } from "../../../lib/ledger/account-signature.ts";
import { createNodes } from "../../../lib/ledger/nodes/nodes.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import type { SmartAccount } from "../../support/smart-account.ts";
import { smartAccountsOn } from "../../support/smart-account.ts";

let chain: TestChain;
let smart: SmartAccount;
let undeployed: SmartAccount;

const typedData = (text: string) =>
  ({
    domain: { name: "Test", version: "1", chainId: 31337 },
    types: { Saying: [{ name: "text", type: "string" }] },
    primaryType: "Saying",
    message: { text },
  }) as const;

beforeAll(async () => {
  chain = await startChain();
  const make = await smartAccountsOn(chain);
  smart = await make(chain.wallets[1] as (typeof chain.wallets)[0]);
  undeployed = await make(chain.wallets[2] as (typeof chain.wallets)[0]);
  await smart.deploy();
});
afterAll(() => chain.close());

const sign = ({ wallet }: SmartAccount, text: string): Promise<Hex> =>
  wallet.signTypedData({ account: wallet.account, ...typedData(text) });

describe("isSignedByContract", () => {
  it("asks a contract that is there, and one that is still to be deployed", async () => {
    for (const { address, wallet } of [smart, undeployed]) {
      const signature = await sign({ address, wallet, deploy: smart.deploy }, "yes");
      const asked = { ...typedData("yes"), account: address, signature };
      expect(await isSignedByContract(chain.ledger, asked)).toBe(true);
      const other = { ...typedData("no"), account: address, signature };
      expect(await isSignedByContract(chain.ledger, other)).toBe(false);
    }
  });

  it("says no to what is no signature at all, and where there is no contract", async () => {
    const { address } = smart;
    for (const signature of ["0x", "0x1234", `0x${"00".repeat(65)}`] as const) {
      const asked = { ...typedData("yes"), account: address, signature };
      expect(await isSignedByContract(chain.ledger, asked)).toBe(false);
    }
    const nobody = `0x${"ab".repeat(20)}` as const;
    const signature = await sign(smart, "yes");
    const asked = { ...typedData("yes"), account: nobody, signature };
    expect(await isSignedByContract(chain.ledger, asked)).toBe(false);
  });

  it("believes several nodes only where they agree", async () => {
    const signature = await sign(smart, "yes");
    const asked = { ...typedData("no"), account: smart.address, signature };
    const yes = `0x${"00".repeat(31)}01`;
    const nodesWith = (liars: readonly string[]) =>
      createNodes(["http://a.test", "http://b.test", "http://c.test"], {
        chainId: chain.ledger.chainId,
        retryDelay: 0,
        transportOf: (url) =>
          custom({
            request: (args: { method: string; params?: unknown }) =>
              args.method === "eth_call" && liars.includes(url)
                ? Promise.resolve(yes)
                : chain.provider.request(args as never),
          }),
      });
    const ask = (liars: readonly string[]) =>
      isSignedByContract({ ...chain.ledger, nodes: nodesWith(liars) }, asked);
    expect(await ask([])).toBe(false);
    // One against two.
    expect(await ask(["http://a.test"])).toBe(false);
  });

  it("says that nodes disagree where there is no majority", async () => {
    const signature = await sign(smart, "yes");
    const asked = { ...typedData("no"), account: smart.address, signature };
    const yes = `0x${"00".repeat(31)}01`;
    const nodes = createNodes(["http://a.test", "http://b.test"], {
      chainId: chain.ledger.chainId,
      retryDelay: 0,
      transportOf: (url) =>
        custom({
          request: (args: { method: string; params?: unknown }) =>
            args.method === "eth_call" && url === "http://a.test"
              ? Promise.resolve(yes)
              : chain.provider.request(args as never),
        }),
    });
    await expectCode("chain/nodes-disagree", () =>
      isSignedByContract({ ...chain.ledger, nodes }, asked),
    );
  });
});
