import type { CID } from "multiformats/cid";
import type { Block } from "./block.ts";
import { createBlock, DAG_PB } from "./block.ts";
import type { UnixFsLink } from "./unixfs-node.ts";
import { encodeUnixFsNode, MAX_LINKS, sizeOf } from "./unixfs-node.ts";

/** The nodes over leaves that come one by one, in order. One call at a time. */
export interface UnixFsTree {
  add(leaf: UnixFsLink): Promise<void>;
  /** The root, which is the leaf where there is but one. At least one must have come. */
  finish(): Promise<UnixFsLink>;
}

/** The link of a leaf (protocol §7). */
export function leafLink({ cid, bytes }: Block): UnixFsLink {
  return linkOfLeaf(cid, bytes.length);
}

/** The link of a leaf of so many bytes that is not at hand. */
export function linkOfLeaf(cid: CID, size: number): UnixFsLink {
  return { cid, size, blockBytes: size };
}

/**
 * A balanced DAG of at most 174 links a node (protocol §7), of which every node is handed to `put` as
 * soon as it is full. Memory is one node a level.
 */
export function createUnixFsTree({ put }: { put: (node: Block) => Promise<void> }): UnixFsTree {
  const levels: UnixFsLink[][] = [];

  async function node(links: UnixFsLink[]): Promise<UnixFsLink> {
    const block = await createBlock(encodeUnixFsNode(links), DAG_PB);
    await put(block);
    const below = links.reduce((sum, { blockBytes }) => sum + blockBytes, 0);
    return { cid: block.cid, size: sizeOf(links), blockBytes: below + block.bytes.length };
  }

  /** A full level becomes a node when one more comes. */
  async function place(link: UnixFsLink, depth: number): Promise<void> {
    const level = levels[depth];
    if (level && level.length < MAX_LINKS) {
      level.push(link);
      return;
    }
    levels[depth] = [link];
    if (level) await place(await node(level), depth + 1);
  }

  async function finish(depth = 0): Promise<UnixFsLink> {
    const level = levels[depth] ?? [];
    const [first, second] = level;
    if (first && !second && depth === levels.length - 1) return first;
    await place(await node(level), depth + 1);
    return finish(depth + 1);
  }

  return { add: (leaf) => place(leaf, 0), finish: () => finish() };
}
