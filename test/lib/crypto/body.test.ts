import * as dagCbor from "@ipld/dag-cbor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, uintBytes } from "../../../lib/bytes.ts";
import type { Body } from "../../../lib/crypto/body.ts";
import { decodeBody, encodeBody, openBody, sealBody } from "../../../lib/crypto/body.ts";
import { bodyStreamKey, fileStreamKey, newContent } from "../../../lib/crypto/content-keys.ts";
import { padmeLength } from "../../../lib/crypto/padme.ts";
import { expectCode } from "../../support/errors.ts";
import {
  BODY,
  bytesOf,
  expectStrictDecoder,
  failed,
  flipped,
  outcome,
  SECRET,
} from "./fixtures.ts";

const body: Omit<Body, "v" | "type"> = {
  title: "Blood tests",
  description: "",
  message: "Second sample – fasting.",
  written: 1_760_000_000_000,
  files: [
    { name: "a/ü.pdf", mediaType: "application/pdf", size: 2 ** 41, modified: null, cid: BODY },
    { name: "", mediaType: "", size: 0, modified: -5, cid: BODY },
  ],
};

const full: Body = { v: 1, type: "body", ...body };
const plaintext = encodeBody(body);
const content = newContent();
const place = { record: SECRET.record, section: 3 };
const streamKey = bodyStreamKey(content, place);

/** The plaintext of anything at all in the place of a body. */
function padded(encoded: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(padmeLength(4 + encoded.length));
  bytes.set(concatBytes(uintBytes(encoded.length, 4), encoded));
  return bytes;
}

describe("encodeBody and decodeBody", () => {
  it("go there and back, with any texts", () => {
    expect(decodeBody(plaintext)).toEqual(full);
    expect(plaintext).toEqual(padded(dagCbor.encode(full)));
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(text, text, text, (title, description, message) => {
        const any = { ...body, title, description, message };
        expect(decodeBody(encodeBody(any))).toEqual({ ...full, ...any });
      }),
    );
  });

  it("take bytes from anywhere and fail in the typed way only", async () => {
    await expectStrictDecoder(decodeBody, plaintext);
  });

  it.each<[string, Uint8Array]>([
    ["padding that is not zero", flipped(plaintext, plaintext.length - 1)],
    ["more padding", concatBytes(plaintext, new Uint8Array(8))],
    ["no padding", plaintext.subarray(0, 4 + dagCbor.encode(full).length)],
    ["a length beyond the end", concatBytes(uintBytes(2 ** 32 - 1, 4), plaintext.subarray(4))],
    ["another block", padded(dagCbor.encode({ v: 1, type: "envelope", sealed: bytesOf("x", 9) }))],
    ["a file without a name", padded(dagCbor.encode({ ...full, files: [{ size: 1 }] }))],
    [
      "a negative size",
      padded(dagCbor.encode({ ...full, files: [{ ...body.files[0], size: -1 }] })),
    ],
    ["a size beyond 2^53", padded(dagCbor.encode({ ...full, written: 2n ** 60n }))],
  ])("refuse %s", async (_, wrong) => {
    await expectCode("crypto/malformed", () => decodeBody(wrong));
  });
});

describe("sealBody and openBody", () => {
  it("go there and back", async () => {
    const ciphertext = await sealBody(body, { streamKey });
    expect(await openBody(ciphertext, streamKey)).toEqual(full);
  });

  it("refuse another entry, record, section or stream", async () => {
    const ciphertext = await sealBody(body, { streamKey });
    for (const other of [
      bodyStreamKey(newContent(), place),
      bodyStreamKey({ ...content, id: bytesOf("id", 32) }, place),
      bodyStreamKey({ ...content, contentKey: bytesOf("key", 32) }, place),
      bodyStreamKey(content, { ...place, record: bytesOf("other", 32) }),
      bodyStreamKey(content, { ...place, section: 4 }),
      fileStreamKey(content, { ...place, number: 0 }),
      { ...streamKey, associatedData: new Uint8Array() },
    ]) {
      await expectCode("stream/tampered", () => openBody(ciphertext, other));
    }
  });

  it("refuse every change and every truncation", async () => {
    const ciphertext = await sealBody(body, { streamKey });
    for (let at = 0; at < ciphertext.length; at++) {
      expect(failed(await outcome(() => openBody(flipped(ciphertext, at), streamKey)))).toBe(true);
      const cut = ciphertext.subarray(0, at);
      expect(failed(await outcome(() => openBody(cut, streamKey)))).toBe(true);
    }
  });
});

describe("stream keys", () => {
  it("are different for every stream of an entry", () => {
    const keys = [
      bodyStreamKey(content, place),
      ...[0, 1, 2 ** 32 - 2].map((number) => fileStreamKey(content, { ...place, number })),
    ];
    expect(new Set(keys.map(({ key }) => key.join())).size).toBe(keys.length);
    expect(new Set(keys.map(({ associatedData }) => associatedData.join())).size).toBe(keys.length);
  });

  it("refuse the body's number for a file, and wrong lengths", async () => {
    for (const number of [2 ** 32 - 1, -1, 0.5]) {
      await expectCode("crypto/invalid-argument", () =>
        fileStreamKey(content, { ...place, number }),
      );
    }
    const short = { ...content, contentKey: new Uint8Array(16) };
    await expectCode("crypto/invalid-argument", () => bodyStreamKey(short, place));
    await expectCode("crypto/invalid-argument", () =>
      bodyStreamKey(content, { ...place, section: 128 }),
    );
  });
});
