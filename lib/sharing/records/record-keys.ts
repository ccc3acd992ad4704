import type { CID } from "multiformats/cid";
import type { Entry, ReaderSecrets } from "../../crypto/entry.ts";
import { openEntryAsOwner, openEntryAsReader } from "../../crypto/entry.ts";
import { CryptoError } from "../../crypto/errors.ts";
import type { Lease as LeaseKeys, LeasePart } from "../../crypto/lease.ts";
import { leaseEpochSecrets, leaseHolder, leaseSliceKey } from "../../crypto/lease.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import { epochSecret, recordKeyPair, sectionRoot } from "../../crypto/record-keys.ts";
import { openRotation } from "../../crypto/rotation.ts";
import { sliceKeyFromRoot } from "../../crypto/time-tree.ts";
import { hasCode } from "../../error.ts";
import type { DatedKeyEpoch, LoadedRotation } from "./key-epochs.ts";
import type { OwnedSecret } from "./record-secret.ts";

/** The keys that somebody holds of a record: as its owner, or from a lease. */
export interface RecordKeys {
  /** The version of the record secret that new entries are sealed under, and its block. */
  readonly version: number;
  readonly secretBlock: CID;
  /** The record public key; null for who may not write. */
  readonly publicKey: Uint8Array | null;
  /** What a new entry of this section, slice and key epoch is sealed under. Throws `crypto/not-covered`. */
  secretsOf(
    section: number,
    at: { slice: number; keyEpoch: DatedKeyEpoch },
  ): Promise<ReaderSecrets>;
  /** An entry's content key, of any version. Throws `crypto/not-covered`, `crypto/tampered`, `crypto/commitment-mismatch`. */
  open(entry: Entry, at: { keyEpoch: DatedKeyEpoch }): Promise<Uint8Array>;
}

/**
 * The owner's keys: everything derives from the versions of the record secret. Entries open through the readers'
 * secrets, which is some forty times as fast as the sealed copy; that one is for entries whose
 * writer sealed them to nobody else.
 *
 * @param earlier the versions before the present one
 */
export function ownerKeys(present: OwnedSecret, earlier: readonly OwnedSecret[] = []): RecordKeys {
  const versions = new Map([...earlier, present].map(({ secret }) => [secret.version, secret]));
  const { version } = present.secret;
  return {
    version,
    secretBlock: present.block,
    publicKey: present.publicKey,
    secretsOf: async (section, at) => readerSecrets(present.secret, { section, ...at }),
    async open(entry, { keyEpoch }) {
      const secret = versions.get(entry.version);
      if (secret === undefined) return notCovered();
      const secrets = readerSecrets(secret, { ...entry, keyEpoch });
      return openEntryAsReader(entry, secrets).catch(async () =>
        openEntryAsOwner(entry, await recordKeyPair(secret)),
      );
    },
  };
}

function readerSecrets(
  secret: RecordSecret,
  { section, slice, keyEpoch }: { section: number; slice: number; keyEpoch: DatedKeyEpoch },
): ReaderSecrets {
  return {
    sliceKey: sliceKeyFromRoot(sectionRoot(secret, section), slice),
    epochSecret: epochSecret(secret, { section, ...keyEpoch }),
  };
}

/** The keys of several leases of one record together. There must be one. */
export function joinKeys(all: readonly RecordKeys[]): RecordKeys {
  const [first, ...others] = all;
  if (first === undefined) return notCovered();
  if (others.length === 0) return first;
  const joined = all.filter(({ version }) => version === first.version);
  return {
    version: first.version,
    secretBlock: first.secretBlock,
    publicKey: joined.find(({ publicKey }) => publicKey !== null)?.publicKey ?? null,
    secretsOf: (section, at) => firstCovering(joined, (it) => it.secretsOf(section, at)),
    open: (entry, at) => firstCovering(all, (it) => it.open(entry, at)),
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
  /** Epoch secrets by version, section and key epoch, as far as they were asked for. */
  const known = new Map<string, Promise<Uint8Array>>();

  async function findEpochSecret(part: Required<LeasePart>, epoch: number): Promise<Uint8Array> {
    const granted = leaseEpochSecrets(lease, part).get(epoch);
    if (granted !== undefined) return granted;
    const made = rotations.find((it) => it.epoch === epoch);
    // No rotation wraps anything for a lease once its version is replaced.
    const wrapped =
      made && part.version === lease.version
        ? await openRotation(made.rotation, leaseHolder(lease, part.section))
        : null;
    return wrapped ?? notCovered("The lease has no key for this epoch.");
  }

  function rememberedSecret(part: Required<LeasePart>, epoch: number): Promise<Uint8Array> {
    const name = `${part.version}/${part.section}/${epoch}`;
    const secret = known.get(name) ?? findEpochSecret(part, epoch);
    known.set(name, secret);
    return secret;
  }

  const secretsAt = async (
    part: Required<LeasePart>,
    { slice, keyEpoch }: { slice: number; keyEpoch: DatedKeyEpoch },
  ): Promise<ReaderSecrets> => ({
    sliceKey: leaseSliceKey(lease, { ...part, slice }),
    epochSecret: await rememberedSecret(part, keyEpoch.epoch),
  });

  return {
    version: lease.version,
    secretBlock: lease.secret,
    publicKey: lease.publicKey,
    secretsOf: (section, at) => secretsAt({ section, version: lease.version }, at),
    open: async (entry, { keyEpoch }) => {
      const { section, version, slice } = entry;
      return openEntryAsReader(entry, await secretsAt({ section, version }, { slice, keyEpoch }));
    },
  };
}

function notCovered(message = "There is no key for this."): never {
  throw new CryptoError("crypto/not-covered", message);
}
