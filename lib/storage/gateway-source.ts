import type { CID } from "multiformats/cid";
import { checkBlock, digestOf, MAX_BLOCK_BYTES, rawCid } from "./block.ts";
import { CAR_TYPE, decodeCar } from "./car.ts";
import { linksOf } from "./dag.ts";
import { notFound, StorageError } from "./errors.ts";
import type { HttpOptions } from "./http.ts";
import { createHttpClient, readBody } from "./http.ts";
import type { BlockSource, BlockStore, StoreOptions } from "./store.ts";
import { readStream } from "./stream.ts";

const RAW_TYPE = "application/vnd.ipld.raw";

/** The empty block in its own CID: what the specification has probes ask for, since all have it. */
const PROBE = "bafkqaaa";

/** Parents before children, and each block once, where the gateway can choose. */
const CAR_ACCEPTED = `${CAR_TYPE}; order=dfs; dups=n`;

export interface GatewaySource extends BlockSource {
  /**
   * Asks for all that a root leads to in one answer (`format=car`) and puts it into a store, each
   * block checked, and only those that the root leads to. One time limit is for all of it; what came
   * before a failure stays in the store, so that what is left can be got block by block.
   *
   * @returns how many blocks were put
   * @throws as `get` does; `storage/malformed` for what is no CAR of that DAG; what the store throws
   */
  copyDag(root: CID, options: StoreOptions & { into: BlockStore }): Promise<number>;
}

/**
 * Reads blocks from a trustless gateway
 * (https://specs.ipfs.tech/http-gateways/trustless-gateway/, `format=raw` and `car`): any public or own one,
 * since each block is checked.
 *
 * A gateway that answers 404 or 410 does not hold the block; anything else but success is
 * `storage/unavailable`, 504 too, because a gateway that searched in vain may find it later.
 */
export function createGatewaySource(options: HttpOptions): GatewaySource {
  const { name, exchange } = createHttpClient({
    ...options,
    headers: { accept: RAW_TYPE, ...options.headers },
  });

  return {
    name,

    async get(cid, { signal } = {}) {
      digestOf(cid);
      const bytes = await exchange(`/ipfs/${cid}?format=raw`, {
        signal,
        read: async (response) => {
          if (!response.ok) await response.body?.cancel();
          if (isMissing(response)) throw notFound(cid, name);
          if (!response.ok) throw refused(response);
          return readBody(response, MAX_BLOCK_BYTES);
        },
      });
      return (await checkBlock(cid, bytes, { store: name })).bytes;
    },

    has(cid, { signal } = {}) {
      digestOf(cid);
      return exchange(`/ipfs/${cid}?format=raw`, {
        init: { method: "HEAD" },
        signal,
        read: async (response) => {
          if (response.ok) return true;
          if (isMissing(response)) return false;
          throw refused(response);
        },
      });
    },

    async check({ signal } = {}) {
      await exchange(`/ipfs/${PROBE}?format=raw`, {
        signal,
        read: async (response) => {
          await response.body?.cancel();
          if (!response.ok && !isMissing(response)) throw refused(response);
        },
      });
    },

    copyDag(root, { into, signal }) {
      digestOf(root);
      return exchange(`/ipfs/${root}?format=car&dag-scope=all`, {
        init: { headers: { accept: CAR_ACCEPTED } },
        signal,
        read: async (response) => {
          if (!response.ok) await response.body?.cancel();
          if (isMissing(response)) throw notFound(root, name);
          if (!response.ok || response.body === null) throw refused(response);
          return takeDag(response.body, { root, into, signal });
        },
      });
    },
  };

  function refused(response: Response): StorageError {
    return new StorageError("unavailable", `${name} answered with status ${response.status}.`, {
      store: name,
    });
  }
}

/** Puts the blocks of a CAR that belong to the root's DAG; others end it. */
async function takeDag(
  body: ReadableStream<Uint8Array>,
  { root, into, signal }: { root: CID; into: BlockStore; signal: AbortSignal | undefined },
): Promise<number> {
  const keyOf = (cid: CID) => rawCid(cid).toString();
  const expected = new Map([[keyOf(root), root]]);
  const taken = new Set<string>();
  const { blocks } = await decodeCar(readStream(body));
  for await (const { cid, bytes } of blocks) {
    const key = keyOf(cid);
    if (taken.has(key)) continue; // a gateway may send a block as often as it occurs
    const named = expected.get(key);
    if (named === undefined) {
      throw new StorageError("malformed", `This CAR has blocks that ${root} does not lead to.`);
    }
    await into.put({ cid: named, bytes }, { signal });
    taken.add(key);
    expected.delete(key);
    for (const link of linksOf({ cid: named, bytes })) {
      if (!taken.has(keyOf(link))) expected.set(keyOf(link), link);
    }
  }
  const [lacking] = expected.values();
  if (lacking === undefined) return taken.size;
  // A CAR that was cut off between two blocks looks whole.
  throw new StorageError("unavailable", `The gateway left out block ${lacking}.`, { cid: lacking });
}

function isMissing({ status }: Response): boolean {
  return status === 404 || status === 410;
}
