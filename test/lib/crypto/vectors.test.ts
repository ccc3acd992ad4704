import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import { blockCid } from "../../../lib/crypto/block-codec.ts";
import { decodeBody, openBody } from "../../../lib/crypto/body.ts";
import { decodeEntry, openEntryAsOwner, openEntryAsReader } from "../../../lib/crypto/entry.ts";
import { decodeEnvelope, openEnvelope } from "../../../lib/crypto/envelope.ts";
import { decodeHandover, openHandover } from "../../../lib/crypto/handover.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { leaseEpochSecrets, leaseHolder, leaseSliceKey } from "../../../lib/crypto/lease.ts";
import { decodeNote, openNote } from "../../../lib/crypto/note.ts";
import { decodeRotation, openRotation } from "../../../lib/crypto/rotation.ts";
import { decodeSecret, openPreviousSecret, openSecret } from "../../../lib/crypto/secret-block.ts";
import { blockVectors } from "../../../scripts/vectors/block-vectors.ts";
import { keyVectors } from "../../../scripts/vectors/key-vectors.ts";
import blocks from "../../vectors/leasehold-blocks.json" with { type: "json" };
import keys from "../../vectors/leasehold-keys.json" with { type: "json" };

const grantee = await keyPairOfSeed(fromHex(blocks.granteeSeed));
const owner = await keyPairOfSeed(fromHex(blocks.ownerSeed));

const envelopeContext = {
  chainId: blocks.envelope.context.chainId,
  ledger: fromHex(blocks.envelope.context.ledger),
  record: fromHex(blocks.envelope.context.record),
  owner: fromHex(blocks.envelope.context.owner),
  grantee: fromHex(blocks.envelope.context.grantee),
};

describe("the committed vectors", () => {
  it("are what this code derives", async () => {
    expect(await keyVectors()).toEqual(keys);
  });

  it("are what this code makes of blocks, given the same randomness", async () => {
    expect(await blockVectors()).toEqual(blocks);
  });

  it("have the content ids of their blocks", () => {
    for (const { cid, bytes } of [
      ...blocks.secrets,
      blocks.rotation,
      blocks.envelope,
      blocks.entry,
      blocks.note,
      blocks.longEnvelope,
      blocks.handover,
    ]) {
      expect(blockCid(fromHex(bytes)).toString()).toBe(cid);
    }
  });
});

describe("a later version of this code still opens the committed", () => {
  it.each(blocks.secrets)("secret block $cid", async (vector) => {
    const block = decodeSecret(fromHex(vector.bytes));
    const secret = await openSecret(block, owner);
    expect(toHex(secret.secret)).toBe(vector.secret);
    const previous = await openPreviousSecret(block, secret);
    expect(previous && toHex(previous)).toBe(vector.previous);
  });

  it("envelope, rotation and entry, one by the other", async () => {
    const lease = await openEnvelope(decodeEnvelope(fromHex(blocks.envelope.bytes)), {
      identity: grantee,
      context: envelopeContext,
      terms: blocks.envelope.terms,
    });
    const { section } = blocks.rotation;
    const rotation = decodeRotation(fromHex(blocks.rotation.bytes));
    const fromRotation = await openRotation(rotation, leaseHolder(lease, section));
    const fromLease = leaseEpochSecrets(lease, { section }).get(5);
    expect([fromRotation, fromLease].map((it) => it && toHex(it))).toEqual([
      blocks.rotation.epochSecret,
      blocks.rotation.epochSecret,
    ]);

    const entry = decodeEntry(fromHex(blocks.entry.bytes));
    const sliceKey = leaseSliceKey(lease, { section, slice: entry.slice });
    const epochSecret = fromLease ?? new Uint8Array();
    const asReader = await openEntryAsReader(entry, { sliceKey, epochSecret });
    expect(toHex(asReader)).toBe(blocks.entry.contentKey);
    const recordKeys = await keyPairOfSeed(fromHex(blocks.entry.recordKeySeed));
    expect(toHex(await openEntryAsOwner(entry, recordKeys))).toBe(blocks.entry.contentKey);
  });

  it("envelope over two versions of the secret", async () => {
    const { bytes, terms, earlier } = blocks.longEnvelope;
    const opened = await openEnvelope(decodeEnvelope(fromHex(bytes)), {
      identity: grantee,
      context: envelopeContext,
      terms,
    });
    const [before] = earlier;
    const { sections } = opened.earlier[0] ?? {};
    expect(opened.earlier).toMatchObject([{ version: before?.version, until: before?.until }]);
    expect(sections?.map(({ cover }) => toHex(cover))).toEqual(
      before?.sections.map(({ cover }) => cover),
    );
  });

  it("handover", async () => {
    const { grantee: newOwner, ...place } = envelopeContext;
    const handover = decodeHandover(fromHex(blocks.handover.bytes));
    const context = { ...place, newOwner };
    const { secret, version } = await openHandover(handover, { identity: grantee, context });
    expect([toHex(secret), version]).toEqual([blocks.secrets[1]?.secret, 1]);
    expect(handover.secret.toString()).toBe(blocks.secrets[1]?.cid);
  });

  it("note", async () => {
    const { grantee: requester, ...place } = envelopeContext;
    const note = decodeNote(fromHex(blocks.note.bytes));
    expect(await openNote(note, { identity: owner, context: { ...place, requester } })).toBe(
      blocks.note.text,
    );
  });

  it("body", async () => {
    const { plaintext, ciphertext, streamKey, associatedData, ...said } = blocks.body;
    const key = { key: fromHex(streamKey), associatedData: fromHex(associatedData) };
    const opened = await openBody(fromHex(ciphertext), key);
    expect(opened).toEqual(decodeBody(fromHex(plaintext)));
    const streams = opened.streams.map(({ cid, size, header, key }) => ({
      cid: cid.toString(),
      size,
      header: toHex(header),
      key: key && { id: toHex(key.id), number: key.number, key: toHex(key.key) },
    }));
    expect({ ...opened, streams }).toEqual(said);
  });
});
