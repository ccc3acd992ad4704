import { checkBlock, digestOf, MAX_BLOCK_BYTES } from "./block.ts";
import { notFound, StorageError } from "./errors.ts";
import type { HttpOptions } from "./http.ts";
import { createHttpClient, readBody } from "./http.ts";
import type { BlockSource } from "./store.ts";

const RAW_TYPE = "application/vnd.ipld.raw";

/**
 * Reads blocks from a trustless gateway
 * (https://specs.ipfs.tech/http-gateways/trustless-gateway/, `format=raw`): any public or own one,
 * since each block is checked.
 *
 * A gateway that answers 404 or 410 does not hold the block; anything else but success is
 * `storage/unavailable`, 504 too, because a gateway that searched in vain may find it later.
 */
export function createGatewaySource(options: HttpOptions): BlockSource {
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
  };

  function refused(response: Response): StorageError {
    return new StorageError("unavailable", `${name} answered with status ${response.status}.`, {
      store: name,
    });
  }
}

function isMissing({ status }: Response): boolean {
  return status === 404 || status === 410;
}
