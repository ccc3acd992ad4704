import * as z from "zod/mini";
import { concatBytes, uintBytes } from "../bytes.ts";
import { requireUint } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import {
  blockFormat,
  byteString,
  bytes,
  decodeBlock,
  encodeBlock,
  epoch,
  perSection,
  section,
  version,
} from "./block-codec.ts";
import { hkdf } from "./kdf.ts";
import type { LeaseNode } from "./lease-tree.ts";
import {
  LEASE_TREE_DEPTH,
  leaseCover,
  leaseNodeKey,
  nodeLeaves,
  nodeOfLeaf,
  pathKey,
} from "./lease-tree.ts";
import { MAX_EPOCH, SEAL_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import type { RecordSecret } from "./record-keys.ts";
import { epochSecret, leaseTreeKey, recordContext } from "./record-keys.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

const POSITION_SIZE = 1 + 4;
const WRAP_SIZE = POSITION_SIZE + SECRET_SIZE + SEAL_OVERHEAD;

const format = blockFormat("rotation", {
  record: bytes(SECRET_SIZE),
  version,
  epoch: epoch.check(z.gte(1)),
  nonce: bytes(SECRET_SIZE),
  sections: perSection(z.strictObject({ section, wraps: byteString(areWraps) })),
});

/** A rotation: an epoch's new secrets, for the leaves that stay (protocol §4). */
export type Rotation = z.infer<typeof format>;

/** For each section whose secret is replaced, the leaves that get the new one. */
export type RotationInput = {
  secret: RecordSecret;
  epoch: number;
  sections: readonly { section: number; leaves: Iterable<number> }[];
  random?: Random;
};

/**
 * Makes a rotation block. Its secrets are those of `epochSecret` with the epoch and the block's
 * nonce.
 *
 * @throws CryptoError `crypto/invalid-argument` for epoch 0, which no rotation makes
 */
export async function makeRotation(
  input: RotationInput,
): Promise<Block & { nonce: Uint8Array; rotation: Rotation }> {
  const { secret, sections, random = platformRandom } = input;
  requireUint(input.epoch - 1, MAX_EPOCH - 1, "epoch before the rotation");
  const nonce = random(SECRET_SIZE);
  const head = { record: secret.record, version: secret.version, epoch: input.epoch, nonce };
  const ascending = [...sections].sort((a, b) => a.section - b.section);
  const rotation: Rotation = { v: 1, type: "rotation", ...head, sections: [] };
  for (const { section, leaves } of ascending) {
    rotation.sections.push({
      section,
      wraps: await makeWraps(secret, { ...head, section, leaves }),
    });
  }
  return { ...encodeBlock(format, rotation), nonce, rotation };
}

/** @throws CryptoError as `decodeBlock` does, also for wraps that overlap or are out of order */
export function decodeRotation(encoded: Uint8Array): Rotation {
  return decodeBlock(format, encoded);
}

/** The nodes to which a rotation wraps a section's secret; null if it leaves the section alone. */
export function rotationNodes(rotation: Rotation, section: number): LeaseNode[] | null {
  const found = rotation.sections.find((it) => it.section === section);
  return found ? readWraps(found.wraps) : null;
}

/**
 * The secret that a rotation gives to a leaf.
 *
 * @param holder what the holder of a lease has: the version of the record secret, the section, the
 *   leaf and its path (1056 bytes)
 * @returns the new epoch secret of the section; null if the rotation leaves the section alone, is
 *   of another version, or passes over the leaf
 * @throws CryptoError `crypto/tampered` if the path is not the leaf's, or the block was changed
 */
export async function openRotation(
  rotation: Rotation,
  holder: { version: number; section: number; leaf: number; path: Uint8Array },
): Promise<Uint8Array | null> {
  const found = rotation.sections.find((it) => it.section === holder.section);
  if (!found || rotation.version !== holder.version) return null;
  const wrap = nodeOfLeaf(readWraps(found.wraps), holder.leaf);
  if (!wrap) return null;
  const aad = wrapContext({ ...rotation, section: holder.section }, wrap);
  const nodeKey = pathKey(holder.path, wrap.depth);
  return unseal(wrapKey(nodeKey, { nonce: rotation.nonce, aad }), { aad, sealed: wrap.sealed });
}

type WrapHead = { record: Uint8Array; version: number; section: number; epoch: number };

async function makeWraps(
  secret: RecordSecret,
  to: WrapHead & { nonce: Uint8Array; leaves: Iterable<number> },
): Promise<Uint8Array> {
  const newSecret = epochSecret(secret, to);
  const treeKey = leaseTreeKey(secret, to.section);
  const wraps = await Promise.all(
    leaseCover(to.leaves).map(async (node) => {
      const aad = wrapContext(to, node);
      const key = wrapKey(leaseNodeKey(treeKey, node), { nonce: to.nonce, aad });
      return concatBytes(position(node), await seal(key, { aad, plaintext: newSecret }));
    }),
  );
  return concatBytes(...wraps);
}

/** `W` of protocol §4. */
function wrapKey(nodeKey: Uint8Array, of: { nonce: Uint8Array; aad: Uint8Array }): Uint8Array {
  return hkdf({ ikm: nodeKey, salt: of.nonce, info: [TAGS.rotationWrap, of.aad] });
}

/** `A` of protocol §4. */
function wrapContext(head: WrapHead, node: LeaseNode): Uint8Array {
  return concatBytes(
    recordContext(head.record, head.version),
    uintBytes(head.section, 1),
    uintBytes(head.epoch, 3),
    position(node),
  );
}

function position(node: LeaseNode): Uint8Array {
  return concatBytes(uintBytes(node.depth, 1), uintBytes(node.index, 4));
}

function readWraps(wraps: Uint8Array): (LeaseNode & { sealed: Uint8Array })[] {
  const view = new DataView(wraps.buffer, wraps.byteOffset, wraps.byteLength);
  return Array.from({ length: wraps.length / WRAP_SIZE }, (_, i) => {
    const at = i * WRAP_SIZE;
    const sealed = wraps.subarray(at + POSITION_SIZE, at + WRAP_SIZE);
    return { depth: view.getUint8(at), index: view.getUint32(at + 1), sealed };
  });
}

/** Whether bytes are whole wraps at places of the tree, ascending and without overlap. */
function areWraps(wraps: Uint8Array): boolean {
  if (wraps.length % WRAP_SIZE !== 0) return false;
  let free = 0;
  for (const node of readWraps(wraps)) {
    if (node.depth > LEASE_TREE_DEPTH || node.index >= 2 ** node.depth) return false;
    const { first, count } = nodeLeaves(node);
    if (first < free) return false;
    free = first + count;
  }
  return true;
}
