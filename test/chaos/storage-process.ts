// A storage node with a folder of its own, which can be made to lie, or to be full. Arguments: port, folder.
import { createStorageNode } from "../../scripts/devnet/storage-node.ts";
import { startProxy } from "./proxy.ts";

const [port, folder] = process.argv.slice(2);
const node = await createStorageNode({ folder: folder ?? "" });
let turn = 0;

await startProxy({
  port: Number(port),
  target: node.url,
  /** Its disk is full, or it is damaged: in turns. */
  async lie(message, forward) {
    const isFull = turn++ % 2 === 0;
    const puts = /\/api\/v0\/(block\/put|dag\/import)/.test(message.path);
    if (puts && isFull) {
      const body = Buffer.from(JSON.stringify({ Message: "write: no space left on device" }));
      return { status: 500, type: "application/json", body };
    }
    const answer = await forward(message);
    if (puts || answer.body.length === 0) return answer;
    const body = Buffer.from(answer.body);
    const at = Math.floor(Math.random() * body.length);
    body[at] = (body[at] ?? 0) ^ 1;
    return { ...answer, body };
  },
});
process.send?.({ ready: true });
