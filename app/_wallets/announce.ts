import type { Network } from "../../lib/sharing/index.ts";
import { demoRdns, initialIcon } from "./demo-names.ts";
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
    const rdns = demoRdns(address);
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
