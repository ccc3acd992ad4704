import { createWalletClient, custom } from "viem";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context, PublishedKey, Wallet } from "../../../../lib/sharing/index.ts";
import {
  changeIdentity,
  createContext,
  createVolatileMemory,
  findKey,
  unlock,
} from "../../../../lib/sharing/index.ts";
import type { Provider } from "../../../support/slow-transport.ts";
import { countedTransport } from "../../../support/slow-transport.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let known: PublishedKey;

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  known = (await findKey(owner.context, owner.account.address)) as PublishedKey;
});
afterAll(() => world.close());

/** A device whose node answers so. */
function deviceOver(answer: Provider["request"]): Context {
  const { client } = world.chain.ledgerOver(countedTransport(answer).transport);
  const { network } = owner.context;
  return createContext(network, { client, store: world.store, memory: createVolatileMemory() });
}

/** The first person's wallet, and how often it has signed. */
function watchedWallet(onSigned: () => void = () => undefined) {
  let signatures = 0;
  const { provider } = world.chain;
  const transport = custom({
    async request(args: { method: string; params?: unknown }) {
      const answer = await provider.request(args);
      if (args.method === "eth_signTypedData_v4") {
        signatures++;
        onSigned();
      }
      return answer;
    },
  });
  const { account } = world.chain.wallets[0] as Wallet;
  const wallet = createWalletClient({ account, chain: hardhat, transport }) as Wallet;
  return { wallet, signatures: () => signatures };
}

describe("a key that was read before", () => {
  it("lets the wallet sign while it is read again", async () => {
    const signed = Promise.withResolvers<void>();
    const { wallet, signatures } = watchedWallet(signed.resolve);
    const context = deviceOver(async (args) => {
      await signed.promise;
      return world.chain.provider.request(args);
    });
    const account = await unlock(context, wallet, { known });
    expect(account.identity.publicKey).toEqual(known.publicKey);
    expect(signatures()).toBe(1);
  });

  it("is enough where the chain has gone meanwhile, and asks the wallet once", async () => {
    const { wallet, signatures } = watchedWallet();
    const context = deviceOver(async () => {
      throw new TypeError("fetch failed");
    });
    const account = await unlock(context, wallet, { known });
    expect(account.identity.publicKey).toEqual(known.publicKey);
    expect(signatures()).toBe(1);
  });

  it("gives way to another that was published meanwhile", async () => {
    const { context, account: present } = owner;
    const { wallet } = watchedWallet();
    const changed = await changeIdentity(context, wallet, { present, from: "wallet", locks: [] });
    const account = await unlock(world.device(), wallet, { known });
    expect(account.identity.publicKey).toEqual(changed.identity.publicKey);
    expect(account.identity.publicKey).not.toEqual(known.publicKey);
    expect(account.origin.index).toBe(1);
  });
});
