import type { Network } from "../../../lib/sharing/network.ts";

/** The devnet behind the site under test. */
export interface Devnet {
  network: Network;
  request: <T>(method: string, params?: readonly unknown[]) => Promise<T>;
  /** Lets the chain's time pass: its next block is so many minutes later. */
  pass: (minutes: number) => Promise<void>;
  /** Gives an account Ether: by default enough for every test. */
  fund: (address: string, ether?: number) => Promise<void>;
}

/** Finds the devnet that a site describes. */
export async function findDevnet(siteUrl: string): Promise<Devnet> {
  const response = await fetch(new URL("devnet.json", siteUrl));
  const network = (await response.json()) as Network;
  const [url] = network.rpcUrls;
  const request = async <T>(method: string, params: readonly unknown[] = []): Promise<T> => {
    const answer = await fetch(url as string, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await answer.json()) as {
      result: T;
      error?: { code: number; message: string; data?: unknown };
    };
    if (error) throw Object.assign(new Error(error.message), error);
    return result;
  };
  return {
    network,
    request,
    pass: async (minutes) => {
      await request("evm_increaseTime", [minutes * 60]);
      await request("evm_mine");
    },
    fund: async (address, ether = 100) => {
      const wei = BigInt(Math.round(ether * 1e6)) * 10n ** 12n;
      await request("hardhat_setBalance", [address, `0x${wei.toString(16)}`]);
    },
  };
}
