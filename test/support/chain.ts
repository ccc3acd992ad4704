import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { artifacts, config, network, tasks } from "hardhat";
import type {
  Abi,
  Account,
  Address,
  Chain,
  Hex,
  PublicClient,
  TestClient,
  Transport,
  WalletClient,
} from "viem";
import { createPublicClient, createTestClient, createWalletClient, custom } from "viem";
import { hardhat } from "viem/chains";
import type { Ledger } from "../../lib/ledger/ledger.ts";
import type { Provider } from "./slow-transport.ts";

/** A wallet of the devnet's well-known accounts: the node signs for it. */
export type TestWallet = WalletClient<Transport, Chain, Account>;

/** A chain of its own inside this process, with the contracts deployed. */
export interface TestChain {
  /** The node, to be wrapped by a transport of `slow-transport.ts`. */
  provider: Provider;
  client: PublicClient<Transport, Chain>;
  wallets: readonly TestWallet[];
  /** For the functions of `lib/ledger`. */
  ledger: Ledger;
  /** The same over another transport. */
  ledgerOver(transport: Transport): Ledger;
  /** Mines empty blocks, `interval` seconds apart (default 1). */
  mine(blocks?: number, interval?: number): Promise<void>;
  /** Mines a block at that unix second. */
  setTime(seconds: number | bigint): Promise<void>;
  /** Mines a block that many seconds after the newest. */
  increaseTime(seconds: number): Promise<void>;
  /** Runs `body` with mining off, then mines all its transactions in one block. */
  inOneBlock<T>(body: () => Promise<T>): Promise<T>;
  /** Remembers this state. The function that comes back returns to it, once. */
  snapshot(): Promise<() => Promise<void>>;
  test: TestClient<"hardhat", Transport, Chain>;
  /** Deploys one of the project's contracts by its name, or any other by its bytecode. */
  deploy(contract: string | { abi: Abi; bytecode: Hex }): Promise<Address>;
  close(): Promise<void>;
}

/** Starts a chain; it takes under a second once Hardhat is loaded. Close it when done. */
export async function startChain(): Promise<TestChain> {
  await buildIfMissing();
  const connection = await network.create();
  const provider = connection.provider as Provider;
  const transport = custom(provider, { retryCount: 0 });
  const over = (other: Transport) =>
    createPublicClient({ chain: hardhat, transport: other, pollingInterval: 10, cacheTime: 0 });
  const client = over(transport);
  const test = createTestClient({ chain: hardhat, mode: "hardhat", transport });
  const accounts = (await provider.request({ method: "eth_accounts" })) as Address[];
  const wallets = accounts.map((account) =>
    createWalletClient({ account, chain: hardhat, transport, pollingInterval: 10 }),
  );

  async function deploy(contract: string | { abi: Abi; bytecode: Hex }): Promise<Address> {
    const compiled =
      typeof contract === "string" ? await artifacts.readArtifact(contract) : contract;
    const [deployer] = wallets;
    if (deployer === undefined) throw new Error("The chain has no accounts.");
    const hash = await deployer.deployContract({
      abi: compiled.abi as Abi,
      bytecode: compiled.bytecode as Hex,
    });
    const { contractAddress } = await client.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error("The contract was not deployed.");
    return contractAddress;
  }

  const deployedAt = Number(await client.getBlockNumber()) + 1;
  const contracts = { ledger: await deploy("Ledger"), keyDirectory: await deploy("KeyDirectory") };
  const ledgerOver = (other: Transport): Ledger => ({
    client: over(other),
    chainId: hardhat.id,
    ...contracts,
    deployedAt,
  });

  async function increaseTime(seconds: number): Promise<void> {
    const { timestamp } = await client.getBlock();
    await setTime(timestamp + BigInt(seconds));
  }

  async function setTime(seconds: number | bigint): Promise<void> {
    await test.setNextBlockTimestamp({ timestamp: BigInt(seconds) });
    await test.mine({ blocks: 1 });
  }

  async function snapshot(): Promise<() => Promise<void>> {
    const id = await test.snapshot();
    return () => test.revert({ id });
  }

  return {
    provider,
    client,
    wallets,
    ledger: ledgerOver(transport),
    ledgerOver,
    mine: (blocks = 1, interval = 1) => test.mine({ blocks, interval }),
    setTime,
    increaseTime,
    async inOneBlock(body) {
      await test.setAutomine(false);
      try {
        const result = await body();
        await test.mine({ blocks: 1 });
        return result;
      } finally {
        await test.setAutomine(true);
      }
    },
    snapshot,
    test,
    deploy,
    close: () => connection.close(),
  };
}

/** Compiles the contracts where nobody has; one process at a time. */
async function buildIfMissing(): Promise<void> {
  if (await artifacts.artifactExists("Ledger")) return;
  const lock = join(config.paths.cache, "test-build.lock");
  await mkdir(config.paths.cache, { recursive: true });
  const taken = await mkdir(lock).then(
    () => true,
    () => false,
  );
  if (!taken) {
    // A lock older than any build was left by a process that was killed.
    const age = Date.now() - ((await stat(lock).catch(() => null))?.mtimeMs ?? 0);
    if (age > 120_000) await rm(lock, { recursive: true, force: true });
    await sleep(200);
    return buildIfMissing();
  }
  try {
    if (!(await artifacts.artifactExists("Ledger"))) {
      await tasks.getTask("build").run({ quiet: true });
    }
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
