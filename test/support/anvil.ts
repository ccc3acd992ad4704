import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { artifacts } from "hardhat";
import type { Abi, Account, Address, Chain, Hex, TestClient, Transport, WalletClient } from "viem";
import { createPublicClient, createTestClient, createWalletClient, http } from "viem";
import { hardhat } from "viem/chains";
import type { Ledger } from "../../lib/ledger/ledger.ts";
import { listen } from "../../scripts/devnet/http.ts";

const binary = join(
  import.meta.dirname,
  "../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil",
);

/** It comes as an npm package for Linux on x64 alone. */
export const hasAnvil = existsSync(binary);
if (!hasAnvil) process.stderr.write("anvil is not here: the tests that need it are skipped\n");

/** A chain in a process of its own, with the contracts deployed. */
export interface Anvil {
  url: string;
  socketUrl: string;
  pid: number;
  ledger: Ledger;
  wallets: readonly WalletClient<Transport, Chain, Account>[];
  control: TestClient<"anvil", Transport, Chain>;
  stop(): Promise<void>;
}

/** Starts it; the contracts must have been compiled. */
export async function startAnvil(): Promise<Anvil> {
  const { port, close } = await listen(() => undefined, { host: "127.0.0.1", port: 0 });
  await close(); // anvil cannot choose a free port by itself
  const args = ["--port", String(port), "--chain-id", String(hardhat.id), "--silent"];
  const child = spawn(binary, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const client = createPublicClient({
    chain: hardhat,
    transport: http(url),
    pollingInterval: 20,
    cacheTime: 0,
  });
  const control = createTestClient({ chain: hardhat, mode: "anvil", transport: http(url) });
  async function stop() {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  try {
    for (let i = 0; (await client.getChainId().catch(() => null)) === null; i++) {
      if (i > 300) throw new Error("anvil does not answer.");
      await sleep(100);
    }
    const accounts = (await client.request({ method: "eth_accounts" } as never)) as Address[];
    const wallets = accounts.map((account) =>
      createWalletClient({ account, chain: hardhat, transport: http(url), pollingInterval: 20 }),
    );
    const deploy = async (name: string): Promise<Address> => {
      const { abi, bytecode } = await artifacts.readArtifact(name);
      const hash = await wallets[0]!.deployContract({ abi: abi as Abi, bytecode: bytecode as Hex });
      const { contractAddress } = await client.waitForTransactionReceipt({ hash });
      return contractAddress!;
    };
    const ledger: Ledger = {
      client,
      chainId: hardhat.id,
      ledger: await deploy("Ledger"),
      keyDirectory: await deploy("KeyDirectory"),
    };
    return {
      url,
      socketUrl: url.replace("http", "ws"),
      pid: child.pid!,
      ledger,
      wallets,
      control,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
