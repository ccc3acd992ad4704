import * as dagCbor from "@ipld/dag-cbor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes } from "../../../lib/bytes.ts";
import { blockCid } from "../../../lib/crypto/block-codec.ts";
import { contentCommitment, newContent } from "../../../lib/crypto/content-keys.ts";
import {
  decodeEntry,
  openEntryAsOwner,
  openEntryAsReader,
  sealEntry,
} from "../../../lib/crypto/entry.ts";
import { hpkeSeal } from "../../../lib/crypto/hpke.ts";
import { hkdf } from "../../../lib/crypto/kdf.ts";
import { recordContext } from "../../../lib/crypto/record-keys.ts";
import { seal } from "../../../lib/crypto/seal.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";
import { expectCode } from "../../support/errors.ts";
import {
  bytesOf,
  entryOf,
  expectStrictDecoder,
  failed,
  flipped,
  outcome,
  recordKeys,
  SECRET,
  strangerKeys,
} from "./fixtures.ts";

const content = newContent();
const [header, input] = entryOf({ section: 2, slice: 29_000_000 }, content);
const sealed = await sealEntry(header, input);
const entry = decodeEntry(sealed.bytes);

describe("an entry", () => {
  it("gives its content key to a reader with both secrets, and to the owner", async () => {
    expect(await openEntryAsReader(entry, input)).toEqual(content.contentKey);
    expect(await openEntryAsOwner(entry, recordKeys)).toEqual(content.contentKey);
    expect(sealed.cid.equals(blockCid(sealed.bytes))).toBe(true);
    expect(entry).toEqual(sealed.entry);
    expect(entry).toMatchObject(header);
  });

  it("does so for any place in the record", async () => {
    const place = fc.record({
      section: fc.nat(127),
      slice: fc.nat(2 ** 26 - 1),
      key: fc.record({
        epoch: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
        nonce: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const fresh = newContent();
        const [anyHeader, secrets] = entryOf({ ...at, epoch: 2 ** 24 - 1 }, fresh);
        const { bytes } = await sealEntry(anyHeader, secrets);
        expect(await openEntryAsReader(decodeEntry(bytes), secrets)).toEqual(fresh.contentKey);
        expect(await openEntryAsOwner(decodeEntry(bytes), recordKeys)).toEqual(fresh.contentKey);
      }),
      { numRuns: 15 },
    );
  });

  it("gives nothing with one of the two secrets wrong, or to another key pair", async () => {
    const [, other] = entryOf({ section: 2, slice: 29_000_001 });
    const [, section] = entryOf({ section: 3, slice: 29_000_000 });
    const [, epoch] = entryOf({
      section: 2,
      slice: 29_000_000,
      key: { epoch: 1, nonce: bytesOf("n", 32) },
    });
    for (const secrets of [
      { ...input, sliceKey: other.sliceKey },
      { ...input, sliceKey: section.sliceKey },
      { ...input, epochSecret: epoch.epochSecret },
      { sliceKey: input.epochSecret, epochSecret: input.sliceKey },
    ]) {
      await expectCode("crypto/tampered", () => openEntryAsReader(entry, secrets));
    }
    await expectCode("crypto/tampered", () => openEntryAsOwner(entry, strangerKeys));
  });

  it("is sealed again under another slice, epoch and predecessor, with the same content", async () => {
    const key = { epoch: 4, nonce: bytesOf("nonce", 32) };
    const [later, secrets] = entryOf({ section: 2, slice: 29_000_007, key, epoch: 6 }, content);
    const again = await sealEntry({ ...later, previous: sealed.cid }, secrets);
    const opened = decodeEntry(again.bytes);
    expect(opened).toMatchObject({ id: entry.id, commitment: entry.commitment, body: entry.body });
    expect(opened.salt).not.toEqual(entry.salt);
    expect(await openEntryAsReader(opened, secrets)).toEqual(content.contentKey);
    expect(await openEntryAsOwner(opened, recordKeys)).toEqual(content.contentKey);
    await expectCode("crypto/tampered", () => openEntryAsReader(opened, input));
  });

  it("does not let its author show readers and owner different things", async () => {
    // A writer who seals one key to the readers, another to the owner, and commits to either.
    const other = newContent();
    const commitments = [content, { ...other, id: content.id }].map((it) =>
      contentCommitment(it, SECRET.record),
    );
    expect(commitments[0]).not.toEqual(commitments[1]);
    for (const commitment of commitments) {
      const forged = await forgedEntry({
        commitment,
        toReader: content.contentKey,
        toOwner: other.contentKey,
      });
      const asReader = await outcome(() => openEntryAsReader(forged, input));
      const asOwner = await outcome(() => openEntryAsOwner(forged, recordKeys));
      const refusal = { code: "crypto/commitment-mismatch" };
      expect([asReader, asOwner]).toContainEqual(refusal);
    }
  });

  it("refuses a header that has no place in the format", async () => {
    for (const wrong of [
      { ...header, section: 128 },
      { ...header, slice: 2 ** 26 },
      { ...header, epoch: 2 ** 24 },
      { ...header, keyEpoch: 1 },
      { ...header, nonce: bytesOf("nonce", 32) },
      { ...header, author: new Uint8Array(32) },
      { ...header, secret: header.body },
      { ...header, body: header.secret },
      { ...header, version: 2 ** 16 },
    ]) {
      const result = await outcome(() => sealEntry(wrong, input));
      expect(failed(result)).toBe(true);
    }
    await expectCode("crypto/invalid-argument", () =>
      sealEntry(header, { ...input, sliceKey: new Uint8Array(31) }),
    );
    await expectCode("crypto/invalid-argument", () =>
      sealEntry(header, { ...input, epochSecret: new Uint8Array(33) }),
    );
    await expectCode("crypto/invalid-argument", () =>
      sealEntry(header, { ...input, contentKey: new Uint8Array(16) }),
    );
  });
});

describe("an entry from outside", () => {
  it("is decoded strictly", async () => {
    await expectStrictDecoder(decodeEntry, sealed.bytes);
  });

  it("is refused with a time lock, which this version does not know", async () => {
    const locked = dagCbor.encode({ ...entry, lock: { keepers: [] } });
    await expectCode("crypto/malformed", () => decodeEntry(locked));
  });

  it("never gives a reader a wrong key, whichever byte is changed", async () => {
    for (let at = 0; at < sealed.bytes.length; at++) {
      const changed = flipped(sealed.bytes, at);
      const result = await outcome(() => openEntryAsReader(decodeEntry(changed), input));
      if (failed(result)) continue;
      expect(result).toEqual(content.contentKey);
      // The owner's copy is the only part that a reader does not check.
      expect(equalBytes(decodeEntry(changed).sealed, entry.sealed)).toBe(false);
    }
  });

  it("never gives the owner a wrong key, whichever byte is changed", async () => {
    for (let at = 0; at < sealed.bytes.length; at += 13) {
      const changed = flipped(sealed.bytes, at);
      const result = await outcome(() => openEntryAsOwner(decodeEntry(changed), recordKeys));
      if (failed(result)) continue;
      expect(result).toEqual(content.contentKey);
      // The readers' copy is the only part that the owner does not check.
      expect(equalBytes(decodeEntry(changed).wrapped, entry.wrapped)).toBe(false);
    }
  });
});

/** An entry whose author seals different keys to reader and owner: what honest code cannot make. */
async function forgedEntry(of: {
  commitment: Uint8Array;
  toReader: Uint8Array;
  toOwner: Uint8Array;
}) {
  const { wrapped: _, sealed: __, ...head } = { ...entry, commitment: of.commitment };
  const aad = dagCbor.encode(head);
  const ikm = concatBytes(input.sliceKey, input.epochSecret);
  const wrapKey = hkdf({ ikm, salt: head.salt, info: [TAGS.entryWrap] });
  const copy = await hpkeSeal({
    publicKey: recordKeys.publicKey,
    info: concatBytes(TAGS.entryCopy, recordContext(head.record, head.version)),
    aad,
    plaintext: of.toOwner,
  });
  const wrapped = await seal(wrapKey, { aad, plaintext: of.toReader });
  return decodeEntry(dagCbor.encode({ ...head, wrapped, sealed: copy }));
}
