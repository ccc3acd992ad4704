import { createWriteStream, globSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CID } from "multiformats/cid";
import { encodeCar } from "../../lib/storage/car.ts";
import { walkDag } from "../../lib/storage/dag.ts";
import { createMemoryStore } from "../../lib/storage/memory-store.ts";
import type { BlockSource } from "../../lib/storage/store.ts";
import { writeDirectory } from "../../lib/storage/unixfs-directory.ts";

/** The site as blocks, in memory: it is a few MiB. */
export async function packSite(folder: string): Promise<{ cid: CID; source: BlockSource }> {
  const store = createMemoryStore();
  const files = globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: relative(folder, file).split(sep).join("/"),
      bytes: new Uint8Array(readFileSync(file)),
    }));
  const { cid } = await writeDirectory(files, { store });
  return { cid, source: store };
}

/** Writes all blocks of a site as a CAR. */
export async function writeArchive(
  file: string,
  { cid, source }: { cid: CID; source: BlockSource },
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const blocks = async function* () {
    for await (const one of walkDag(cid, { source })) {
      yield { cid: one, bytes: await source.get(one) };
    }
  };
  const archive = encodeCar(blocks(), { roots: [cid] });
  await pipeline(Readable.from(archive), createWriteStream(file));
}
