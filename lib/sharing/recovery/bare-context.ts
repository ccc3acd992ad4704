import type { Address } from "viem";
import { createClient, http } from "viem";
import { getChainId } from "viem/actions";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { decodeRecoveryCode } from "../../crypto/recovery-code.ts";
import { hasCode } from "../../error.ts";
import { toLedgerError } from "../../ledger/chain-errors.ts";
import { createGatewaySource } from "../../storage/gateway-source.ts";
import { createMemoryStore } from "../../storage/memory-store.ts";
import { createReplicaStore } from "../../storage/replica-store.ts";
import type { BlockSource } from "../../storage/store.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { createContext } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Archive } from "../export/archive.ts";
import { archiveContext, openArchive } from "../export/archive.ts";
import { mergeMemory } from "../export/kept-memory.ts";
import { unlockWithCode } from "../identity/recovery.ts";
import { createVolatileMemory } from "../memory.ts";

/** Bytes of blocks that are kept at hand, so that none is fetched twice while a record is open. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** What there is to open records with, besides who one is: any node, and any place with blocks. */
export interface BareParts {
  /** Null where there is none: then exports say what the ledger said. */
  node: {
    url: string;
    ledger: Address;
    keyDirectory: Address;
    /** The block of the contracts' deployment, where it is known. */
    deployedAt?: number | undefined;
  } | null;
  /** A trustless gateway, or whatever answers `/ipfs/<cid>?format=raw`. */
  gateway: string | null;
  archives: readonly Archive[];
}

/**
 * A context for reading from what is left: a node and a gateway, exports, or both. It remembers
 * nothing beyond the program's end.
 *
 * @throws SharingError `sharing/other-network` for exports from another ledger than the node's, or
 *   from several; LedgerError `chain/unreachable`; StorageError `storage/unavailable` where there is
 *   neither a node nor an export
 */
export async function bareContext({ node, gateway, archives }: BareParts): Promise<Context> {
  const sources: BlockSource[] = archives.map(({ source }) => source);
  if (gateway !== null) sources.push(createGatewaySource({ url: gateway }));
  const cache = createMemoryStore({ name: "this page", capacity: KEPT_BYTES });
  const store = createReplicaStore({ copies: [cache], sources });
  const [first, ...others] = archives;
  if (node === null) {
    if (first === undefined) {
      throw new SharingError("sharing/not-an-export", "There is neither a node nor an export.");
    }
    return { ...(await archiveContext([first, ...others])), store };
  }
  const { url, ledger, keyDirectory, deployedAt = 0 } = node;
  const chainId = await getChainId(createClient({ transport: http(url) })).catch(
    (error: unknown) => {
      throw toLedgerError(error);
    },
  );
  requireSameLedger(archives, { chainId, ledger });
  const unknown = `0x${"00".repeat(32)}` as const;
  return createContext(
    {
      version: 1,
      name: `chain ${chainId}`,
      chainId,
      rpcUrls: [url],
      contracts: { ledger, keyDirectory },
      deployedAt: { blockNumber: deployedAt, blockHash: unknown, genesisHash: unknown },
      storage: { gateway, kubo: null },
      explorer: null,
      demo: null,
    },
    { store, memory: createVolatileMemory() },
  );
}

/**
 * Who holds a recovery code: by the account's published keys, or where there is no node by the
 * exports, one of which must be theirs.
 *
 * @throws IdentityError `identity/bad-recovery-code`, `identity/mistyped-recovery-code`;
 *   SharingError `sharing/wrong-code`; LedgerError
 */
export async function readerOfCode(
  context: Context,
  of: { address: Address; code: string; offline: boolean; archives: readonly Archive[] },
): Promise<Reader> {
  const { address, code, archives } = of;
  if (!of.offline) {
    return openArchives(context, await unlockWithCode(context, { address, code }), archives);
  }
  const identity = await keyPairOfSeed(decodeRecoveryCode(code));
  const before = { address, identity };
  const reader = await openArchives(context, before, archives);
  if (reader === before) {
    throw new SharingError("sharing/wrong-code", "This recovery code is of another account.");
  }
  return reader;
}

/**
 * Takes over what exports hold for a reader alone: earlier identities, and what was remembered.
 * Exports of others stay closed.
 */
export async function openArchives(
  { memory }: Pick<Context, "memory">,
  reader: Reader,
  archives: readonly Archive[],
): Promise<Reader> {
  let known = reader;
  for (const archive of archives) {
    try {
      const opened = await openArchive(archive, known);
      await mergeMemory(memory, opened.memory);
      known = { ...known, ...opened.reader };
    } catch (error) {
      if (!hasCode(error, "crypto/tampered")) throw error;
    }
  }
  return known;
}

function requireSameLedger(
  archives: readonly Archive[],
  { chainId, ledger }: { chainId: number; ledger: Address },
): void {
  const stranger = archives.find(
    (it) => it.chainId !== chainId || it.ledger.toLowerCase() !== ledger.toLowerCase(),
  );
  if (stranger === undefined) return;
  throw new SharingError("sharing/other-network", "An export is from another ledger.", {
    details: { chainId: stranger.chainId, ledger: stranger.ledger },
  });
}
