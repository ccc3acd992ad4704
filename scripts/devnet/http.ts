import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** `http://host:port`, without a slash at its end. */
  url: string;
  port: number;
  close: () => Promise<void>;
}

/**
 * Serves `listener` on the first free port from `port` on; with `strict`, on that port or not at all.
 *
 * @throws PortTakenError where no port is free
 */
export async function listen(
  listener: RequestListener,
  { host, port, strict = false }: { host: string; port: number; strict?: boolean },
): Promise<Listening> {
  const server = createServer(listener);
  const last = strict || port === 0 ? port : port + 50;
  for (let candidate = port; candidate <= last; candidate++) {
    if (await tryListen(server, { host, port: candidate })) {
      const taken = (server.address() as AddressInfo).port;
      return { url: `http://${host}:${taken}`, port: taken, close: () => close(server) };
    }
  }
  throw new PortTakenError(port);
}

function tryListen(server: Server, at: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    };
    server.once("error", onError);
    server.listen(at, () => {
      server.off("error", onError);
      resolve(true);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** The body of a request as text; null once it is longer than `limit` bytes. */
export async function readText(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is taken.`);
    this.port = port;
  }
}
