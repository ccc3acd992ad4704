import type { Hex } from "viem";
import { createWalletClient, custom } from "viem";
import { hardhat } from "viem/chains";
import type { Context, Memory, Wallet } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  findKey,
  keepCreation,
  keepGrant,
  keepPublication,
  listLeases,
  listOwned,
  openRecord,
  sliceStart,
} from "../../../../lib/sharing/index.ts";
import { createVolatileMemory } from "../../../../lib/sharing/memory.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import type { Person } from "../world.ts";
import { file, startWorld } from "../world.ts";

/** The program ends here. */
export class Crash extends Error {}

async function fail(): Promise<never> {
  throw new TypeError("Failed to fetch");
}

export type Scene = Awaited<ReturnType<typeof startScene>>;
export type Device = ReturnType<Scene["deviceOf"]>;

/** A record, its owner, and devices that lose the network. */
export async function startScene() {
  const world = await startWorld();
  const owner = await world.person(0);
  const sections = ["Plans", "Bills"].map((title) => ({
    title,
    description: "",
    message: "first",
    files: [],
  }));
  const draft = { title: "Garden", description: "", sections };
  const { record } = await createRecord(owner.context, owner.account, { draft });
  type Device = ReturnType<typeof deviceOf>;

  /** A person's device with a store of its own, whose network can be cut and whose program can end. */
  function deviceOf(person: Person) {
    const cache = createMemoryStore() as ReturnType<typeof createMemoryStore> & Context["cache"];
    const memory = createVolatileMemory();
    const state = { away: false, steps: 0, crashAt: -1 };
    /** One effect: the program ends before it, or after it. */
    const step = async <T>(effect: () => Promise<T>): Promise<T> => {
      const at = 2 * state.steps++;
      // Nothing has an effect any more once the program has ended.
      if (state.crashAt >= 0 && state.crashAt <= at) throw new Crash();
      const result = await effect();
      if (state.crashAt === at + 1) throw new Crash();
      return result;
    };
    const remote: BlockStore = {
      ...world.store,
      get: (cid, options) => (state.away ? fail() : world.store.get(cid, options)),
      has: (cid, options) => (state.away ? fail() : world.store.has(cid, options)),
      put: (block, options) => (state.away ? fail() : world.store.put(block, options)),
    };
    const request = async (args: { method: string; params?: unknown }) => {
      // A wallet signs by itself.
      if (state.away && !args.method.startsWith("eth_sign")) return fail();
      const ask = () => world.chain.provider.request(args as never);
      return args.method === "eth_sendTransaction" ? step(ask) : ask();
    };
    const transport = custom({ request }, { retryCount: 0 });
    const { client } = world.chain.ledgerOver(transport);
    const steppedMemory: Memory = {
      ...memory,
      update: (key, change) => step(() => memory.update(key, change)),
    };
    const context: Context = {
      ...person.context,
      ledger: { ...person.context.ledger, client },
      store: createReplicaStore({ copies: [remote], cache }),
      cache,
      memory: steppedMemory,
    };
    const { account: signer } = person.account.wallet;
    const wallet: Wallet = createWalletClient({ account: signer, chain: hardhat, transport });
    const account = { ...person.account, wallet };
    return { context, account, state, cache, memory };
  }

  /** Looks at a record, so that the device knows it, then loses the network. */
  async function lookAndLeave(device: Device): Promise<void> {
    const { context, account } = device;
    await openRecord(context, account, { record });
    await listOwned(context, { owner: account.address });
    await findKey(context, (await world.person(4)).account.address);
    device.state.away = true;
  }

  const keep = ({ context, account }: Device, message: string, section = 1) =>
    keepPublication(context, account, {
      record,
      section,
      draft: { message, files: [file(`${message}.txt`, `of ${message}`)] },
      titles: { record: "Garden", section: "Plans" },
    });

  /** Signs a lease of the record, to be sent later. */
  async function keepLease({ context, account }: Device, to: Person): Promise<void> {
    const now = await world.now();
    await keepGrant(context, account, {
      record,
      deadline: sliceStart(now + 600),
      terms: {
        grantee: to.account.address,
        sections: [1],
        write: false,
        notBefore: now,
        expiresAt: now + 700,
        history: true,
      },
    });
  }

  /** Keeps a record to be; its id. */
  async function keepGarden({ context, account }: Device, title: string): Promise<Hex> {
    const section = { title: "Beds", description: "", message: "dug" };
    const draft = {
      title,
      description: "",
      sections: [{ ...section, files: [file("bed.txt", `bed of ${title}`)] }],
    };
    return (await keepCreation(context, account, { draft })).record;
  }

  const leasesOf = async ({ account }: Person) =>
    (await listLeases(owner.context, { record })).filter(
      ({ grantee }) => grantee.toLowerCase() === account.address.toLowerCase(),
    );

  async function ownedTitles(): Promise<string[]> {
    const { context, account } = owner;
    const owned = await listOwned(context, { owner: account.address });
    return Promise.all(
      owned.map(async ({ id }) => (await openRecord(context, account, { record: id })).title),
    );
  }

  /** What a section says, the oldest first, read as its owner. */
  async function messagesOf(section = 1): Promise<string[]> {
    const opened = await openRecord(owner.context, owner.account, { record });
    const entries = opened.sections.find(({ index }) => index === section)?.entries ?? [];
    return entries.map(({ message }) => message).reverse();
  }

  const acts = { lookAndLeave, keep, keepLease, keepGarden };
  return { world, owner, record, deviceOf, ...acts, leasesOf, ownedTitles, messagesOf };
}
