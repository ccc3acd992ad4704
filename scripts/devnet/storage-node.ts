/**
 * The devnet's storage node: blocks in a folder, served over the part of Kubo's RPC that the library
 * uses and as a trustless gateway, so that the same client code talks to it and to a production
 * Kubo. Run by itself: `node scripts/devnet/storage-node.ts --folder <path> [--port <number>]`.
 */
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { openFolderStore } from "../../lib/storage/folder-store.ts";
import type { ManagedStore } from "../../lib/storage/store.ts";
import { serveGateway } from "./storage-gateway.ts";
import { sendError } from "./storage-http.ts";
import { serveRpc } from "./storage-rpc.ts";

/** How long `close` waits for exchanges under way. */
const CLOSE_MS = 2000;

const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface StorageNodeOptions {
  folder: string;
  /** Default the loopback address. */
  host?: string;
  /** Default any free port. */
  port?: number;
  /** Sites that may use the node from a browser, besides those on this machine. */
  origins?: string[];
  /** Wait for the disk at each write. A devnet's blocks need to survive a kill, not a power cut. */
  durable?: boolean;
}

export interface StorageNode {
  /** Of both the RPC and the gateway. */
  url: string;
  /** Ends what is under way soon, and frees the port. */
  close(): Promise<void>;
}

/** Starts a node. Rejects as `server.listen` does, such as with `EADDRINUSE`. */
export async function createStorageNode({
  folder,
  host = "127.0.0.1",
  port = 0,
  origins = [],
  durable = false,
}: StorageNodeOptions): Promise<StorageNode> {
  const opening = Promise.withResolvers<ManagedStore>();

  const server = createServer(async (request, response) => {
    try {
      if (!admit(request, response, origins)) return;
      const url = new URL(request.url ?? "/", "http://node");
      const exchange = { request, response, url, store: await opening.promise };
      const served = (await serveRpc(exchange)) || (await serveGateway(exchange));
      if (!served) response.writeHead(404).end();
    } catch (error) {
      sendError(response, error);
    }
  });
  server.listen({ host, port });
  await once(server, "listening");
  // Only now: a node that has the port already may be using the folder.
  try {
    opening.resolve(await openFolderStore(folder, { name: "the storage node", durable }));
  } catch (error) {
    await closeServer(server);
    throw error;
  }

  const address = server.address() as AddressInfo;
  const hostname = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${hostname}:${address.port}`,
    close() {
      closing ??= closeServer(server);
      return closing;
    },
  };
}

/**
 * Sets CORS headers; answers preflights, and refuses other sites' requests. A form on any site could
 * post to a node on this machine without a preflight, so the origin is checked here as well.
 */
function admit(request: IncomingMessage, response: ServerResponse, origins: string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!(LOOPBACK_ORIGIN.test(origin) || origins.includes(origin))) {
    response.writeHead(403).end();
    return false;
  }
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("vary", "origin");
  if (request.method !== "OPTIONS") return true;
  response.writeHead(204, {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "authorization, content-type, if-none-match",
    "access-control-max-age": "600",
  });
  response.end();
  return false;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { folder: { type: "string" }, host: { type: "string" }, port: { type: "string" } },
  });
  if (!values.folder) throw new Error("Say where the blocks go: --folder <path>");
  const node = await createStorageNode({
    folder: values.folder,
    ...(values.host && { host: values.host }),
    ...(values.port && { port: Number(values.port) }),
  });
  console.log(`Storage node on ${node.url}`);
  const end = () => void node.close();
  process.once("SIGINT", end).once("SIGTERM", end);
}
