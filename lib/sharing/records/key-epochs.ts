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
  return Promise.all(
    history.rotations.map(async ({ epoch, slice, rotation: digest }) => {
      const rotation = decodeRotation(await store.get(structuredCid(digest), { signal }));
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

/** The key epochs of a section, ascending, beginning with the first (protocol §4). */
export function keyEpochsOf(
  rotations: readonly LoadedRotation[],
  section: number,
): [DatedKeyEpoch, ...DatedKeyEpoch[]] {
  const made = rotations.filter(({ rotation }) =>
    rotation.sections.some((it) => it.section === section),
  );
  return [
    { epoch: 0, nonce: FIRST_EPOCH_NONCE, slice: 0 },
    ...made.map(({ epoch, slice, rotation }) => ({ epoch, slice, nonce: rotation.nonce })),
  ];
}

/** The key epoch of a section when the record was in `epoch`. */
export function keyEpochAt(
  epochs: readonly [DatedKeyEpoch, ...DatedKeyEpoch[]],
  epoch: number,
): DatedKeyEpoch {
  return epochs.findLast((it) => it.epoch <= epoch) ?? epochs[0];
}
