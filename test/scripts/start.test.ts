import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Network } from "../../lib/sharing/network.ts";
import { parseNetwork } from "../../lib/sharing/network.ts";

const root = join(import.meta.dirname, "../..");

interface Run {
  child: ChildProcess;
  output: () => string;
  /** What the devnet says about itself, once it is up. */
  network: () => Promise<Network>;
  /** Sends a signal and gives the exit code and how long it took. */
  end: (signal: NodeJS.Signals) => Promise<{ code: number | null; ms: number }>;
}

let folder: string;
const runs: Run[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leasehold-start-"));
});

afterEach(async () => {
  for (const { child } of runs.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a devnet without demo and app, in a state folder and on ports of its own. */
function start(env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ["scripts/start.ts", "--no-app", "--no-demo"], {
    cwd: root,
    env: {
      ...process.env,
      LEASEHOLD_STATE: join(folder, "state"),
      LEASEHOLD_PORT: "0",
      LEASEHOLD_RPC_PORT: "0",
      LEASEHOLD_STORAGE_PORT: "0",
      FORCE_COLOR: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const run: Run = {
    child,
    output: () => output,
    network: async () => {
      const found = await until(() => {
        if (child.exitCode !== null)
          throw new TypeError(`ended with ${child.exitCode}:\n${output}`);
        return /(http:\S+devnet\.json)/.exec(output)?.[1];
      });
      return parseNetwork(await (await fetch(found)).json());
    },
    end: async (signal) => {
      const at = Date.now();
      const exit = once(child, "exit");
      child.kill(signal);
      const [code] = (await exit) as [number | null];
      return { code, ms: Date.now() - at };
    },
  };
  runs.push(run);
  return run;
}

async function until<T>(read: () => T | undefined): Promise<T> {
  for (;;) {
    const value = read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function clients(network: Network) {
  const transport = http(network.rpcUrls[0]);
  const account = privateKeyToAccount(network.demo!.accounts[0]!.privateKey);
  return {
    reader: createPublicClient({ chain: hardhat, transport, pollingInterval: 50 }),
    wallet: createWalletClient({ chain: hardhat, transport, account }),
  };
}

/** Compiling the contracts, where nobody has yet, and a busy machine. */
const LONG = 240_000;

describe("npm start", { timeout: LONG }, () => {
  test("gives a chain with the contracts and moving time, and storage; ends in 2 seconds", async () => {
    const run = start();
    const network = await run.network();
    const { reader } = clients(network);
    for (const address of [network.contracts.ledger, network.contracts.keyDirectory]) {
      expect((await reader.getCode({ address }))?.length).toBeGreaterThan(1000);
    }
    const { blockNumber, blockHash, genesisHash } = network.deployedAt;
    const deployed = await reader.getBlock({ blockNumber: BigInt(blockNumber) });
    expect(deployed.hash).toBe(blockHash);
    expect((await reader.getBlock({ blockNumber: 0n })).hash).toBe(genesisHash);
    const address = network.contracts.ledger;
    expect(await reader.getCode({ address, blockNumber: deployed.number - 1n })).toBeUndefined();

    const stat = await fetch(`${network.storage.kubo}/api/v0/repo/stat`, { method: "POST" });
    expect(stat.ok).toBe(true);

    const { timestamp } = await reader.getBlock();
    await expect
      .poll(async () => (await reader.getBlock()).timestamp, { timeout: 30_000 })
      .toBeGreaterThan(timestamp + 3n);
    const now = Number((await reader.getBlock()).timestamp);
    expect(Math.abs(Date.now() / 1000 - now)).toBeLessThan(10);

    const { code, ms } = await run.end("SIGINT");
    expect(code).toBe(0);
    expect(ms).toBeLessThan(8_000);
    for (const url of [network.rpcUrls[0]!, network.storage.kubo!]) {
      await expect(fetch(url)).rejects.toThrow();
    }
  });

  test("keeps the chain between runs, hash by hash, and brings its clock to the present", async () => {
    const run = start();
    const network = await run.network();
    const { reader, wallet } = clients(network);
    const to = "0x00000000000000000000000000000000000000aa";
    for (let i = 0; i < 5; i++) {
      const hash = await wallet.sendTransaction({ to, value: parseEther("1") });
      await reader.waitForTransactionReceipt({ hash });
    }
    const head = await reader.getBlock();
    expect((await run.end("SIGTERM")).code).toBe(0);

    const again = await start().network();
    expect(again.contracts).toEqual(network.contracts);
    expect(again.deployedAt).toEqual(network.deployedAt);
    const restored = clients(again).reader;
    expect(await restored.getBalance({ address: to })).toBe(parseEther("5"));
    expect((await restored.getBlock({ blockNumber: head.number })).hash).toBe(head.hash);
    const now = Number((await restored.getBlock()).timestamp);
    expect(Math.abs(Date.now() / 1000 - now)).toBeLessThan(10);
  });

  test("keeps the chain when it was killed, and drops one that does not come out the same", async () => {
    const log = join(folder, "state/chain.jsonl");
    const run = start();
    const network = await run.network();
    await until(() => (readFileSync(log, "utf8").split("\n").length > 3 ? true : undefined));
    await run.end("SIGKILL");
    writeFileSync(log, `${readFileSync(log, "utf8")}{"timestamp":"0x1`); // a line cut off

    const second = start();
    expect((await second.network()).deployedAt).toEqual(network.deployedAt);
    expect((await second.end("SIGHUP")).code).toBe(0);

    const lines = readFileSync(log, "utf8").split("\n");
    const block = JSON.parse(lines[1]!) as { timestamp: string };
    block.timestamp = `0x${(Number(block.timestamp) + 1).toString(16)}`;
    lines[1] = JSON.stringify(block);
    writeFileSync(log, lines.join("\n"));
    const third = await start().network();
    expect(third.deployedAt.genesisHash).not.toBe(network.deployedAt.genesisHash);
  });

  test("says what is in its way: another run on the same state, or a taken port", async () => {
    const first = start();
    const { rpcUrls } = await first.network();
    const second = start();
    await once(second.child, "exit");
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toContain("running already");

    const { port } = new URL(rpcUrls[0]!);
    const third = start({ LEASEHOLD_RPC_PORT: port, LEASEHOLD_STATE: join(folder, "other") });
    await once(third.child, "exit");
    expect(third.child.exitCode).toBe(1);
    expect(third.output()).toContain(`Port ${port} is taken. LEASEHOLD_RPC_PORT sets another.`);
  });
});
