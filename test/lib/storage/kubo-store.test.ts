import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../../lib/storage/block.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import { createStorageNode } from "../../../scripts/devnet/storage-node.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, createBlockMaker } from "./fixtures.ts";

describeStore("Kubo store on the embedded node", {
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), "leasehold-kubo-"));
    const node = await createStorageNode({ folder });
    return {
      store: createKuboStore({ url: node.url }),
      async close() {
        await node.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});

describe("Kubo store", () => {
  const make = createBlockMaker(1005);

  /** A store on a node that answers each request with what the test says. */
  function answering(answer: (request: Request) => Response) {
    const asked: Request[] = [];
    const store = createKuboStore({
      url: "http://node.example:5001",
      headers: { authorization: "Bearer secret" },
      fetch: async (input, init) => {
        const request = new Request(input as string, init);
        asked.push(request);
        return answer(request);
      },
    });
    return { store, asked };
  }

  const failing = (Message: string, status = 500) =>
    answering(() => Response.json({ Message, Code: 0, Type: "error" }, { status })).store;

  it("posts, with the headers it was given, and never sends a node searching", async () => {
    const block = await make(10);
    const { store, asked } = answering(() => Response.json({ Key: `${block.cid}`, Size: 10 }));
    await store.put(block);
    await store.has(block.cid);
    for (const request of asked) {
      expect(request.method).toBe("POST");
      expect(request.headers.get("authorization")).toBe("Bearer secret");
      expect(new URL(request.url).searchParams.get("offline")).toBe("true");
    }
    expect(asked[0]?.url).toContain("http://node.example:5001/api/v0/block/put?cid-codec=raw");
  });

  it("tells a missing block from a broken node", async () => {
    const { cid } = await make(10);
    const missing = failing(`block was not found locally (offline): ipld: could not find ${cid}`);
    expect(await codeOf(missing.get(cid))).toBe("storage/not-found");
    expect(await missing.has(cid)).toBe(false);
    const broken = failing("leveldb: closed");
    expect(await codeOf(broken.get(cid))).toBe("storage/unavailable");
    expect(await codeOf(broken.has(cid))).toBe("storage/unavailable");
    const elsewhere = failing("ipld: could not find", 404);
    expect(await codeOf(elsewhere.has(cid))).toBe("storage/unavailable");
  });

  it("says when the node is full", async () => {
    const block = await make(10);
    const store = failing("write /blocks/x: no space left on device");
    expect(await codeOf(store.put(block))).toBe("storage/full");
  });

  it("does not believe a node that kept something else", async () => {
    const [block, other] = [await make(10), await make(10)];
    const { store } = answering(() => Response.json({ Key: `${other.cid}`, Size: 10 }));
    expect(await codeOf(store.put(block))).toBe("storage/wrong-block");
  });

  it("does not believe an import that leaves a block out", async () => {
    const [first, second] = [await make(10), await make(10)];
    const line = (cid: unknown, PinErrorMsg = "") =>
      `${JSON.stringify({ Root: { Cid: { "/": `${cid}` }, PinErrorMsg } })}\n`;
    const importing = (body: string) => answering(() => new Response(body)).store;
    const both = importing(line(first.cid) + line(second.cid));
    await both.putMany?.([first, second]);
    const one = importing(line(first.cid));
    expect(await codeOf(one.putMany?.([first, second]) ?? one.get(first.cid))).toBe(
      "storage/unavailable",
    );
    const unpinned = importing(line(first.cid) + line(second.cid, "cannot pin"));
    expect(await codeOf(unpinned.putMany?.([first, second]) ?? one.get(first.cid))).toBe(
      "storage/unavailable",
    );
  });

  it.each(["", "<html>", "null", "{}", '{"Key":1}', "[1]"])(
    "takes %j for no answer of a node",
    async (body) => {
      const block = await make(10);
      const { store } = answering(() => new Response(body));
      expect(await codeOf(store.put(block))).toBe("storage/unavailable");
      expect(await codeOf(store.has(block.cid))).toBe("storage/unavailable");
      expect(await codeOf(store.usage())).toBe("storage/unavailable");
    },
  );

  it("refuses a block that was changed at the node", async () => {
    const folder = await mkdtemp(join(tmpdir(), "leasehold-kubo-"));
    const node = await createStorageNode({ folder });
    const store = createKuboStore({ url: node.url });
    const block = await make(1000);
    await store.put(block);
    const key = Buffer.from(digestOf(block.cid)).toString("hex");
    await writeFile(join(folder, key.slice(-2), key), "changed");
    // The node notices by itself, says so, and lets the damaged copy go.
    expect(await codeOf(store.get(block.cid))).toBe("storage/unavailable");
    expect(await codeOf(store.get(block.cid))).toBe("storage/not-found");
    const { store: lying } = answering(() => new Response("changed"));
    expect(await codeOf(lying.get(block.cid))).toBe("storage/wrong-block");
    await node.close();
    await rm(folder, { recursive: true });
  });
});
