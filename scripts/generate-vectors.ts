import { writeFile } from "node:fs/promises";
import { actVectors } from "./vectors/act-vectors.ts";
import { blockVectors } from "./vectors/block-vectors.ts";
import { fileVectors } from "./vectors/file-vectors.ts";
import { identityVectors } from "./vectors/identity-vectors.ts";
import { keptVectors } from "./vectors/kept-vectors.ts";
import { keyVectors } from "./vectors/key-vectors.ts";
import { linkVectors } from "./vectors/link-vectors.ts";

/*
 * Writes the protocol's own test vectors: `node scripts/generate-vectors.ts`. A change in them is a
 * change of the protocol. The other files of test/vectors/ come from elsewhere and say from where.
 */

for (const [name, vectors] of [
  ["leasehold-keys", await keyVectors()],
  ["leasehold-blocks", await blockVectors()],
  ["leasehold-acts", actVectors()],
  ["leasehold-kept", await keptVectors()],
  ["leasehold-links", await linkVectors()],
  ["leasehold-files", await fileVectors()],
  ["leasehold-identities", await identityVectors()],
] as const) {
  const file = new URL(`../test/vectors/${name}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(vectors, null, 1)}\n`);
}
