import type { Address, EIP1193Provider } from "viem";
import { createWalletClient, custom } from "viem";
import type { Wallet } from "../lib/sharing/index.ts";

/** A wallet that announced itself (EIP-6963), or the one that older wallets put in the window. */
export interface FoundWallet {
  name: string;
  provider: EIP1193Provider;
}

/** Milliseconds that wallets are given to announce themselves. */
const PATIENCE = 300;

/** The wallets in this browser. Many do not come to pages that were opened from a file. */
export async function findWallets(): Promise<FoundWallet[]> {
  const found: FoundWallet[] = [];
  const hear = (event: Event) => {
    const { info, provider } = (event as CustomEvent).detail;
    found.push({ name: String(info?.name ?? "Wallet"), provider });
  };
  addEventListener("eip6963:announceProvider", hear);
  dispatchEvent(new Event("eip6963:requestProvider"));
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  removeEventListener("eip6963:announceProvider", hear);
  const { ethereum } = window as { ethereum?: EIP1193Provider };
  if (found.length === 0 && ethereum) found.push({ name: "Wallet", provider: ethereum });
  return found;
}

/** Connects a wallet for signing. */
export async function connectWallet({ provider }: FoundWallet): Promise<Wallet> {
  const [address] = (await provider.request({ method: "eth_requestAccounts" })) as Address[];
  const account = { address: address as Address, type: "json-rpc" as const };
  return createWalletClient({ account, transport: custom(provider) });
}
