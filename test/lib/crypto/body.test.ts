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

const body: Body = {
  title: "Blood tests",
  description: "",
  message: "Second sample – fasting.",
  written: 1_760_000_000_000,
  streams: [
    { cid: BODY, size: 2 ** 41, header: bytesOf("header", 40), key: null },
    {
      cid: BODY,
      size: 70,
      header: bytesOf("other header", 40),
      key: { id: bytesOf("entry", 32), number: 7, key: bytesOf("stream key", 32) },
    },
  ],
  files: [
    { name: "ü.pdf", mediaType: "application/pdf", size: 50, modified: 9, stream: 1, offset: 20 },
    { name: "a/b", mediaType: "", size: 2 ** 41, modified: null, stream: 0, offset: 0 },
    { name: "", mediaType: "", size: 0, modified: -5, stream: 1, offset: 20 },
    { name: "ü.pdf", mediaType: "", size: 20, modified: -(2 ** 52), stream: 1, offset: 0 },
  ],
};

/** As it stands in the block. */
const rows = concatBytes(
  ...body.files.map(({ stream, offset, size, modified }, i) => {
    const row = new DataView(new ArrayBuffer(32));
    row.setUint32(0, stream);
    row.setBigUint64(4, BigInt(offset));
    row.setBigUint64(12, BigInt(size));
    row.setBigInt64(20, modified === null ? -(2n ** 63n) : BigInt(modified));
    row.setUint32(28, i === 0 ? 0 : 1);
    return new Uint8Array(row.buffer);
  }),
);
const list = {
  names: body.files.map(({ name }) => name),
  types: ["application/pdf", ""],
  rows,
};
const full = { v: 1, type: "body", ...body, files: list };

/** The same block with something else in the list of files. */
function listed(change: object): Uint8Array {
  return padded(dagCbor.encode({ ...full, files: { ...list, ...change } }));
}

/** The table with a number changed, eight bytes of it. */
function rowsWith(row: number, at: number, value: bigint): Uint8Array {
  const changed = rows.slice();
  new DataView(changed.buffer).setBigUint64(row * 32 + at, BigInt.asUintN(64, value));
  return changed;
}
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

const [, second] = body.streams;
const bodyKey = { ...second?.key, number: 2 ** 32 - 1 };
const withStream = (change: object) => ({
  ...full,
  streams: [body.streams[0], { ...second, ...change }],
});

describe("encodeBody and decodeBody", () => {
  it("go there and back, with any texts", () => {
    expect(decodeBody(plaintext)).toEqual(body);
    expect(plaintext).toEqual(padded(dagCbor.encode(full)));
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(text, text, text, (title, description, message) => {
        const any = { ...body, title, description, message };
        expect(decodeBody(encodeBody(any))).toEqual(any);
      }),
    );
  });

  it("take as many files as a folder has, in little time", () => {
    const count = 50_000;
    const files = Array.from({ length: count }, (_, i) => ({
      name: `folder/${i}.png`,
      mediaType: "image/png",
      size: 10,
      modified: 1_700_000_000_000 + i,
      stream: 0,
      offset: 10 * (count - 1 - i),
    }));
    const stream = { cid: BODY, size: 10 * count, header: bytesOf("header", 40), key: null };
    const large: Body = { ...body, streams: [stream], files };
    // Processor time, since other tests may run beside this one.
    const before = process.cpuUsage();
    expect(decodeBody(encodeBody(large)).files).toHaveLength(count);
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(3);
  });

  it("refuse to encode what they would refuse to decode", async () => {
    const [first, ...others] = body.files;
    for (const change of [{ size: 1 }, { offset: 0 }, { stream: 2 }, { modified: 0.5 }]) {
      const wrong = { ...body, files: [{ ...first, ...change }, ...others] } as Body;
      await expectCode("crypto/malformed", () => encodeBody(wrong));
    }
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
    ["files as maps", padded(dagCbor.encode({ ...full, files: [body.files[0]] }))],
    ["fewer names than rows", listed({ names: list.names.slice(1) })],
    ["a name that is none", listed({ names: [1, ...list.names.slice(1)] })],
    ["half a row", listed({ rows: rows.subarray(0, rows.length - 16) })],
    ["a type that nobody has", listed({ types: [...list.types, "x"] })],
    ["a type twice", listed({ types: ["", ""] })],
    ["types in another order", listed({ rows: rowsWith(0, 24, 1n + (9n << 32n)) })],
    ["no types", listed({ types: [] })],
    ["a negative size", listed({ rows: rowsWith(2, 12, -1n) })],
    ["a negative offset", listed({ rows: rowsWith(2, 4, -1n) })],
    ["a size beyond 2^53", listed({ rows: rowsWith(1, 12, 2n ** 53n) })],
    ["a time beyond 2^53", listed({ rows: rowsWith(1, 20, 2n ** 53n) })],
    ["a stream that is not there", listed({ rows: rowsWith(3, 0, 2n << 32n) })],
    ["a gap in a stream", listed({ rows: rowsWith(0, 4, 21n) })],
    ["files that overlap", listed({ rows: rowsWith(0, 4, 19n) })],
    ["a stream that goes on", padded(dagCbor.encode(withStream({ size: 71 })))],
    ["a stream that ends before", padded(dagCbor.encode(withStream({ size: 69 })))],
    [
      "a stream without files",
      padded(dagCbor.encode({ ...full, streams: [...body.streams, { ...second, size: 0 }] })),
    ],
    ["a short header", padded(dagCbor.encode(withStream({ header: new Uint8Array(39) })))],
    ["the key of a body", padded(dagCbor.encode(withStream({ key: bodyKey })))],
    ["a size beyond 2^53", padded(dagCbor.encode({ ...full, written: 2n ** 60n }))],
  ])("refuse %s", async (_, wrong) => {
    await expectCode("crypto/malformed", () => decodeBody(wrong));
  });
});

describe("sealBody and openBody", () => {
  it("go there and back", async () => {
    const ciphertext = await sealBody(body, { streamKey });
    expect(await openBody(ciphertext, streamKey)).toEqual(body);
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
