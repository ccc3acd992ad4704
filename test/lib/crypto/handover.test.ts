import { describe, expect, it } from "vitest";
import { decodeHandover, openHandover, sealHandover } from "../../../lib/crypto/handover.ts";
import { expectCode } from "../../support/errors.ts";
import {
  bytesOf,
  CONTEXT,
  expectStrictDecoder,
  failed,
  flipped,
  GRANTEE,
  granteeKeys,
  outcome,
  SECRET,
  SECRET_BLOCK,
  strangerKeys,
} from "./fixtures.ts";

const { grantee: _, ...place } = CONTEXT;
const context = { ...place, newOwner: GRANTEE };
const { bytes } = await sealHandover(SECRET, {
  context,
  publicKey: granteeKeys.publicKey,
  secretBlock: SECRET_BLOCK,
});
const open = (encoded: Uint8Array, change: Partial<typeof context> = {}) =>
  openHandover(decodeHandover(encoded), {
    identity: granteeKeys,
    context: { ...context, ...change },
  });

describe("a handover", () => {
  it("gives the new owner the secret, and says which block and version it is of", async () => {
    expect(await open(bytes)).toEqual(SECRET);
    const { secret, version } = decodeHandover(bytes);
    expect(secret.equals(SECRET_BLOCK)).toBe(true);
    expect(version).toBe(0);
  });

  it("opens for the new owner only, and in its own place only", async () => {
    const stranger = { identity: strangerKeys, context };
    await expectCode("crypto/tampered", () => openHandover(decodeHandover(bytes), stranger));
    const changes = [
      { chainId: 1 },
      { ledger: bytesOf("other", 20) },
      { record: bytesOf("other", 32) },
      { owner: bytesOf("other", 20) },
      { newOwner: bytesOf("other", 20) },
    ];
    for (const change of changes) await expectCode("crypto/tampered", () => open(bytes, change));
    const moved = { ...decodeHandover(bytes), version: 1 };
    await expectCode("crypto/tampered", () =>
      openHandover(moved, { identity: granteeKeys, context }),
    );
  });

  it("is refused cut off, changed or foreign", async () => {
    await expectStrictDecoder(decodeHandover, bytes);
    for (let at = 0; at < bytes.length; at += 17) {
      const result = await outcome(() => open(flipped(bytes, at)));
      // Which block the secret is of, nothing but the ledger's digest of this block attests.
      if (!failed(result)) expect(result).toEqual(SECRET);
    }
  });
});
