import { segmentCipher } from "../../lib/crypto/segment-cipher.ts";
import { streamKeyOf } from "../../lib/sharing/records/stream-handle.ts";
import { RAW } from "../../lib/storage/block.ts";
import { openUnixFs } from "../../lib/storage/unixfs-reader.ts";
import type { InputFile, Task } from "../support/suite.ts";
import type { Index } from "./pack.ts";
import { fileOf, handleOf, packStore, readIndex } from "./pack.ts";

/*
 * The least that any program on WebCrypto has to do with the same bytes in the same arrangement:
 * AES-256-GCM of 256 KiB segments, four of which make a block that is hashed by SHA-256, with
 * several blocks under way at a time. No streams, no padding, no nonces or keys but the first.
 */

const SEGMENT = 2 ** 18;
const TAG = 16;
const HEADER = 40;
/** Bytes of plaintext in a block of four segments. */
const BLOCK = 4 * (SEGMENT - TAG);
const READ = 4 * BLOCK;
const IN_FLIGHT = 4;

/** Reading alone: large reads, one ahead. */
export const readOnly: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  return async () => {
    for await (const _ of reads(file, READ));
  };
};

export const encryptRaw: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);

  async function encryptBlock(plaintext: Uint8Array<ArrayBuffer>) {
    const iv = new Uint8Array(12);
    const size = SEGMENT - TAG;
    const segments = await Promise.all(
      cut(plaintext, size).map((part) => crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, part)),
    );
    const block = new Uint8Array(segments.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const segment of segments) {
      block.set(new Uint8Array(segment), at);
      at += segment.byteLength;
    }
    await crypto.subtle.digest("SHA-256", block);
  }

  return async () => {
    const queue = createQueue();
    for await (const chunk of reads(file, READ)) {
      for (const part of cut(chunk, BLOCK)) await queue.add(encryptBlock(part));
    }
    await queue.end();
  };
};

export const decryptRaw: Task = async (inputs) => {
  const file = fileOf(inputs, "blocks.bin");
  const index = await readIndex(inputs);
  const handle = handleOf(index);
  const leaves = await leavesOf(index, file);
  const start = leaves[0]?.from ?? 0;
  const header = new Uint8Array(await file.slice(start, start + HEADER).arrayBuffer());
  const { key, prefix } = await segmentCipher(streamKeyOf(handle.stream), {
    header,
    usage: "decrypt",
  });

  async function decryptBlock(number: number, { from, to }: Place) {
    const block = new Uint8Array(await file.slice(from, to).arrayBuffer());
    const hashed = crypto.subtle.digest("SHA-256", block);
    const opened = cut(block, SEGMENT).map((segment, i) => {
      const isFirst = number === 0 && i === 0;
      const isLast = number === leaves.length - 1 && (i + 1) * SEGMENT >= to - from;
      const iv = nonce(prefix, { number: number * 4 + i, last: isLast });
      const part = isFirst ? segment.subarray(HEADER) : segment;
      return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, part);
    });
    await Promise.all([hashed, ...opened]);
  }

  return async () => {
    const queue = createQueue();
    for (const [number, leaf] of leaves.entries()) await queue.add(decryptBlock(number, leaf));
    await queue.end();
  };
};

type Place = { from: number; to: number };

/** Where the leaves of a file lie in its pack, in the order of the file. */
async function leavesOf(index: Index, file: InputFile): Promise<Place[]> {
  const places = new Map(index.blocks.map(([cid, from, size]) => [cid, { from, to: from + size }]));
  const root = handleOf(index).stream.stream.cid;
  const dag = await openUnixFs(root, { source: packStore(file, index) });
  const leaves: Place[] = [];
  for await (const cid of dag.blocks()) {
    const place = places.get(cid.toString());
    if (cid.code === RAW && place) leaves.push(place);
  }
  return leaves;
}

async function* reads(file: InputFile, size: number) {
  const read = (from: number) =>
    from < file.size ? file.slice(from, from + size).arrayBuffer() : undefined;
  let next = read(0);
  for (let at = size; next !== undefined; at += size) {
    const bytes = new Uint8Array(await next);
    next = read(at);
    yield bytes;
  }
}

function cut(bytes: Uint8Array<ArrayBuffer>, size: number) {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function nonce(prefix: Uint8Array, { number, last }: { number: number; last: boolean }) {
  const bytes = new Uint8Array(12);
  bytes.set(prefix);
  new DataView(bytes.buffer).setUint32(7, number);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** Several tasks at a time, waited for in their order. */
function createQueue() {
  const running: Promise<void>[] = [];
  return {
    async add(task: Promise<void>) {
      running.push(task);
      if (running.length >= IN_FLIGHT) await running.shift();
    },
    end: () => Promise.all(running),
  };
}
