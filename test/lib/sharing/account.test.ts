import { createWalletClient, custom, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { writeContract } from "viem/actions";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyDirectoryAbi } from "../../../lib/ledger/abi/key-directory.ts";
import type { Wallet } from "../../../lib/sharing/index.ts";
import { findKey, publishKey, unlock } from "../../../lib/sharing/index.ts";
import { expectCode } from "../../support/errors.ts";
import type { World } from "./world.ts";
import { startWorld } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const SIGN = "eth_signTypedData_v4";

/** Account `n`'s wallet, whose node passes every request through `around`. */
function walletOf(
  n: number,
  around: (method: string, ask: () => Promise<unknown>) => Promise<unknown>,
): Wallet {
  const account = world.chain.wallets[n]?.account;
  if (account === undefined) throw new TypeError("There is no such account.");
  const transport = custom(
    {
      request: ({ method, params }) =>
        around(method, () => world.chain.provider.request({ method, params })),
    },
    { retryCount: 0 },
  );
  return createWalletClient({ account, chain: hardhat, transport }) as Wallet;
}

describe("unlocking", () => {
  it("asks for two signatures before there is a published key, for one afterwards", async () => {
    const context = world.device();
    let signatures = 0;
    const wallet = walletOf(0, (method, ask) => {
      if (method === SIGN) signatures++;
      return ask();
    });
    const first = await unlock(context, wallet);
    expect(signatures).toBe(2);
    expect(await findKey(context, first.address)).toBeNull();
    await publishKey(context, first);
    signatures = 0;
    const again = await unlock(world.device(), wallet);
    expect(signatures).toBe(1);
    expect(again.identity).toEqual(first.identity);
    const key = await findKey(context, first.address);
    expect(key?.publicKey).toEqual(first.identity.publicKey);
    expect(key?.fingerprint).toMatch(/^([0-9a-f]{4} ){4}[0-9a-f]{4}$/);
  });

  it("refuses a wallet that signs differently each time", async () => {
    let times = 0;
    const wallet = walletOf(1, async (method, ask) => {
      const answer = await ask();
      if (method !== SIGN || ++times === 1) return answer;
      return `${String(answer).slice(0, 20)}0000${String(answer).slice(24)}`;
    });
    await expectCode("identity/not-deterministic", () => unlock(world.device(), wallet));
  });

  it("refuses what another account signed, and what is no signature of a key", async () => {
    const other = privateKeyToAccount(generatePrivateKey());
    const stranger = walletOf(1, async (method, ask) =>
      method === SIGN ? other.signMessage({ message: "x" }) : ask(),
    );
    await expectCode("identity/wrong-signer", () => unlock(world.device(), stranger));
    const contract = walletOf(1, async (method, ask) =>
      method === SIGN ? toHex(new Uint8Array(130)) : ask(),
    );
    await expectCode("identity/unusable-signature", () => unlock(world.device(), contract));
  });

  it("says that the person refused", async () => {
    const wallet = walletOf(1, async (method, ask) => {
      if (method !== SIGN) return ask();
      throw Object.assign(new Error("no"), { code: 4001 });
    });
    await expectCode("wallet/rejected", () => unlock(world.device(), wallet));
  });

  it("notices that the signature leads to another key than the published one", async () => {
    const { account } = await world.person(2);
    const { identity } = await world.person(3).then(({ account: it }) => it);
    const other = { ...account, identity };
    await publishKey(world.device(), other);
    await expectCode("sharing/key-changed", () => unlock(world.device(), account.wallet));
  });
});

describe("a published key", () => {
  it("counts only if its account signed it", async () => {
    const { account } = await world.person(4);
    const forger = world.chain.wallets[5];
    if (forger === undefined) throw new TypeError("There is no such wallet.");
    const { keyDirectory } = world.chain.ledger;
    const signature = await forger.signTypedData({
      domain: { name: "Leasehold KeyDirectory", version: "1", chainId: 1 },
      types: { EncryptionKey: [{ name: "account", type: "address" }] },
      primaryType: "EncryptionKey",
      message: { account: forger.account.address },
    });
    await writeContract(forger, {
      address: keyDirectory,
      abi: keyDirectoryAbi,
      functionName: "publishKey",
      args: [toHex(account.identity.publicKey), signature, "0x"],
    });
    await expectCode("sharing/key-forged", () => findKey(world.device(), forger.account.address));
  });
});
