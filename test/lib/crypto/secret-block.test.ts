import { describe, expect, it } from "vitest";
import {
  decodeSecret,
  openPreviousSecret,
  openSecret,
  sealSecret,
} from "../../../lib/crypto/secret-block.ts";
import { expectCode } from "../../support/errors.ts";
import {
  bytesOf,
  expectStrictDecoder,
  failed,
  flipped,
  OWNER,
  outcome,
  ownerKeys,
  recordKeys,
  SECRET,
  strangerKeys,
} from "./fixtures.ts";

const first = await sealSecret({
  secret: SECRET,
  owner: OWNER,
  ownerPublicKey: ownerKeys.publicKey,
  previous: null,
});

const NEXT = { ...SECRET, version: 1, secret: bytesOf("next secret", 32) };
const next = await sealSecret({
  secret: NEXT,
  owner: OWNER,
  ownerPublicKey: ownerKeys.publicKey,
  previous: { block: first.cid, secret: SECRET.secret },
});

describe("a secret block", () => {
  it("gives its owner the secret, and everybody the record's public key", async () => {
    const block = decodeSecret(first.bytes);
    expect(await openSecret(block, ownerKeys)).toEqual(SECRET);
    expect(block.publicKey).toEqual(recordKeys.publicKey);
    expect(block.previous).toBeNull();
  });

  it("gives nothing to another identity", async () => {
    const block = decodeSecret(first.bytes);
    await expectCode("crypto/tampered", () => openSecret(block, strangerKeys));
  });

  it("leads to the version before", async () => {
    const block = decodeSecret(next.bytes);
    expect(block.previous?.block.equals(first.cid)).toBe(true);
    const secret = await openSecret(block, ownerKeys);
    expect(secret).toEqual(NEXT);
    expect(await openPreviousSecret(block, secret)).toEqual(SECRET.secret);
    expect(await openPreviousSecret(decodeSecret(first.bytes), SECRET)).toBeNull();
    await expectCode("crypto/tampered", () => openPreviousSecret(block, SECRET));
  });

  it("refuses a public key that is not the secret's", async () => {
    const block = { ...decodeSecret(first.bytes), publicKey: strangerKeys.publicKey };
    await expectCode("crypto/mismatch", () => openSecret(block, ownerKeys));
  });

  it("is bound to record, version and owner", async () => {
    const block = decodeSecret(first.bytes);
    for (const moved of [
      { ...block, record: bytesOf("other record", 32) },
      { ...block, version: 1 },
      { ...block, owner: bytesOf("other owner", 20) },
    ]) {
      await expectCode("crypto/tampered", () => openSecret(moved, ownerKeys));
    }
  });

  it("is decoded strictly", async () => {
    await expectStrictDecoder(decodeSecret, next.bytes);
  });

  it("never gives a wrong secret, whichever byte is changed", async () => {
    for (let at = 0; at < next.bytes.length; at += 19) {
      const result = await outcome(async () => {
        const block = decodeSecret(flipped(next.bytes, at));
        const secret = await openSecret(block, ownerKeys);
        return [secret, await openPreviousSecret(block, secret)];
      });
      // Where the previous block is, nothing but the ledger's digest of this block attests.
      if (!failed(result)) expect(result).toEqual([NEXT, SECRET.secret]);
    }
  });
});
