import { MessageChannel } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import type { PooledWorker } from "../../../app/_workers/leaf-workers.ts";
import { createLeafSealing } from "../../../app/_workers/leaf-workers.ts";
import { platformRandom } from "../../../lib/crypto/random.ts";
import { newStreamHeader } from "../../../lib/crypto/segment-cipher.ts";
import { streamSealer } from "../../../lib/crypto/segment-run.ts";
import { leafSealingBy, sealLeaf } from "../../../lib/sharing/index.ts";
import type { LeafWorker } from "../../../lib/sharing/leaf-sealing.ts";
import { answerLeaves } from "../../../lib/sharing/leaf-sealing.ts";

type Port = MessageChannel["port1"];

const asWorker = (port: Port): LeafWorker => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer as never),
  addEventListener: (_, listener) => {
    port.on("message", (data: unknown) => listener({ data }));
  },
});

const ports: Port[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Workers of which is known how many there are, and how many leaves they were given. */
function crew({ isMute = false } = {}) {
  const seen = { begun: 0, ended: 0, leaves: 0 };
  async function begin(): Promise<PooledWorker> {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    seen.begun += 1;
    port2.on("message", () => {
      seen.leaves += 1;
    });
    if (!isMute) answerLeaves(asWorker(port2));
    const terminate = () => {
      seen.ended += 1;
    };
    return { ...asWorker(port1), terminate } as PooledWorker;
  }
  return { seen, begin };
}

const SIZE = 700_000;
async function leafOfStream() {
  const streamKey = { key: platformRandom(32), associatedData: new Uint8Array([1, 2, 3]) };
  const header = newStreamHeader(platformRandom);
  const sealer = await streamSealer(streamKey, { header, size: SIZE });
  return { sealer, leaf: { number: 0, plaintext: new Uint8Array(SIZE).fill(7) } };
}

const parts = { sealLeaf, leafSealingBy, count: 2 };

describe("leaves sealed by workers", () => {
  it("are what they are without, from as many as there are, which end when nothing is asked", async () => {
    const { seen, begin } = crew();
    const seal = createLeafSealing({ ...parts, begin, idle: 10 });
    const { sealer, leaf } = await leafOfStream();
    const sealed = await Promise.all([1, 2, 3].map(() => seal(sealer, leaf)));
    const { cid, bytes } = await sealLeaf(sealer, leaf);
    for (const block of sealed) {
      expect(block.cid.equals(cid)).toBe(true);
      expect(Buffer.from(block.bytes).equals(bytes)).toBe(true);
    }
    expect(seen).toMatchObject({ begun: 2, leaves: 3 });
    await expect.poll(() => seen.ended).toBe(2);
    await seal(sealer, leaf);
    expect(seen).toMatchObject({ begun: 4, leaves: 4 });
  });

  it("are sealed here where no worker begins", async () => {
    const begin = () => Promise.reject(new DOMException("no", "NotSupportedError"));
    const seal = createLeafSealing({ ...parts, begin });
    const { sealer, leaf } = await leafOfStream();
    expect((await seal(sealer, leaf)).cid.equals((await sealLeaf(sealer, leaf)).cid)).toBe(true);
  });

  it("are sealed here where workers fail, or say nothing, which then are left alone", async () => {
    const { sealer, leaf } = await leafOfStream();
    const { cid } = await sealLeaf(sealer, leaf);
    const mute = crew({ isMute: true });
    const seal = createLeafSealing({ ...parts, begin: mute.begin, patience: 20 });
    const both = await Promise.all([seal(sealer, leaf), seal(sealer, leaf)]);
    expect(both.every((block) => block.cid.equals(cid))).toBe(true);
    expect((await seal(sealer, leaf)).cid.equals(cid)).toBe(true);
    expect(mute.seen).toMatchObject({ begun: 2, leaves: 2 });
    expect(mute.seen.ended).toBe(2);

    const failing = createLeafSealing({
      ...parts,
      begin: crew().begin,
      leafSealingBy: () => () => Promise.reject(new DOMException("no", "DataCloneError")),
    });
    expect((await failing(sealer, leaf)).cid.equals(cid)).toBe(true);
  });
});
