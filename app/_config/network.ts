import type { Network } from "../../lib/sharing/index.ts";
import { AppError } from "./app-error.ts";
import { siteUrl } from "./site.ts";

/**
 * Finds the network this site works on: the description that a running devnet puts next to the
 * site (`devnet.json`), else the first of the public deployments that the build puts there
 * (`deployments.json`).
 *
 * @throws AppError `network/none` when there is neither; `network/malformed` of the parser.
 */
export async function findNetwork(parse: (json: unknown) => Network): Promise<Network> {
  const devnet = await fetchJson(siteUrl("devnet.json"));
  const description = devnet ?? (await firstDeployment());
  if (description === undefined) {
    throw new AppError("network/none", "This copy of the site names no chain to work on.");
  }
  return parse(description);
}

async function firstDeployment(): Promise<unknown> {
  const deployments = await fetchJson(siteUrl("deployments.json"));
  return Array.isArray(deployments) ? deployments[0] : undefined;
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
