import type { Network } from "../../lib/sharing/index.ts";
import { DEMO_RDNS } from "./demo-names.ts";
import type { Permission, Provider } from "./demo-wallet.ts";
import { createDemoWallet, isDevnet } from "./demo-wallet.ts";

interface ProviderDetail {
  info: { uuid: string; name: string; icon: string; rdns: string };
  provider: Provider;
}

/**
 * Announces a wallet for each demo person of a devnet, by EIP-6963, now and whenever a page asks.
 * Does nothing anywhere else. Returns whether it did.
 */
export async function announceDemoWallets(network: Network): Promise<boolean> {
  const [rpcUrl] = network.rpcUrls;
  if (network.demo === null || rpcUrl === undefined || !(await isDevnet(network))) return false;
  for (const { name, address, privateKey } of network.demo.accounts) {
    const rdns = `${DEMO_RDNS}${address.slice(2).toLowerCase()}`;
    const permission = tabPermission(rdns, network.deployedAt.genesisHash);
    const detail: ProviderDetail = {
      info: { uuid: crypto.randomUUID(), name, icon: initialIcon(name), rdns },
      provider: createDemoWallet({ rpcUrl, address, privateKey, permission }),
    };
    const announce = () =>
      window.dispatchEvent(
        new CustomEvent("eip6963:announceProvider", { detail: Object.freeze(detail) }),
      );
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
  }
  return true;
}

/** Remembered for this tab and this chain: a reload stays connected, another tab is another person. */
function tabPermission(rdns: string, genesisHash: string): Permission {
  const key = `leasehold.demo.${rdns}`;
  return {
    granted: () => sessionStorage.getItem(key) === genesisHash,
    set: (granted) => {
      if (granted) sessionStorage.setItem(key, genesisHash);
      else sessionStorage.removeItem(key);
    },
  };
}

/** A disc with the first letter of a name, as a data URI (EIP-6963 wants one). */
function initialIcon(name: string): string {
  const initial = Array.from(name)[0]?.replace(/[^\p{L}\p{N}]/u, "?") ?? "?";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="48" fill="#8a4700"/><text x="48" y="66" font-family="sans-serif" font-size="52" font-weight="700" text-anchor="middle" fill="#fff">${initial}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
