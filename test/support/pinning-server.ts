import { randomUUID } from "node:crypto";
import { CID } from "multiformats/cid";
import { walkDag } from "../../lib/storage/dag.ts";
import type { BlockSource, ManagedStore } from "../../lib/storage/store.ts";
import { listen, readText, sendJson } from "../../scripts/devnet/http.ts";

interface PinRequest {
  requestid: string;
  status: "queued" | "pinning" | "pinned" | "failed";
  created: string;
  pin: { cid: string; name?: string; origins?: string[] };
  delegates: string[];
}

export interface PinningServer {
  url: string;
  token: string;
  requests: Map<string, PinRequest>;
  /** Requests that came without the token. */
  refused: number;
  /** More than so many are refused. */
  limit: number;
  /** While set, nothing is fetched. */
  stalled: boolean;
  close(): Promise<void>;
}

/**
 * A pinning service in this process, after the specification: what it is asked to pin, it fetches
 * from `origin` into `store`.
 */
export async function startPinningServer({
  origin,
  store,
}: {
  origin: BlockSource;
  store: ManagedStore;
}): Promise<PinningServer> {
  const requests = new Map<string, PinRequest>();
  const token = randomUUID();

  async function fetchAll(request: PinRequest): Promise<void> {
    request.status = "pinning";
    try {
      for await (const cid of walkDag(CID.parse(request.pin.cid), { source: origin })) {
        await store.put({ cid, bytes: await origin.get(cid) });
      }
      request.status = "pinned";
    } catch {
      request.status = "failed";
    }
  }

  const server = await listen(
    async (incoming, response) => {
      const url = new URL(incoming.url ?? "/", "http://service");
      const fail = (status: number, reason: string) =>
        sendJson(response, status, { error: { reason } });
      if (incoming.headers.authorization !== `Bearer ${token}`) {
        service.refused++;
        return fail(401, "UNAUTHORIZED");
      }
      const [, root, id] = url.pathname.split("/");
      if (root !== "pins") return fail(404, "NOT_FOUND");
      if (incoming.method === "POST" && id === undefined) {
        const pin = JSON.parse((await readText(incoming, 65_536)) ?? "null") as PinRequest["pin"];
        if (requests.size >= service.limit) return fail(409, "INSUFFICIENT_FUNDS");
        const request: PinRequest = {
          requestid: randomUUID(),
          status: "queued",
          created: new Date().toISOString(),
          pin,
          delegates: ["/dns4/service.test/tcp/4001/p2p/QmServicePeerId"],
        };
        requests.set(request.requestid, request);
        if (!service.stalled) setTimeout(() => void fetchAll(request), 5);
        return sendJson(response, 202, request);
      }
      if (id === undefined) {
        const cids = url.searchParams.get("cid")?.split(",");
        const wanted = (url.searchParams.get("status") ?? "pinned").split(",");
        const before = url.searchParams.get("before");
        const found = [...requests.values()]
          .filter(({ pin, status }) => (!cids || cids.includes(pin.cid)) && wanted.includes(status))
          .filter(({ created }) => before === null || created < before)
          .reverse()
          .slice(0, Number(url.searchParams.get("limit") ?? 10));
        return sendJson(response, 200, { count: found.length, results: found });
      }
      const request = requests.get(id);
      if (request === undefined) return fail(404, "NOT_FOUND");
      if (incoming.method !== "DELETE") return sendJson(response, 200, request);
      requests.delete(id);
      await store.delete(CID.parse(request.pin.cid));
      response.writeHead(202).end();
    },
    { host: "127.0.0.1", port: 0 },
  );
  const service: PinningServer = {
    url: server.url,
    token,
    requests,
    refused: 0,
    limit: 1000,
    stalled: false,
    close: server.close,
  };
  return service;
}
