import { CID } from "multiformats/cid";
import { freeBytes } from "../bytes.ts";
import type { StreamSealer } from "../crypto/segment-run.ts";
import type { Block } from "../storage/block.ts";
import type { LeafSealing, PlainLeaf } from "./records/seal-leaf.ts";
import { sealLeaf } from "./records/seal-leaf.ts";

/*
 * Encrypting and hashing a leaf, 1 MiB of a stored file, is most of the work of storing it, and needs
 * nothing else: it can be done in another thread.
 */

/** The part of a worker that a page talks to. */
export interface LeafWorker {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

interface Question extends PlainLeaf {
  id: number;
  sealer: StreamSealer;
}

type Answer = { id: number } & ({ cid: Uint8Array; bytes: Uint8Array } | { error: unknown });

/** Seals leaves in a worker in which `answerLeaves` runs, any number at a time. */
export function leafSealingBy(worker: LeafWorker): LeafSealing {
  const waiting = new Map<number, PromiseWithResolvers<Block>>();
  let last = 0;
  worker.addEventListener("message", ({ data }) => {
    const answer = data as Answer;
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) asked?.reject(answer.error);
    else asked?.resolve({ cid: CID.decode(answer.cid), bytes: answer.bytes });
  });
  return (sealer, { number, plaintext }) => {
    const asked = Promise.withResolvers<Block>();
    last += 1;
    waiting.set(last, asked);
    // A copy: a leaf is a part of what was read, of which other leaves are parts too.
    const own = plaintext.slice();
    worker.postMessage({ id: last, sealer, number, plaintext: own }, [own.buffer]);
    return asked.promise;
  };
}

/** Answers, inside of a worker, what `leafSealingBy` asks. */
export function answerLeaves(page: LeafWorker): void {
  page.addEventListener("message", async ({ data }) => {
    const { id, sealer, number, plaintext } = data as Question;
    try {
      const { cid, bytes } = await sealLeaf(sealer, { number, plaintext });
      freeBytes(plaintext);
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      page.postMessage({ id, cid: cid.bytes, bytes: own }, [own.buffer as ArrayBuffer]);
    } catch (error) {
      page.postMessage({ id, error }, []);
    }
  });
}
