import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import hre from "hardhat";
import type { Address, PublicClient, TestClient } from "viem";
import { createPublicClient, createTestClient, http } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Network } from "../../lib/sharing/network.ts";
import { parseNetwork } from "../../lib/sharing/network.ts";
import { CREATE_X } from "../../scripts/deploy/create-x.ts";
import { saltOf } from "../../scripts/deploy/plan.ts";
import { listen } from "../../scripts/devnet/http.ts";

const root = join(import.meta.dirname, "../..");
const anvil = join(root, "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
const hasAnvil = existsSync(anvil);
if (!hasAnvil) process.stderr.write("anvil is not here: the tests that need it are skipped\n");

/** The well-known first key of both nodes. */
const FUNDED = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

const LONG = 240_000;

interface Node {
  url: string;
  reader: PublicClient;
  control: TestClient;
  stop: () => Promise<void>;
}

function node(url: string, stop: Node["stop"]): Node {
  const transport = http(url);
  return {
    url,
    stop,
    reader: createPublicClient({ transport, pollingInterval: 50, cacheTime: 0 }),
    control: createTestClient({ transport, mode: "anvil" }),
  };
}

async function startHardhat(chainId: number): Promise<Node> {
  const network = { network: "devnet", override: { chainId } };
  const server = await hre.network.createServer(network, "127.0.0.1", 0);
  const { port } = await server.listen();
  return node(`http://127.0.0.1:${port}`, () => server.close());
}

async function startAnvil(chainId: number, ...flags: string[]): Promise<Node> {
  const { port, close } = await listen(() => undefined, { host: "127.0.0.1", port: 0 });
  await close(); // anvil cannot choose a free port by itself
  const args = ["--port", String(port), "--chain-id", String(chainId), "--silent", ...flags];
  const child = spawn(anvil, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const started = node(url, async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  await expect
    .poll(() => started.reader.getChainId().catch(() => null), { timeout: 30_000 })
    .toBe(chainId);
  return started;
}

interface Outcome {
  code: number | null;
  output: string;
}

/** Starts the deployment script; `done` gives its exit code and what it printed. */
function deploy(url: string, { out, flags = ["--yes"], key = FUNDED }: DeployOptions) {
  const args = ["--network", "custom", "--no-verify", "--out", out, ...flags];
  const child: ChildProcess = spawn(process.execPath, ["scripts/deploy/run.ts", ...args], {
    cwd: root,
    env: { ...process.env, CUSTOM_RPC_URL: url, DEPLOYER_KEY: key, FORCE_COLOR: "0", CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const done = once(child, "close").then(([code]): Outcome => ({ code: code as number, output }));
  const says = (text: string) => expect.poll(() => output, { timeout: 120_000 }).toContain(text);
  return { child, done, says };
}

interface DeployOptions {
  out: string;
  flags?: string[];
  key?: string;
}

const written = (out: string, chainId: number): Network =>
  parseNetwork(JSON.parse(readFileSync(join(out, "deployments", `${chainId}.json`), "utf8")));

/** How many transactions the factory has been sent. */
async function factoryCalls(reader: PublicClient): Promise<number> {
  const head = await reader.getBlockNumber();
  let calls = 0;
  for (let n = 0n; n <= head; n++) {
    const block = await reader.getBlock({ blockNumber: n, includeTransactions: true });
    calls += block.transactions.filter(({ to }) => to === CREATE_X.toLowerCase()).length;
  }
  return calls;
}

describe("npm run deploy", { timeout: LONG }, () => {
  let folder: string;
  let hardhat: Node;
  let addresses: { ledger: Address; keyDirectory: Address };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "leasehold-deploy-"));
    hardhat = await startHardhat(4242);
  });

  afterAll(async () => {
    await hardhat.stop();
    rmSync(folder, { recursive: true });
  });

  const out = (name: string) => join(folder, name);

  test("a dry run says addresses and cost, and sends nothing", async () => {
    const { done } = deploy(hardhat.url, { out: out("hardhat"), flags: ["--dry-run"] });
    const { code, output } = await done;
    expect(output).toMatch(/Ledger +0x[0-9a-fA-F]{40} +[\d,]+ gas/);
    expect(output).toMatch(/KeyDirectory +0x[0-9a-fA-F]{40} +[\d,]+ gas/);
    expect(output).toMatch(/Cost +about 0\.\d+ ether/);
    expect(code).toBe(0);
    expect(await hardhat.reader.getBlockNumber()).toBe(0n);
    expect(existsSync(out("hardhat"))).toBe(false);
  });

  test("sends nothing where nobody can be asked", async () => {
    const { code, output } = await deploy(hardhat.url, { out: out("hardhat"), flags: [] }).done;
    expect(output).toContain("--yes");
    expect(code).toBe(1);
    expect(await hardhat.reader.getBlockNumber()).toBe(0n);
  });

  test("sends nothing from an account that cannot pay", async () => {
    const key = generatePrivateKey();
    const { code, output } = await deploy(hardhat.url, { out: out("hardhat"), key }).done;
    expect(output).toContain(`${privateKeyToAddress(key)} should hold at least`);
    expect(code).toBe(1);
    expect(await hardhat.reader.getBlockNumber()).toBe(0n);
  });

  test("puts the contracts on a chain and writes where they are", async () => {
    const { code, output } = await deploy(hardhat.url, { out: out("hardhat") }).done;
    expect(code, output).toBe(0);
    const network = written(out("hardhat"), 4242);
    expect(network).toMatchObject({ chainId: 4242, demo: null });
    addresses = network.contracts;
    const { blockNumber, blockHash, genesisHash } = network.deployedAt;
    const [genesis, block] = await Promise.all([
      hardhat.reader.getBlock({ blockNumber: 0n }),
      hardhat.reader.getBlock({ blockNumber: BigInt(blockNumber) }),
    ]);
    expect([genesisHash, blockHash]).toEqual([genesis.hash, block.hash]);
    const address = addresses.ledger;
    expect(await hardhat.reader.getCode({ address, blockNumber: block.number })).toBeDefined();
    const before = await hardhat.reader.getCode({ address, blockNumber: block.number - 1n });
    expect(before).toBeUndefined();
    expect(await factoryCalls(hardhat.reader)).toBe(2);
  });

  test("does nothing the second time, and keeps what people entered in the file", async () => {
    const edited = {
      ...written(out("hardhat"), 4242),
      rpcUrls: ["https://node.example/"],
      storage: { gateway: "https://gateway.example/", kubo: null },
    };
    const file = join(out("hardhat"), "deployments/4242.json");
    writeFileSync(file, JSON.stringify(edited));

    const { code, output } = await deploy(hardhat.url, { out: out("hardhat") }).done;
    expect(code).toBe(0);
    expect(output.match(/there already/g)).toHaveLength(2);
    expect(await factoryCalls(hardhat.reader)).toBe(2);
    expect(written(out("hardhat"), 4242)).toEqual(edited);
  });

  test("finds what somebody else put there, without a journal of its own", async () => {
    const { code } = await deploy(hardhat.url, { out: out("elsewhere") }).done;
    expect(code).toBe(0);
    const [mine, theirs] = [out("elsewhere"), out("hardhat")].map((name) => written(name, 4242));
    expect(mine?.contracts).toEqual(theirs?.contracts);
    expect(mine?.deployedAt).toEqual(theirs?.deployedAt);
    expect(readdirSync(join(out("elsewhere"), "deployments"))).toEqual(["4242.json"]);
  });

  test("the salt leaves the address to everybody", () => {
    const salt = saltOf(hre);
    expect(salt).toHaveLength(66);
    expect(BigInt(salt.slice(0, 42))).not.toBe(0n); // CreateX ties such salts to chain or sender
  });

  test.runIf(hasAnvil)(
    "anvil, another chain, has the contracts at the same addresses",
    async () => {
      const node = await startAnvil(31338, "--block-time", "1");
      try {
        const { code, output } = await deploy(node.url, { out: out("anvil") }).done;
        expect(code, output).toBe(0);
        expect(written(out("anvil"), 31338).contracts).toEqual(addresses);
        for (const address of Object.values(addresses)) {
          const [here, there] = await Promise.all(
            [node, hardhat].map(({ reader }) => reader.getCode({ address })),
          );
          expect(here?.length).toBe(there?.length);
        }
      } finally {
        await node.stop();
      }
    },
  );

  test.runIf(hasAnvil)("goes on where it was cut off, with a transaction on its way", async () => {
    const node = await startAnvil(31339);
    try {
      // The factory first, so that the first transaction to wait is the ledger's.
      const code = await hardhat.reader.getCode({ address: CREATE_X });
      await node.control.setCode({ address: CREATE_X, bytecode: code! });
      await node.control.setAutomine(false);
      const first = deploy(node.url, { out: out("resumed") });
      await expect
        .poll(async () => (await node.control.getTxpoolStatus()).pending, { timeout: 120_000 })
        .toBe(1);
      await sleep(500); // the journal notes the transaction right after it was sent
      first.child.kill("SIGKILL");
      await first.done;
      await node.control.mine({ blocks: 1 });
      expect(await node.reader.getCode({ address: addresses.ledger })).toBeDefined();
      expect(await node.reader.getCode({ address: addresses.keyDirectory })).toBeUndefined();

      await node.control.setAutomine(true);
      const { code: exit, output } = await deploy(node.url, { out: out("resumed") }).done;
      expect(exit, output).toBe(0);
      expect(written(out("resumed"), 31339).contracts).toEqual(addresses);
      expect(await factoryCalls(node.reader)).toBe(2);
    } finally {
      await node.stop();
    }
  });

  test.runIf(hasAnvil)(
    "goes on where it was cut off before its transaction was mined",
    async () => {
      const node = await startAnvil(31340);
      try {
        const code = await hardhat.reader.getCode({ address: CREATE_X });
        await node.control.setCode({ address: CREATE_X, bytecode: code! });
        await node.control.setAutomine(false);
        const first = deploy(node.url, { out: out("waiting") });
        await expect
          .poll(async () => (await node.control.getTxpoolStatus()).pending, { timeout: 120_000 })
          .toBe(1);
        await sleep(500);
        first.child.kill("SIGKILL");
        await first.done;

        const second = deploy(node.url, { out: out("waiting") });
        await second.says("Resuming existing deployment");
        await sleep(1_000);
        expect(await factoryCalls(node.reader)).toBe(0);
        await node.control.setAutomine(true);
        await node.control.mine({ blocks: 1 });
        const { code: exit, output } = await second.done;
        expect(exit, output).toBe(0);
        expect(written(out("waiting"), 31340).contracts).toEqual(addresses);
        expect(await factoryCalls(node.reader)).toBe(2);
      } finally {
        await node.stop();
      }
    },
  );
});
