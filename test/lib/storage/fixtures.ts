import type { Block, Codec } from "../../../lib/storage/block.ts";
import { createBlock, RAW } from "../../../lib/storage/block.ts";
import { StorageError } from "../../../lib/storage/errors.ts";

/**
 * The bytes that the vectors are made of: the little-endian 32-bit words `i * 2654435761 mod 2^32`,
 * i = 0, 1, 2 …, cut to the size. No two leaves are alike.
 */
export function* patternChunks(size: number, step = 2 ** 20): Generator<Uint8Array> {
  for (let at = 0; at < size; at += step) {
    yield patternBytes(Math.min(step, size - at), { from: at });
  }
}

/** The pattern's bytes from a multiple of 4 on. */
export function patternBytes(size: number, { from = 0 }: { from?: number } = {}): Uint8Array {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(from / 4 + i, 2654435761);
  return new Uint8Array(words.buffer, 0, size);
}

/** Blocks that differ from test to test and within one. */
export function createBlockMaker(seed: number) {
  let next = seed * 2 ** 20;
  return async (size: number, codec: Codec = RAW): Promise<Block> => {
    const bytes = patternBytes(size, { from: next }).slice();
    next += 4 * Math.ceil(size / 4 + 1);
    return createBlock(bytes, codec);
  };
}

export function concat(chunks: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks]));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The code of the storage error that the step throws; fails on any other outcome. */
export async function codeOf(step: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof step === "function" ? step() : step);
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
  return "no error";
}
