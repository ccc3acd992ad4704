import { describe, expect, it } from "vitest";
import { concatBytes, toHex } from "../../../lib/bytes.ts";
import { newContent } from "../../../lib/crypto/content-keys.ts";
import type { Entry, ReaderSecrets } from "../../../lib/crypto/entry.ts";
import {
  decodeEntry,
  openEntryAsOwner,
  openEntryAsReader,
  sealEntry,
} from "../../../lib/crypto/entry.ts";
import { decodeEnvelope, openEnvelope, sealEnvelope } from "../../../lib/crypto/envelope.ts";
import type { KeyPair } from "../../../lib/crypto/hpke.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { hmac } from "../../../lib/crypto/kdf.ts";
import type { KeyEpoch } from "../../../lib/crypto/lease.ts";
import { leaseEpochSecrets, makeLease } from "../../../lib/crypto/lease.ts";
import { nodeLeaves } from "../../../lib/crypto/lease-tree.ts";
import {
  decodeRotation,
  makeRotation,
  openRotation,
  rotationNodes,
} from "../../../lib/crypto/rotation.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";
import {
  bytesOf,
  CONTEXT,
  entryOf,
  FIRST_EPOCH,
  failed,
  outcome,
  SECRET,
  SECRET_BLOCK,
} from "./fixtures.ts";

/*
 * What the keys alone keep closed, with no check of any app in the way.
 *
 *   slice   1000      1010     1040      1050     1064      1100     1200
 *           leases    first    revoked   second   expired   third    fourth entry
 *           begin     entry    leaves;   entry    ends      entry
 *                              epoch 1                      |        epoch 2 before it
 *
 * `staying` has [1000, 2000), `expired` [1000, 1064), `revoked` [1000, 2000) until 1040.
 */

const SECTION = 1;
const LEAVES = { staying: 4096, expired: 4097, revoked: 4098 };
type Person = keyof typeof LEAVES;
const ENDS: Record<Person, number> = { staying: 2000, expired: 1064, revoked: 2000 };

const identities = Object.fromEntries(
  await Promise.all(
    Object.keys(LEAVES).map(async (person) => [person, await keyPairOfSeed(bytesOf(person, 32))]),
  ),
) as Record<Person, KeyPair>;

const envelopes = Object.fromEntries(
  await Promise.all(
    (Object.keys(LEAVES) as Person[]).map(async (person) => {
      const lease = makeLease({
        secret: SECRET,
        secretBlock: SECRET_BLOCK,
        since: 1000,
        expiresAt: ENDS[person],
        rights: 1,
        leaf: LEAVES[person],
        publicKey: null,
        sections: [{ section: SECTION, epochs: [FIRST_EPOCH] }],
      });
      const context = { ...CONTEXT, grantee: bytesOf(person, 20) };
      const { publicKey } = identities[person];
      return [person, (await sealEnvelope(lease, { context, publicKey })).bytes];
    }),
  ),
) as Record<Person, Uint8Array>;

const rotate = async (epoch: number, leaves: number[]) =>
  makeRotation({ secret: SECRET, epoch, sections: [{ section: SECTION, leaves }] });
const first = await rotate(1, [LEAVES.staying, LEAVES.expired]);
const second = await rotate(2, [LEAVES.staying]);
/** All rotation blocks are public: everybody has them. */
const ROTATIONS = [first.bytes, second.bytes];

const publish = async (slice: number, key: KeyEpoch) => {
  const content = newContent();
  const [header, input] = entryOf({ section: SECTION, slice, key }, content);
  return { entry: decodeEntry((await sealEntry(header, input)).bytes), input, content };
};
const ENTRIES = [
  await publish(1010, FIRST_EPOCH),
  await publish(1050, { epoch: 1, nonce: first.nonce }),
  await publish(1100, { epoch: 1, nonce: first.nonce }),
  await publish(1200, { epoch: 2, nonce: second.nonce }),
];

const OPEN = { slice: true, epoch: true };

