import { describe, expect, it } from "vitest";
import { concatBytes, uintBytes } from "../../../lib/bytes.ts";
import { decodeEnvelope, openEnvelope, sealEnvelope } from "../../../lib/crypto/envelope.ts";
import { hpkeSeal } from "../../../lib/crypto/hpke.ts";
import { makeLease } from "../../../lib/crypto/lease.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";
import { expectCode } from "../../support/errors.ts";
import {
  bytesOf,
  CONTEXT,
  expectStrictDecoder,
  FIRST_EPOCH,
  failed,
  flipped,
  granteeKeys,
  outcome,
  recordKeys,
  SECRET,
  SECRET_BLOCK,
  strangerKeys,
} from "./fixtures.ts";

const terms = { since: 1000, expiresAt: 1001, rights: 3, leaf: 4096 };
const lease = makeLease({
  secret: SECRET,
  secretBlock: SECRET_BLOCK,
  ...terms,
  publicKey: recordKeys.publicKey,
  sections: [0, 3].map((section) => ({ section, epochs: [FIRST_EPOCH] })),
});
const block = await sealEnvelope(lease, { context: CONTEXT, publicKey: granteeKeys.publicKey });
const envelope = decodeEnvelope(block.bytes);
const asGrantee = {
  identity: granteeKeys,
  context: CONTEXT,
  terms: { ...terms, sections: [3, 0] },
};

describe("an envelope", () => {
  it("gives the grantee the lease, publicly says nothing of it", async () => {
    expect(await openEnvelope(envelope, asGrantee)).toEqual(lease);
    expect(Object.keys(envelope).sort()).toEqual(["sealed", "type", "v"]);
  });

  it("gives nothing to anybody else", async () => {
    await expectCode("crypto/tampered", () =>
      openEnvelope(envelope, { ...asGrantee, identity: strangerKeys }),
    );
  });

  it.each([
    ["chain", { chainId: 1 }],
    ["ledger", { ledger: bytesOf("other", 20) }],
    ["record", { record: bytesOf("other", 32) }],
    ["owner", { owner: bytesOf("other", 20) }],
    ["grantee", { grantee: bytesOf("other", 20) }],
  ])("is bound to the %s", async (_, other) => {
    const context = { ...CONTEXT, ...other };
    await expectCode("crypto/tampered", () => openEnvelope(envelope, { ...asGrantee, context }));
  });

  it.each([
    ["start", { since: 999 }],
    ["end", { expiresAt: 1002 }],
    ["rights", { rights: 1 }],
    ["leaf", { leaf: 4097 }],
    ["more sections", { sections: [0, 3, 4] }],
    ["fewer sections", { sections: [0] }],
    ["other sections", { sections: [0, 4] }],
  ])("is refused when the grant says another: %s", async (_, other) => {
    const differing = { ...asGrantee, terms: { ...asGrantee.terms, ...other } };
    await expectCode("crypto/mismatch", () => openEnvelope(envelope, differing));
  });

  it("is not opened from what is no lease inside", async () => {
    const { chainId, ledger, record, owner, grantee } = CONTEXT;
    const info = concatBytes(TAGS.envelope, uintBytes(chainId, 32), ledger, record, owner, grantee);
    for (const plaintext of [new Uint8Array(), block.bytes, bytesOf("noise", 500)]) {
      const sealed = await hpkeSeal({
        publicKey: granteeKeys.publicKey,
        info,
        aad: new Uint8Array(),
        plaintext,
      });
      await expectCode("crypto/malformed", () => openEnvelope({ ...envelope, sealed }, asGrantee));
    }
  });

  it("is decoded strictly", async () => {
    await expectStrictDecoder(decodeEnvelope, block.bytes);
  });

  it("is refused, whichever byte is changed", async () => {
    for (let at = 0; at < block.bytes.length; at += at < 40 ? 1 : 31) {
      const result = await outcome(() =>
        openEnvelope(decodeEnvelope(flipped(block.bytes, at)), asGrantee),
      );
      expect(failed(result), `byte ${at}`).toBe(true);
    }
  });
});
