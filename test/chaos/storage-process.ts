// A storage node with a folder of its own, which can be made to lie, or to be full. Arguments: port, folder.
import { createStorageNode } from "../../scripts/devnet/storage-node.ts";
import type { Message } from "./proxy.ts";
import { startProxy } from "./proxy.ts";

const [port, folder] = process.argv.slice(2);
const node = await createStorageNode({ folder: folder ?? "" });
const isPut = ({ path }: Message) => /\/api\/v0\/(block\/put|dag\/import)/.test(path);

await startProxy({
  port: Number(port),
  target: node.url,
  /** Its disk is damaged: what it holds comes back with a bit turned. */
  async lie(message, forward) {
    const answer = await forward(message);
    if (isPut(message) || answer.body.length === 0) return answer;
    const body = Buffer.from(answer.body);
    const at = Math.floor(Math.random() * body.length);
    body[at] = (body[at] ?? 0) ^ 1;
    return { ...answer, body };
  },
  /** Its disk takes nothing more; what it holds can be read. */
  async full(message, forward) {
    if (!isPut(message)) return forward(message);
    const body = Buffer.from(JSON.stringify({ Message: "write: no space left on device" }));
    return { status: 500, type: "application/json", body };
  },
});
process.send?.({ ready: true });
