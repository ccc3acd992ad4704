import type { RequestListener } from "node:http";
import { readText, sendJson } from "./http.ts";

/** What a chain answers requests with (EIP-1193). */
export type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

type Answer = { jsonrpc: "2.0"; id: unknown } & (
  | { result: unknown }
  | { error: { code: number; message: string; data?: string } }
);

const BODY_LIMIT = 32 * 1024 * 1024;

/** A JSON-RPC 2.0 endpoint over HTTP for a page from any origin; batches run one after another. */
export function createRpcListener(request: Request): RequestListener {
  return async (incoming, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    response.setHeader("access-control-allow-methods", "POST, OPTIONS");
    response.setHeader("access-control-max-age", "86400");
    if (incoming.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    if (incoming.method !== "POST") {
      sendJson(response, 405, failure(null, -32600, "This is a JSON-RPC endpoint: send a POST."));
      return;
    }
    const body = await readText(incoming, BODY_LIMIT).catch(() => null);
    const message = body === null ? undefined : parse(body);
    if (message === undefined) {
      sendJson(response, 200, failure(null, -32700, "This is not JSON."));
      return;
    }
    if (!Array.isArray(message)) {
      sendJson(response, 200, await answer(request, message));
      return;
    }
    const answers: Answer[] = [];
    for (const one of message) answers.push(await answer(request, one));
    sendJson(response, 200, answers);
  };
}

async function answer(request: Request, message: unknown): Promise<Answer> {
  const { id = null, method, params = [] } = (message ?? {}) as Record<string, unknown>;
  if (typeof method !== "string" || !Array.isArray(params)) {
    return failure(id, -32600, "This is not a JSON-RPC request.");
  }
  try {
    return { jsonrpc: "2.0", id, result: await request(method, params) };
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message?: string; data?: unknown };
    const failed = failure(id, typeof code === "number" ? code : -32603, message ?? String(error));
    const hex =
      typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (typeof hex === "string") failed.error.data = hex; // a revert's bytes, as other nodes give them
    return failed;
  }
}

function failure(id: unknown, code: number, message: string) {
  return {
    jsonrpc: "2.0" as const,
    id,
    error: { code, message } as { code: number; message: string; data?: string },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
