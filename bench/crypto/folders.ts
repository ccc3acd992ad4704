import { createCipheriv, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileStreamKey, newContent } from "../../lib/crypto/content-keys.ts";
import { platformRandom } from "../../lib/crypto/random.ts";
import { newStreamHeader } from "../../lib/crypto/segment-cipher.ts";
import { storeStream } from "../../lib/sharing/records/store-stream.ts";
import type { BlockStore } from "../../lib/storage/store.ts";
import { openFile } from "../support/node-file.ts";
import type { Index } from "./pack.ts";
import { indexOf } from "./pack.ts";

const MIB = 2 ** 20;

/** Makes a folder with a file of random bytes, the blocks of its encryption, and their index. */
export async function makeFolder(folder: string, mebibytes: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plain = join(folder, "plain.bin");
  await writeFile(plain, randomMebibytes(mebibytes));
  await encryptInto(folder);
}

/** Adds to the folder of a file `plain.bin` the blocks of its encryption, and their index. */
export async function encryptInto(folder: string): Promise<void> {
  const plain = join(folder, "plain.bin");
  const blocks = await open(join(folder, "blocks.bin"), "w");
  const { store, index } = packWriter(blocks);
  const place = { content: newContent(), record: randomBytes(32), section: 1, number: 0 };
  const header = newStreamHeader(platformRandom);
  const file = openFile(plain, "plain.bin");
  const streamKey = fileStreamKey(place.content, place);
  const cid = await storeStream({ store }, { sources: [file], size: file.size, streamKey, header });
  await blocks.close();
  const stream = { cid, size: file.size, header, key: null };
  await writeFile(join(folder, "index.json"), JSON.stringify(indexOf({ ...place, stream }, index)));
}

function* randomMebibytes(count: number) {
  const cipher = createCipheriv("aes-256-ctr", randomBytes(32), randomBytes(16));
  const zeros = new Uint8Array(MIB);
  for (let i = 0; i < count; i++) yield cipher.update(zeros);
}

/** A store that appends what it is given to a file. */
function packWriter(file: FileHandle): { store: BlockStore; index: Index["blocks"] } {
  const index: Index["blocks"] = [];
  let size = 0;
  return {
    index,
    store: {
      name: "pack",
      get: () => Promise.reject(new Error("nothing is read back")),
      has: async () => false,
      async put({ cid, bytes }, { onSpent } = {}) {
        const from = size;
        size += bytes.length;
        index.push([cid.toString(), from, bytes.length]);
        await file.write(bytes, 0, bytes.length, from);
        onSpent?.();
      },
    },
  };
}
