import { fileStreamKey, newContent } from "../../lib/crypto/content-keys.ts";
import { platformRandom } from "../../lib/crypto/random.ts";
import { newStreamHeader } from "../../lib/crypto/segment-cipher.ts";
import type { Context } from "../../lib/sharing/context.ts";
import { readFile } from "../../lib/sharing/records/files.ts";
import { storeStream } from "../../lib/sharing/records/store-stream.ts";
import type { BlockStore } from "../../lib/storage/store.ts";
import type { Task } from "../support/suite.ts";
import { fileOf, handleOf, packStore, readIndex } from "./pack.ts";

/** What the app does with a file before the network: padding, encryption, the CIDs of its blocks. */
export const encryptFile: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const store: BlockStore = {
    name: "nowhere",
    get: () => Promise.reject(new Error("nothing is kept")),
    has: async () => false,
    put: async (_, options) => options?.onSpent?.(),
  };
  const place = { record: new Uint8Array(32), section: 1, number: 0 };
  return async () => {
    await storeStream(contextOf(store), {
      sources: [file],
      size: file.size,
      streamKey: fileStreamKey(newContent(), place),
      header: newStreamHeader(platformRandom),
    });
  };
};

/** What the app does with the blocks of a file: it checks them, decrypts, and takes off the padding. */
export const decryptFile: Task = async (inputs) => {
  const index = await readIndex(inputs);
  const store = packStore(fileOf(inputs, "blocks.bin"), index);
  return async () => {
    const reader = readFile(contextOf(store), handleOf(index)).getReader();
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
    }
    if (size !== index.size) throw new Error(`${size} bytes came out instead of ${index.size}.`);
  };
};

/** Files need nothing else of a context. */
function contextOf(store: BlockStore): Context {
  return { store } as Context;
}
