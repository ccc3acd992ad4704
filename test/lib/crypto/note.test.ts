import { describe, expect, it } from "vitest";
import { decodeNote, openNote, sealNote } from "../../../lib/crypto/note.ts";
import { expectCode } from "../../support/errors.ts";
import {
  bytesOf,
  CONTEXT,
  expectStrictDecoder,
  failed,
  flipped,
  GRANTEE,
  outcome,
  ownerKeys,
  strangerKeys,
} from "./fixtures.ts";

const { grantee: _, ...place } = CONTEXT;
const context = { ...place, requester: GRANTEE };
const seal = (text: string) => sealNote(text, { context, publicKey: ownerKeys.publicKey });
const open = (bytes: Uint8Array, change: Partial<typeof context> = {}) =>
  openNote(decodeNote(bytes), { identity: ownerKeys, context: { ...context, ...change } });

describe("a note", () => {
  it.each(["", "I am your dentist.", "é🙂".repeat(1000)])("comes back: %#", async (text) => {
    expect(await open((await seal(text)).bytes)).toBe(text);
  });

  it("hides its length but for Padmé's step", async () => {
    const lengths = await Promise.all(
      ["x".repeat(500), "x".repeat(510)].map(async (text) => (await seal(text)).bytes.length),
    );
    expect(lengths[0]).toBe(lengths[1]);
  });

  it("opens for its owner only, and in its own place only", async () => {
    const { bytes } = await seal("why");
    const stranger = { identity: strangerKeys, context };
    await expectCode("crypto/tampered", () => openNote(decodeNote(bytes), stranger));
    const changes = [
      { chainId: 1 },
      { ledger: bytesOf("other", 20) },
      { record: bytesOf("other", 32) },
      { owner: bytesOf("other", 20) },
      { requester: bytesOf("other", 20) },
    ];
    for (const change of changes) await expectCode("crypto/tampered", () => open(bytes, change));
  });

  it("is refused if it is too long", async () => {
    await expectCode("crypto/malformed", () => seal("x".repeat(17_000)));
  });

  it("is refused cut off, changed or foreign", async () => {
    const { bytes } = await seal("why");
    await expectStrictDecoder(decodeNote, bytes);
    for (let at = 0; at < bytes.length; at += 19) {
      expect(failed(await outcome(() => open(flipped(bytes, at))))).toBe(true);
    }
  });
});
