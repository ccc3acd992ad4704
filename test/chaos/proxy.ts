import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Listening } from "../../scripts/devnet/http.ts";
import { listen } from "../../scripts/devnet/http.ts";

/** An exchange on its way through a proxy. */
export interface Message {
  path: string;
  body: Buffer;
}

export interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

/**
 * What a proxy does to exchanges: all of them pass a while late; some are cut off before they arrive,
 * or after, so that the answer is lost; some are refused; it lies, as `lie` says; or its disk is full,
 * as `full` says.
 */
export type ProxyFault = "none" | "slow" | "cut" | "refuse" | "lie" | "full";

type Forward = (message: Message) => Promise<Answer>;

const MAX_DELAY_MS = 1200;

/**
 * Passes everything on to `target`, and does to it what the parent process asks for by messages:
 * `{ fault }`. It answers each with `{ done: true }`.
 */
export async function startProxy({
  port,
  target,
  lie,
  full,
}: {
  port: number;
  target: string;
  lie(message: Message, forward: Forward): Promise<Answer>;
  full?(message: Message, forward: Forward): Promise<Answer>;
}): Promise<Listening> {
  let fault: ProxyFault = "none";
  process.on("message", (message: { fault: ProxyFault }) => {
    fault = message.fault;
    process.send?.({ done: true });
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const message = { path: request.url ?? "/", body: Buffer.concat(chunks) };
    const type = request.headers["content-type"];
    const forward = async ({ path, body }: Message): Promise<Answer> => {
      const answer = await fetch(target + path, {
        method: request.method ?? "GET",
        ...(body.length > 0 && { body: new Uint8Array(body) }),
        ...(type && { headers: { "content-type": type } }),
      });
      return {
        status: answer.status,
        type: answer.headers.get("content-type") ?? "",
        body: Buffer.from(await answer.arrayBuffer()),
      };
    };
    const present = fault;
    const chance = Math.random();
    if (present === "slow") await sleep(chance * MAX_DELAY_MS);
    if (present === "cut" && chance < 0.3) return void request.socket.destroy();
    if (present === "refuse" && chance < 0.7) return void response.writeHead(503).end();
    const handlers: Partial<Record<ProxyFault, typeof lie | undefined>> = { lie, full };
    const answer = await (handlers[present]?.(message, forward) ?? forward(message));
    if (present === "cut" && chance < 0.6) return void request.socket.destroy();
    response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
  }

  return listen(
    (request, response) => {
      pass(request, response).catch(() => request.socket.destroy());
    },
    { host: "127.0.0.1", port, strict: true },
  );
}
