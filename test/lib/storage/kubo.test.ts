/** The client code against a real Kubo, and our CIDs against its own. */
import { encode } from "@ipld/dag-cbor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBlock, DAG_CBOR, parseCid } from "../../../lib/storage/block.ts";
import { createGatewaySource } from "../../../lib/storage/gateway-source.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import { openUnixFs } from "../../../lib/storage/unixfs-reader.ts";
import { writeUnixFs } from "../../../lib/storage/unixfs-writer.ts";
import dagCborVectors from "../../vectors/dag-cbor.json" with { type: "json" };
import unixFsVectors from "../../vectors/unixfs.json" with { type: "json" };
import { describeSource, describeStore } from "./conformance.ts";
import { createBlockMaker, patternBytes, patternChunks } from "./fixtures.ts";
import type { Kubo } from "./kubo-process.ts";
import { kuboNote, kuboVersion, startKubo } from "./kubo-process.ts";

describe.skipIf(kuboVersion === null)(`Kubo (${kuboNote})`, () => {
  let kubo: Kubo;
  beforeAll(async () => {
    kubo = await startKubo();
  });
  afterAll(() => kubo?.close());

  describeStore("Kubo store", {
    open: async () => ({ store: createKuboStore({ url: kubo.rpcUrl }) }),
  });

  describeSource("gateway of Kubo", {
    open: async () => {
      const store = createKuboStore({ url: kubo.rpcUrl });
      const source = createGatewaySource({ url: kubo.gatewayUrl });
      return { source, fill: (block) => store.put(block) };
    },
  });

  it.each(unixFsVectors.files)("adds $size bytes as $cid", async ({ size, cid }) => {
    const { options } = unixFsVectors;
    const args = ["add", "-Q", "--only-hash", ...options];
    expect(await kubo.run(args, patternChunks(size))).toBe(cid);
  });

  it.each(dagCborVectors.values)("puts $json as $cid", async ({ json, cid }) => {
    const args = ["dag", "put", "--input-codec=dag-json", "--store-codec=dag-cbor"];
    expect(await kubo.run(args, [new TextEncoder().encode(JSON.stringify(json))])).toBe(cid);
  });

  it("serves a file that the library wrote, and the other way round", async () => {
    const store = createKuboStore({ url: kubo.rpcUrl });
    const size = 3 * 2 ** 20 + 5;
    const { cid } = await writeUnixFs(patternChunks(size), { store });
    const response = await fetch(`${kubo.gatewayUrl}/ipfs/${cid}`);
    const served = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.compare(served, patternBytes(size))).toBe(0);

    const added = await kubo.run(["add", "-Q", ...unixFsVectors.options], patternChunks(size + 1));
    const file = await openUnixFs(parseCid(added), { source: store });
    const read = await file.readRange({});
    expect(Buffer.compare(read, patternBytes(size + 1))).toBe(0);
  });

  it("keeps each block through a garbage collection, whatever it links to", async () => {
    const make = createBlockMaker(2001);
    const store = createKuboStore({ url: kubo.rpcUrl });
    const absent = await make(100);
    const entry = await createBlock(encode({ body: absent.cid }), DAG_CBOR);
    const [first, second, loose] = [await make(200), await make(300, DAG_CBOR), await make(400)];
    await store.put(entry);
    await store.putMany?.([first, second]);
    await kubo.run(["block", "put", "--cid-codec=raw"], [loose.bytes]);
    expect(await store.has(loose.cid)).toBe(true);
    await kubo.run(["repo", "gc", "--quiet"]);
    expect(await store.has(loose.cid)).toBe(false);
    for (const { cid } of [entry, first, second]) expect(await store.has(cid)).toBe(true);
  });
});
