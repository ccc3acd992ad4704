// A node of the chain: passes requests on to it, and can be made to lie. Arguments: port, chain's URL.
import type { Answer } from "./proxy.ts";
import { startProxy } from "./proxy.ts";

interface RpcAnswer {
  result?: unknown;
}

const [port, target] = process.argv.slice(2);
let turn = 0;

await startProxy({
  port: Number(port),
  target: target ?? "",
  /** Leaves out events, invents some, or goes on showing an old block: in turns. */
  async lie(message, forward) {
    const kind = turn++ % 3;
    const requests = parseMany(message.body);
    if (kind === 0 && requests.some(({ method }) => method === "eth_getBlockByNumber")) {
      const old = JSON.stringify(JSON.parse(message.body.toString())).replaceAll(
        '"latest"',
        '"0x1"',
      );
      return forward({ ...message, body: Buffer.from(old) });
    }
    const answer = await forward(message);
    const answers = parseMany(answer.body) as RpcAnswer[];
    for (const [i, one] of answers.entries()) {
      if (requests[i]?.method !== "eth_getLogs" || !Array.isArray(one.result)) continue;
      one.result = kind === 1 ? one.result.slice(1) : one.result.map(forge);
    }
    return encode(message.body, answer, answers);
  },
});
process.send?.({ ready: true });

function forge(log: object): object {
  return { ...log, transactionHash: `0x${"ab".repeat(32)}` };
}

function parseMany(body: Buffer): { method?: string }[] {
  return [JSON.parse(body.toString())].flat();
}

function encode(question: Buffer, answer: Answer, answers: unknown[]): Answer {
  const isBatch = Array.isArray(JSON.parse(question.toString()));
  return { ...answer, body: Buffer.from(JSON.stringify(isBatch ? answers : answers[0])) };
}
