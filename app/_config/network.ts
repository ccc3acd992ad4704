import type { Network } from "../../lib/sharing/index.ts";
import { AppError } from "./app-error.ts";
import { siteUrl } from "./site.ts";

const CHOSEN = "leasehold.network";

/**
 * Finds the networks that this site can work on, each chain once: the one that a running devnet
 * describes next to the site (`devnet.json`), and the public deployments that the build puts there
 * (`deployments.json`).
 *
 * @throws AppError `network/none` when there is none; `network/malformed` of the parser.
 */
export async function findNetworks(parse: (json: unknown) => Network): Promise<Network[]> {
  const found = (await findDescriptions()).map(parse);
  if (found.length === 0) {
    throw new AppError("network/none", "This copy of the site names no chain to work on.");
  }
  return found.filter(({ chainId }, i) => found.findIndex((it) => it.chainId === chainId) === i);
}

/** What describes them, not looked at yet. */
export async function findDescriptions(): Promise<unknown[]> {
  const [devnet, deployments] = await Promise.all([
    fetchJson(siteUrl("devnet.json")),
    fetchJson(siteUrl("deployments.json")),
  ]);
  const described: unknown[] = Array.isArray(deployments) ? deployments : [];
  return devnet === undefined ? described : [devnet, ...described];
}

/** The one of them that was chosen in this browser; the first until one is. */
export function chosenNetwork<T extends Pick<Network, "chainId">>(networks: readonly T[]): T {
  const chosen = localStorage.getItem(CHOSEN);
  const network = networks.find(({ chainId }) => String(chainId) === chosen) ?? networks[0];
  if (network === undefined) throw new AppError("network/none", "There is no network.");
  return network;
}

/** Chooses a network, and begins anew on it: nothing of the one before is left in the page. */
export function chooseNetwork({ chainId }: Pick<Network, "chainId">): void {
  localStorage.setItem(CHOSEN, String(chainId));
  location.assign(siteUrl(""));
}

/** The JSON at an address; undefined when there is none (a host may answer with a page instead). */
async function fetchJson(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { cache: "no-store" });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** A text that differs whenever the chain is a new one or the contracts were deployed anew. */
export function deploymentId({ chainId, deployedAt, contracts }: Network): string {
  return [chainId, deployedAt.genesisHash, deployedAt.blockHash, contracts.ledger].join(":");
}
