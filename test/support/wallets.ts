import { createWalletClient } from "viem";
import { hardhat } from "viem/chains";
import type { SigningWallet } from "../../lib/ledger/send.ts";
import type { TestChain } from "./chain.ts";
import { walletOf } from "./records.ts";
import type { Provider } from "./slow-transport.ts";
import { countedTransport } from "./slow-transport.ts";

export interface RpcCall {
  method: string;
  params: unknown[];
}

/** The wallet of account 0, whose provider answers as `change` says. */
export function walletWith(
  chain: TestChain,
  change: (args: RpcCall, provider: Provider) => unknown,
): SigningWallet {
  const { transport } = countedTransport(async (args) => change(args as RpcCall, chain.provider));
  return createWalletClient({ account: walletOf(chain, 0).account, chain: hardhat, transport });
}
