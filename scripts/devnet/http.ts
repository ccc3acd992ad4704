import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How many taken ports are passed over. */
const PASSED_OVER = 50;

export interface Listening {
  /** `http://host:port`, without a slash at its end. */
  url: string;
  port: number;
  close: () => Promise<void>;
}

/** A port to listen on. */
export interface Port {
  /** 0 for any. */
  port: number;
  /** Somebody asked for this very port; otherwise the next free one will do. */
  strict?: boolean;
  /** How to ask for another: the name of a flag or variable. */
  setting?: string;
}

/**
 * Serves `listener` on a port.
 *
 * @throws PortTakenError where it is taken
 */
export async function listen(
  listener: RequestListener,
  { host, ...port }: Port & { host: string },
): Promise<Listening> {
  const server = createServer(listener);
  await onFreePort(port, (candidate) => startListening(server, { host, port: candidate }));
  const taken = (server.address() as AddressInfo).port;
  return { url: `http://${host}:${taken}`, port: taken, close: () => close(server) };
}

/** Opens something on `port`, or on the next free one unless that very port was asked for. */
export async function onFreePort<T>(
  { port, strict = false, setting = "" }: Port,
  open: (port: number) => Promise<T>,
): Promise<T> {
  const last = strict || port === 0 ? port : port + PASSED_OVER;
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      return await open(candidate);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    }
  }
  throw new PortTakenError(port, setting);
}

function startListening(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at, () => {
      server.off("error", reject);
      resolve();
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

  constructor(port: number, setting: string) {
    super(`Port ${port} is taken. ${setting === "" ? "" : `${setting} sets another.`}`.trim());
  }
}
