/** What the two faces of the storage node share: reading requests, writing answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { StorageError } from "../../lib/storage/errors.ts";
import type { ManagedStore } from "../../lib/storage/store.ts";

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  store: ManagedStore;
}

/** A request that cannot be served, with the status to say so. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body, if it has at most `limit` bytes; otherwise an error with status 413. */
export async function readRequest(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new RequestError(413, `The body is above ${limit} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving a request's own iterator would end the connection before it is told why.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, values: unknown[], status = 200): void {
  const body = values.map((value) => `${JSON.stringify(value)}\n`).join("");
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Answers with an error in Kubo's shape; a body that has begun is cut off. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof RequestError ? error.status : 500;
  // The rest of a refused body is let go by: clients read no answer while they still send.
  response.req.resume();
  sendJson(response, [{ Message: messageOf(error), Code: 0, Type: "error" }], status);
}

/** Kubo's texts, where clients go by them. */
function messageOf(error: unknown): string {
  if (!(error instanceof StorageError)) return error instanceof Error ? error.message : "error";
  if (error.reason === "not-found") {
    return `block was not found locally (offline): ipld: could not find ${error.cid}`;
  }
  if (error.reason === "full") return "no space left on device";
  return error.message;
}
