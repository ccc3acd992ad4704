import type { Transport } from "viem";
import { defineChain } from "viem";
import type { Config } from "wagmi";
import { createConfig, createStorage } from "wagmi";
import type { Network } from "../../lib/sharing/index.ts";

/**
 * Wallets of this browser, for one network. Wallets are found by EIP-6963; no other kind is offered.
 * What wagmi asks the chain itself goes by `transport`: the nodes that the library asks, too.
 *
 * On a devnet the connection is remembered per tab, so that two tabs can be two demo people.
 */
export function createWallets(network: Network, transport: Transport): Config {
  const chain = defineChain({
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: network.rpcUrls } },
    ...(network.explorer !== null && {
      blockExplorers: { default: { name: "Explorer", url: network.explorer } },
    }),
  });
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: transport },
    storage: createStorage({
      key: "leasehold.wallet",
      storage: network.demo === null ? localStorage : sessionStorage,
    }),
  });
}