describe("after the end of a lease", () => {
  it("whoever stays opens everything", async () => {
    expect(await attack(await everythingOf(["staying"]))).toEqual([OPEN, OPEN, OPEN, OPEN]);
  });

  it("that ran out, nothing published later opens by anything that its holder ever received", async () => {
    const closed = { slice: false, epoch: true };
    expect(await attack(await everythingOf(["expired"]))).toEqual([
      OPEN,
      OPEN,
      closed,
      { slice: false, epoch: false },
    ]);
  });

  it("that was revoked with a rotation, nothing published later opens either, although its window runs on", async () => {
    const closed = { slice: true, epoch: false };
    expect(await attack(await everythingOf(["revoked"]))).toEqual([OPEN, closed, closed, closed]);
  });

  it("two former holders together open only what was published before the next rotation", async () => {
    // The one has the slice keys, the other the epoch secret: so while a lease that was ended early
    // would still run, the end of another one is followed by a rotation before the next entry.
    const keys = await everythingOf(["expired", "revoked"]);
    const closed = { slice: true, epoch: false };
    expect(await attack(keys)).toEqual([OPEN, OPEN, OPEN, closed]);
  });

  it("the owner's copy of the content key opens by none of their keys", async () => {
    const keys = await everythingOf(["expired", "revoked"]);
    const seeds = [...keys, identities.expired.seed, identities.revoked.seed];
    for (const seed of seeds) {
      const pair = { seed, publicKey: identities.expired.publicKey };
      const result = await outcome(() => openEntryAsOwner(ENTRIES[3]!.entry, pair));
      expect(failed(result)).toBe(true);
    }
  });
});

/** Every secret that these people can get at: from envelopes, rotation blocks and early entries. */
async function everythingOf(people: Person[]): Promise<Uint8Array[]> {
  const keys = new Map<string, Uint8Array>();
  const keep = (key: Uint8Array) => keys.set(toHex(key), key);
  for (const { content } of ENTRIES.slice(0, 2)) keep(content.contentKey);
  for (const person of people) {
    const lease = await openEnvelope(decodeEnvelope(envelopes[person]), {
      identity: identities[person],
      context: { ...CONTEXT, grantee: bytesOf(person, 20) },
      terms: {
        since: 1000,
        expiresAt: ENDS[person],
        rights: 1,
        leaf: LEAVES[person],
        sections: [SECTION],
      },
    });
    for (const { section, cover, path } of lease.sections) {
      for (const secrets of [cover, path]) {
        for (let at = 0; at < secrets.length; at += 32) keep(secrets.slice(at, at + 32));
      }
      for (const secret of leaseEpochSecrets(lease, { section }).values()) keep(secret);
    }
  }
  for (const bytes of ROTATIONS) {
    const rotation = decodeRotation(bytes);
    for (const node of rotationNodes(rotation, SECTION) ?? []) {
      for (const key of [...keys.values()]) {
        // Any key in the place of any node's.
        const path = concatBytes(...Array.from({ length: 33 }, () => key));
        const holder = { version: 0, section: SECTION, leaf: nodeLeaves(node).first, path };
        const secret = await outcome(() => openRotation(rotation, holder));
        if (secret instanceof Uint8Array) keep(secret);
      }
    }
  }
  return [...keys.values()];
}

/**
 * Tries to open every entry with these keys, each of them in every role: as slice key, or key of
 * any node above the slice, beside the true epoch secret; as epoch secret beside the true slice key;
 * and all pairs of them as they are. Who lacks one of the two secrets cannot open the entry.
 */
async function attack(keys: Uint8Array[]): Promise<{ slice: boolean; epoch: boolean }[]> {
  return Promise.all(
    ENTRIES.map(async ({ entry, input }) => {
      const slice = await opensWith(entry, slicesFrom(keys, entry.slice), [input.epochSecret]);
      const epoch = await opensWith(entry, [input.sliceKey], keys);
      if (!slice || !epoch) expect(await opensWith(entry, keys, keys)).toBe(false);
      return { slice, epoch };
    }),
  );
}

/** Whether some pair of a slice key and an epoch secret opens an entry. */
async function opensWith(
  entry: Entry,
  sliceKeys: Uint8Array[],
  epochSecrets: Uint8Array[],
): Promise<boolean> {
  for (const sliceKey of sliceKeys) {
    for (const epochSecret of epochSecrets) {
      const secrets: ReaderSecrets = { sliceKey, epochSecret };
      if (!failed(await outcome(() => openEntryAsReader(entry, secrets)))) return true;
    }
  }
  return false;
}

/** Every key that any of these gives for a slice, if it were the key of any node above the slice. */
function slicesFrom(keys: Uint8Array[], slice: number): Uint8Array[] {
  const bits = [...slice.toString(2).padStart(26, "0")].map((bit) => Uint8Array.of(Number(bit)));
  return keys.flatMap((key) =>
    Array.from({ length: 27 }, (_, depth) =>
      bits.slice(depth).reduce((at, bit) => hmac(at, [TAGS.timeChild, bit]), key),
    ),
  );
}
