import { CID } from "multiformats/cid";
import { fromHex, toHex } from "../../lib/bytes.ts";
import type { FileHandle } from "../../lib/sharing/records/file-reader.ts";
import type { StreamHandle } from "../../lib/sharing/records/stream-handle.ts";
import { checkBlock } from "../../lib/storage/block.ts";
import type { BlockStore } from "../../lib/storage/store.ts";
import type { InputFile, Inputs } from "../support/suite.ts";

/*
 * A pack is what an encrypted file is read from: its blocks one after the other in `blocks.bin`,
 * and `index.json`, which says where each lies and holds the keys. The plaintext is `plain.bin`.
 */

export interface Index {
  /** CID, first byte and length of each block, in the order of the file. */
  blocks: [cid: string, from: number, length: number][];
  record: string;
  id: string;
  contentKey: string;
  size: number;
  cid: string;
  header: string;
}

export function fileOf(inputs: Inputs, name: string): InputFile {
  const file = inputs.get(name);
  if (file === undefined) throw new Error(`The benchmark lacks ${name}.`);
  return file;
}

export async function readIndex(inputs: Inputs): Promise<Index> {
  const file = fileOf(inputs, "index.json");
  const bytes = await file.slice(0, file.size).arrayBuffer();
  return JSON.parse(new TextDecoder().decode(bytes)) as Index;
}

/** Where the keys and the root are found. */
export function handleOf({ record, id, contentKey, size, cid, header }: Index): FileHandle {
  return {
    stream: {
      content: { id: fromHex(id), contentKey: fromHex(contentKey) },
      record: fromHex(record),
      section: 1,
      number: 0,
      stream: { cid: CID.parse(cid), size, header: fromHex(header), key: null },
    },
    file: { name: "plain.bin", mediaType: "", size, modified: null, stream: 0, offset: 0 },
  };
}

export function indexOf({ content, record, stream }: StreamHandle, blocks: Index["blocks"]): Index {
  return {
    blocks,
    record: toHex(record),
    id: toHex(content.id),
    contentKey: toHex(content.contentKey),
    size: stream.size,
    cid: stream.cid.toString(),
    header: toHex(stream.header),
  };
}

/** A store that holds a pack's blocks, checks what it reads as every store does, and keeps nothing. */
export function packStore(file: InputFile, { blocks }: Index): BlockStore {
  const places = new Map(blocks.map(([cid, from, length]) => [cid, { from, length }]));
  return {
    name: "pack",
    async get(cid) {
      const { from, length } = places.get(cid.toString()) ?? { from: 0, length: 0 };
      const bytes = new Uint8Array(await file.slice(from, from + length).arrayBuffer());
      return (await checkBlock(cid, bytes)).bytes;
    },
    has: async (cid) => places.has(cid.toString()),
    put: async () => undefined,
  };
}
