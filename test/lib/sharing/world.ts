import { createWalletClient, custom, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { writeContract } from "viem/actions";
import { hardhat } from "viem/chains";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { attestationTypedData } from "../../../lib/crypto/key-attestation.ts";
import { publishKey as publishKeyCall } from "../../../lib/ledger/key-directory.ts";
import type { Account, Context, FileSource, Network, Wallet } from "../../../lib/sharing/index.ts";
import {
  createContext,
  createVolatileMemory,
  publishKey,
  sliceOf,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { ManagedStore } from "../../../lib/storage/store.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";

/** A chain, one storage, and people who each come with a context (a device) of their own. */
export interface World {
  chain: TestChain;
  store: ManagedStore;
  /** A device of nobody in particular: it shares the chain and the storage, and remembers nothing. */
  device(): Context;
  /** Person `n`, set up: identity unlocked and key published. */
  person(n: number): Promise<Person>;
  /** So many people with accounts of their own and published keys, made faster than by `person`. */
  crowd(count: number): Promise<Person[]>;
  /** The present slice. */
  now(): Promise<number>;
  close(): Promise<void>;
}

export interface Person {
  context: Context;
  account: Account;
}

export async function startWorld(): Promise<World> {
  const chain = await startChain();
  const store = createMemoryStore();
  const hash = `0x${"00".repeat(32)}` as const;
  const network: Network = {
    version: 1,
    name: "test",
    chainId: chain.ledger.chainId,
    rpcUrls: ["http://127.0.0.1:8545"],
    contracts: { ledger: chain.ledger.ledger, keyDirectory: chain.ledger.keyDirectory },
    deployedAt: { blockNumber: chain.ledger.deployedAt ?? 0, blockHash: hash, genesisHash: hash },
    storage: { gateway: null, kubo: null },
    explorer: null,
    demo: null,
  };
  const device = () =>
    createContext(network, { client: chain.client, store, memory: createVolatileMemory() });
  return {
    chain,
    store,
    device,
    async person(n) {
      const context = device();
      const account = await unlock(context, chain.wallets[n] as Wallet);
      await publishKey(context, account);
      return { context, account };
    },
    crowd: async (count) => {
      const people: Person[] = [];
      for (let i = 0; i < count; i++) people.push(await newPerson(chain, device()));
      return people;
    },
    now: async () => sliceOf((await chain.client.getBlock()).timestamp),
    close: () => chain.close(),
  };
}

/** Somebody whose wallet signs in this process, with a random identity, published. */
async function newPerson(chain: TestChain, context: Context): Promise<Person> {
  const signer = privateKeyToAccount(generatePrivateKey());
  const { address } = signer;
  await chain.test.setBalance({ address, value: parseEther("1") });
  const transport = custom(chain.provider, { retryCount: 0 });
  const wallet: Wallet = createWalletClient({ account: signer, chain: hardhat, transport });
  const identity = await keyPairOfSeed(crypto.getRandomValues(new Uint8Array(32)));
  const { publicKey } = identity;
  const { chainId, keyDirectory: directory } = chain.ledger;
  const attestation = attestationTypedData({ chainId, directory, account: address, publicKey });
  const signature = await signer.signTypedData(attestation);
  await writeContract(wallet, {
    ...publishKeyCall(chain.ledger, { publicKey, signature }),
    account: signer,
    chain: hardhat,
  });
  return { context, account: { address, wallet, identity } };
}

/** A file of the given bytes or text. */
export function file(name: string, content: string | Uint8Array, type = ""): FileSource {
  const blob = new File([content as BlobPart], name, { type, lastModified: 1_700_000_000_000 });
  return blob as FileSource;
}

/** All bytes of a stream. */
export async function drain(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<BufferSource>).arrayBuffer());
}

export async function drainText(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await drain(stream));
}
