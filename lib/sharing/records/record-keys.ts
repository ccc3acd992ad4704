import type { CID } from "multiformats/cid";
import type { Entry, ReaderSecrets } from "../../crypto/entry.ts";
import { openEntryAsOwner, openEntryAsReader } from "../../crypto/entry.ts";
import { CryptoError } from "../../crypto/errors.ts";
import type { Lease as LeaseKeys } from "../../crypto/lease.ts";
import { leaseEpochSecrets, leaseHolder, leaseSliceKey } from "../../crypto/lease.ts";
import { epochSecret, recordKeyPair, sectionRoot } from "../../crypto/record-keys.ts";
import { openRotation } from "../../crypto/rotation.ts";
import { sliceKeyFromRoot } from "../../crypto/time-tree.ts";
import { hasCode } from "../../error.ts";
import type { DatedKeyEpoch, LoadedRotation } from "./key-epochs.ts";
import type { OwnedSecret } from "./record-secret.ts";

/** The keys that somebody holds of a record: as its owner, or from a lease. */
export interface RecordKeys {
  readonly version: number;
  readonly secretBlock: CID;
  /** The record public key; null for who may not write. */
  readonly publicKey: Uint8Array | null;
  /** What an entry of this section, slice and key epoch is sealed under. Throws `crypto/not-covered`. */
  secretsOf(
    section: number,
    at: { slice: number; keyEpoch: DatedKeyEpoch },
  ): Promise<ReaderSecrets>;
  /** An entry's content key. Throws `crypto/not-covered`, `crypto/tampered`, `crypto/commitment-mismatch`. */
  open(entry: Entry, at: { keyEpoch: DatedKeyEpoch }): Promise<Uint8Array>;
}

/**
 * The owner's keys: everything derives from the record secret. Entries open through the readers'
 * secrets, which is some forty times as fast as the sealed copy; that one is for entries whose
 * writer sealed them to nobody else.
 */
export async function ownerKeys({ secret, block, publicKey }: OwnedSecret): Promise<RecordKeys> {
  const recordKeys = await recordKeyPair(secret);
  const secretsOf: RecordKeys["secretsOf"] = async (section, { slice, keyEpoch }) => ({
    sliceKey: sliceKeyFromRoot(sectionRoot(secret, section), slice),
    epochSecret: epochSecret(secret, { section, ...keyEpoch }),
  });
  return {
    version: secret.version,
    secretBlock: block,
    publicKey,
    secretsOf,
    async open(entry, { keyEpoch }) {
      const secrets = await secretsOf(entry.section, { slice: entry.slice, keyEpoch });
      return openEntryAsReader(entry, secrets).catch(() => openEntryAsOwner(entry, recordKeys));
    },
  };
}

/**
 * The keys of several leases of one record together, those of other versions of its secret than the
 * first's left out. There must be one.
 */
export function joinKeys(all: readonly RecordKeys[]): RecordKeys {
  const [first, ...others] = all;
  if (first === undefined) throw new CryptoError("crypto/not-covered", "There are no keys.");
  if (others.length === 0) return first;
  const joined = [first, ...others].filter((it) => it.secretBlock.equals(first.secretBlock));
  return {
    version: first.version,
    secretBlock: first.secretBlock,
    publicKey: joined.find(({ publicKey }) => publicKey !== null)?.publicKey ?? null,
    secretsOf: (section, at) => firstCovering(joined, (it) => it.secretsOf(section, at)),
    open: (entry, at) => firstCovering(joined, (it) => it.open(entry, at)),
  };
}

async function firstCovering<T>(
  all: readonly RecordKeys[],
  attempt: (keys: RecordKeys) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const keys of all) {
    try {
      return await attempt(keys);
    } catch (error) {
      if (!hasCode(error, "crypto/not-covered")) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A grantee's keys: those in the envelope, and what later rotations wrapped for its leaf. */
export function leaseKeys(lease: LeaseKeys, rotations: readonly LoadedRotation[]): RecordKeys {
  /** Epoch secrets by section and key epoch, as far as they were asked for. */
  const known = new Map<string, Promise<Uint8Array>>();

  async function findEpochSecret(section: number, epoch: number): Promise<Uint8Array> {
    const granted = leaseEpochSecrets(lease, section).get(epoch);
    if (granted !== undefined) return granted;
    const made = rotations.find((it) => it.epoch === epoch);
    const secret = made && (await openRotation(made.rotation, leaseHolder(lease, section)));
    if (secret) return secret;
    throw new CryptoError("crypto/not-covered", "The lease has no key for this epoch.");
  }

  function rememberedSecret(section: number, epoch: number): Promise<Uint8Array> {
    const name = `${section}/${epoch}`;
    const secret = known.get(name) ?? findEpochSecret(section, epoch);
    known.set(name, secret);
    return secret;
  }

  const secretsOf: RecordKeys["secretsOf"] = async (section, { slice, keyEpoch }) => ({
    sliceKey: leaseSliceKey(lease, { section, slice }),
    epochSecret: await rememberedSecret(section, keyEpoch.epoch),
  });

  return {
    version: lease.version,
    secretBlock: lease.secret,
    publicKey: lease.publicKey,
    secretsOf,
    open: async (entry, { keyEpoch }) =>
      openEntryAsReader(entry, await secretsOf(entry.section, { slice: entry.slice, keyEpoch })),
  };
}
