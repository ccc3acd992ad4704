import type { Network } from "../../lib/sharing/index.ts";
import { AppError } from "./app-error.ts";
import { deployments } from "./deployments.ts";
import { siteUrl } from "./site.ts";

/**
 * Finds the network this site works on: the description that a running devnet puts next to the
 * site (`devnet.json`), else the first deployment that the site was built with.
 *
 * @throws AppError `network/none` when there is neither; `network/malformed` of the parser.
 */
export async function findNetwork(parse: (json: unknown) => Network): Promise<Network> {
  const devnet = await fetchJson(siteUrl("devnet.json"));
  const description = devnet ?? deployments[0];
  if (description === undefined) {
    throw new AppError("network/none", "This copy of the site names no chain to work on.");
  }
  return parse(description);
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
