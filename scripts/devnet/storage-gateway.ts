/**
 * The storage node as a trustless gateway: blocks and CARs, for clients that check them
 * (https://specs.ipfs.tech/http-gateways/trustless-gateway/).
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CID } from "multiformats/cid";
import { parseCid } from "../../lib/storage/block.ts";
import { encodeCar } from "../../lib/storage/car.ts";
import { walkDag } from "../../lib/storage/dag.ts";
import { StorageError } from "../../lib/storage/errors.ts";
import type { ManagedStore } from "../../lib/storage/store.ts";
import type { Exchange } from "./storage-http.ts";
import { RequestError } from "./storage-http.ts";

const PATH = /^\/ipfs\/([^/]+)\/?$/;

const RAW_TYPE = "application/vnd.ipld.raw";
const CAR_TYPE = "application/vnd.ipld.car";

/** The empty block in its own CID, by which clients see whether a gateway answers. */
const PROBE = "bafkqaaa";

/** Answers a request if it is one to the gateway. */
export async function serveGateway(exchange: Exchange): Promise<boolean> {
  const { request, response, url, store } = exchange;
  const [, text] = PATH.exec(url.pathname) ?? [];
  if (text === undefined) return false;
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    throw new RequestError(405, "the gateway takes GET and HEAD only");
  }
  const format = formatOf(exchange);
  if (text === PROBE && format === "raw") {
    response.writeHead(200, { "content-type": RAW_TYPE, "content-length": 0 }).end();
    return true;
  }
  const cid = parseGatewayCid(text);
  const etag = `"${cid}.${format}"`;
  // What a CID names never changes, so that whoever has it has it for good.
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304).end();
    return true;
  }
  const bytes = await readRoot(store, cid);
  response.setHeader("etag", etag);
  response.setHeader("cache-control", "public, max-age=29030400, immutable");
  response.setHeader("x-content-type-options", "nosniff");
  if (format === "raw") {
    response.writeHead(200, { "content-type": RAW_TYPE, "content-length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
    return true;
  }
  response.writeHead(200, { "content-type": `${CAR_TYPE}; version=1; order=dfs; dups=n` });
  if (request.method === "HEAD") response.end();
  else await sendCar(exchange, cid);
  return true;
}

async function sendCar({ response, url, store }: Exchange, root: CID): Promise<void> {
  const onlyRoot = url.searchParams.get("dag-scope") === "block";
  async function* blocks() {
    const cids = onlyRoot ? [root] : walkDag(root, { source: store });
    for await (const cid of cids) yield { cid, bytes: await store.get(cid) };
  }
  await pipeline(Readable.from(encodeCar(blocks(), { roots: [root] })), response);
}

function formatOf({ request, url }: Exchange): "raw" | "car" {
  const accept = request.headers.accept ?? "";
  const format = url.searchParams.get("format");
  if (format === "raw" || (format === null && accept.includes(RAW_TYPE))) return "raw";
  if (format === "car" || (format === null && accept.includes(CAR_TYPE))) return "car";
  throw new RequestError(406, "ask for format=raw or format=car");
}

function parseGatewayCid(text: string): CID {
  try {
    return parseCid(text);
  } catch {
    throw new RequestError(400, "not the CID of a block of this node");
  }
}

async function readRoot(store: ManagedStore, cid: CID): Promise<Uint8Array> {
  try {
    return await store.get(cid);
  } catch (error) {
    const missing = error instanceof StorageError && error.reason === "not-found";
    throw missing ? new RequestError(404, `${cid} is not here`) : error;
  }
}
