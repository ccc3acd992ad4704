import type { Hex } from "viem";
import { equalBytes, fromHex } from "../../bytes.ts";
import type { KeyEpoch } from "../../crypto/lease.ts";
import { FIRST_EPOCH_NONCE } from "../../crypto/record-keys.ts";
import type { Rotation } from "../../crypto/rotation.ts";
import { decodeRotation } from "../../crypto/rotation.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { RecordHistory } from "./record-history.ts";

/** A rotation of the ledger with its block. */
export interface LoadedRotation {
  readonly epoch: number;
  /** The slice in which it happened. */
  readonly slice: number;
  readonly rotation: Rotation;
}

/** Rotations that were read from a store, by their digests: each act looks at all of a record. */
const decoded = new WeakMap<Context["store"], Map<Hex, Rotation>>();

/**
 * The rotation blocks of a record, ascending.
 *
 * @throws SharingError `sharing/entry-invalid` if one is for another record or epoch; StorageError;
 *   CryptoError
 */
export async function loadRotations(
  { store }: Context,
  history: RecordHistory,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<LoadedRotation[]> {
  const record = fromHex(history.record);
  const known = decoded.get(store) ?? new Map<Hex, Rotation>();
  decoded.set(store, known);
  return Promise.all(
    history.rotations.map(async ({ epoch, slice, rotation: digest }) => {
      const rotation =
        known.get(digest) ?? decodeRotation(await store.get(structuredCid(digest), { signal }));
      known.set(digest, rotation);
      if (rotation.epoch !== epoch || !equalBytes(rotation.record, record)) {
        throw new SharingError("sharing/entry-invalid", "A rotation block is another's.");
      }
      return { epoch, slice, rotation };
    }),
  );
}

/** A key epoch of a section, and since when it is in force (the first since slice 0). */
export interface DatedKeyEpoch extends KeyEpoch {
  readonly slice: number;
}

type KeyEpochs = readonly [DatedKeyEpoch, ...DatedKeyEpoch[]];

/** Key epochs of the sections that were asked for: lists of rotations never change. */
const remembered = new WeakMap<readonly LoadedRotation[], Map<number, KeyEpochs>>();

/** The key epochs of a section, ascending, beginning with the first (protocol §4). */
export function keyEpochsOf(rotations: readonly LoadedRotation[], section: number): KeyEpochs {
  const known = remembered.get(rotations) ?? new Map<number, KeyEpochs>();
  remembered.set(rotations, known);
  const epochs = known.get(section) ?? findKeyEpochs(rotations, section);
  known.set(section, epochs);
  return epochs;
}

function findKeyEpochs(rotations: readonly LoadedRotation[], section: number): KeyEpochs {
  const made = rotations.filter(({ rotation }) =>
    rotation.sections.some((it) => it.section === section),
  );
  return [
    { epoch: 0, nonce: FIRST_EPOCH_NONCE, slice: 0 },
    ...made.map(({ epoch, slice, rotation }) => ({ epoch, slice, nonce: rotation.nonce })),
  ];
}

/** A version of the record secret, and when it was in force (protocol §4). */
export interface VersionSpan {
  readonly version: number;
  /** The epoch with which it began. */
  readonly epoch: number;
  /** The epoch with which the next began, and the slice after that one; null for the present. */
  readonly end: { readonly epoch: number; readonly until: number } | null;
}

/** The versions of the record secret, in the order in which they were in force; the last one is. */
export function versionSpans(rotations: readonly LoadedRotation[]): VersionSpan[] {
  const begun: { version: number; epoch: number; slice: number }[] = [
    { version: 0, epoch: 0, slice: 0 },
  ];
  for (const { epoch, slice, rotation } of rotations) {
    const { version } = rotation;
    if (version !== begun.at(-1)?.version) begun.push({ version, epoch, slice });
  }
  return begun.map(({ version, epoch }, i) => {
    const next = begun[i + 1];
    return { version, epoch, end: next ? { epoch: next.epoch, until: next.slice + 1 } : null };
  });
}

/** The version that was in force when the record was in `epoch`. */
export function versionAt(rotations: readonly LoadedRotation[], epoch: number): number {
  return rotations.findLast((it) => it.epoch <= epoch)?.rotation.version ?? 0;
}

/** The key epoch of a section when the record was in `epoch`. */
export function keyEpochAt(epochs: KeyEpochs, epoch: number): DatedKeyEpoch {
  return epochs.findLast((it) => it.epoch <= epoch) ?? epochs[0];
}
