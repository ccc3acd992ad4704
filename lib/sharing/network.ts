import { z } from "zod/mini";
import { LeaseholdError } from "../error.ts";

const address = z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-fA-F]{40}$/))]);
const hash = z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-fA-F]{64}$/))]);
const url = z.url();

const networkSchema = z.object({
  version: z.literal(1),
  name: z.string().check(z.minLength(1)),
  chainId: z.int().check(z.positive()),
  rpcUrls: z.array(url).check(z.minLength(1)),
  contracts: z.object({ ledger: address, keyDirectory: address }),
  deployedAt: z.object({ blockNumber: z.int(), blockHash: hash, genesisHash: hash }),
  storage: z.object({ gateway: z.nullable(url), kubo: z.nullable(url) }),
  explorer: z.nullable(url),
  demo: z.nullable(
    z.object({
      accounts: z.array(z.object({ name: z.string(), address, privateKey: hash })),
    }),
  ),
});

/**
 * A chain that the contracts are deployed on, and where its records' blocks are kept.
 *
 * `demo` names the well-known accounts of a local devnet; it is null everywhere else.
 */
export type Network = z.infer<typeof networkSchema>;

/** The chain id of a local Hardhat devnet: the only one on which demo accounts are accepted. */
export const DEVNET_CHAIN_ID = 31337;

/**
 * Parses a network file (`devnet.json`, `deployments/<chainId>.json`).
 *
 * @throws NetworkError `network/malformed` for anything else, and for demo accounts on any chain but the devnet.
 */
export function parseNetwork(json: unknown): Network {
  const parsed = z.safeParse(networkSchema, json);
  if (!parsed.success) {
    throw new NetworkError("network/malformed", "This network file cannot be read.", {
      cause: parsed.error,
    });
  }
  if (parsed.data.demo !== null && parsed.data.chainId !== DEVNET_CHAIN_ID) {
    throw new NetworkError("network/malformed", "Demo accounts exist on the local devnet only.");
  }
  return parsed.data;
}

/** Codes: `network/malformed`. */
export class NetworkError extends LeaseholdError {
  override readonly name = "NetworkError";
}
