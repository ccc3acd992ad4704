import { MessageChannel } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { platformRandom } from "../../../lib/crypto/random.ts";
import { newStreamHeader } from "../../../lib/crypto/segment-cipher.ts";
import { streamSealer } from "../../../lib/crypto/segment-run.ts";
import type { LeafWorker } from "../../../lib/sharing/leaf-sealing.ts";
import { answerLeaves, leafSealingBy } from "../../../lib/sharing/leaf-sealing.ts";
import { plainLeafRange } from "../../../lib/sharing/records/leaves.ts";
import { sealLeaf } from "../../../lib/sharing/records/seal-leaf.ts";

const { port1, port2 } = new MessageChannel();
const asWorker = (port: typeof port1): LeafWorker => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer as never),
  addEventListener: (_, listener) => {
    port.on("message", (data: unknown) => listener({ data }));
  },
});

afterEach(() => {
  port1.close();
});

describe("sealing leaves in another thread", () => {
  it("gives the blocks that sealing here gives, in any order, and leaves what was read alone", async () => {
    answerLeaves(asWorker(port2));
    const seal = leafSealingBy(asWorker(port1));
    const size = 3_000_000;
    const streamKey = { key: platformRandom(32), associatedData: new Uint8Array([1, 2, 3]) };
    const sealer = await streamSealer(streamKey, { header: newStreamHeader(platformRandom), size });
    const read = platformRandom(65_536);
    const whole = new Uint8Array(size).map((_, i) => read[i % read.length] as number);
    const leaves = [0, 1, 2].map((number) => {
      const { start, end } = plainLeafRange(number, size);
      return { number, plaintext: whole.subarray(start, end) };
    });
    const there = await Promise.all(leaves.toReversed().map((leaf) => seal(sealer, leaf)));
    const here = await Promise.all(leaves.map((leaf) => sealLeaf(sealer, leaf)));
    expect(there.reverse().map(({ cid }) => cid.toString())).toEqual(
      here.map(({ cid }) => cid.toString()),
    );
    expect(there.map(({ bytes }) => bytes)).toEqual(here.map(({ bytes }) => bytes));
    expect(whole.length).toBe(size);

    const [leaf] = leaves as [(typeof leaves)[number]];
    const broken = { ...sealer, cipher: null as never };
    const outcome = await seal(broken, leaf).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(Error);
  });
});
