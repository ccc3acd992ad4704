import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8ToBytes } from "../../../lib/bytes.ts";
import type { StreamKey } from "../../../lib/crypto/content-keys.ts";
import { encryptSegment, segmentCipher } from "../../../lib/crypto/segment-cipher.ts";
import { decryptStream, encryptStream } from "../../../lib/crypto/stream.ts";
import { decryptBytes, encryptBytes } from "../../../lib/crypto/stream-bytes.ts";
import { ciphertextSize, SEGMENT_SIZE } from "../../../lib/crypto/stream-geometry.ts";
import { LeaseholdError } from "../../../lib/error.ts";
import { expectCode } from "../../support/errors.ts";
import tink from "../../vectors/tink-streaming.json" with { type: "json" };
import { bytesOf, failed, flipped, outcome } from "./fixtures.ts";
import { chunksOf, collect, streamOf, streamOfChunks } from "./streams.ts";

const KEY: StreamKey = { key: bytesOf("key", 32), associatedData: bytesOf("ad", 30) };
const FIRST = SEGMENT_SIZE - 40 - 16;
const REST = SEGMENT_SIZE - 16;

const encrypt = (plaintext: Uint8Array, chunk = 2 ** 22) =>
  collect(streamOf(plaintext, chunk).pipeThrough(encryptStream(KEY)));
const decrypt = (ciphertext: Uint8Array, { chunk = 2 ** 20, key = KEY } = {}) =>
  collect(streamOf(ciphertext, chunk).pipeThrough(decryptStream(key)));

/** Cheap bytes in which every place is different from its neighbours' places. */
function plain(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 2_654_435_761) >>> 24;
  return bytes;
}

describe("Tink's streams", () => {
  it.each(tink.vectors)("of $plaintextSize bytes are encrypted and decrypted", async (vector) => {
    const key = { key: fromHex(vector.key), associatedData: fromHex(vector.associatedData) };
    const header = fromHex(vector.header);
    let drawn = 1;
    const random = (length: number) => {
      drawn += length;
      return header.slice(drawn - length, drawn);
    };
    const plaintext = tinkPlaintext(vector.plaintextSize);
    expect(toHex(sha256(plaintext))).toBe(`0x${vector.plaintextSha256}`);

    const stream = streamOf(plaintext, 300_000).pipeThrough(encryptStream(key, { random }));
    const ciphertext = await collect(stream);
    expect(ciphertext).toHaveLength(vector.ciphertextSize);
    if (vector.ciphertext) expect(toHex(ciphertext)).toBe(`0x${vector.ciphertext}`);
    expect(toHex(sha256(ciphertext))).toBe(`0x${vector.ciphertextSha256}`);

    expect(toHex(sha256(await decrypt(ciphertext, { key })))).toBe(`0x${vector.plaintextSha256}`);
    expect(toHex(sha256(await decryptBytes(key, ciphertext)))).toBe(`0x${vector.plaintextSha256}`);
    drawn = 1;
    const whole = await encryptBytes(key, { plaintext, random });
    expect(toHex(sha256(whole))).toBe(`0x${vector.ciphertextSha256}`);
  });
});

describe("encryptStream and decryptStream", () => {
  it.each([0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + REST, FIRST + REST + 1, 3_000_000])(
    "go there and back with %i bytes, however the chunks are cut",
    async (size) => {
      const data = plain(size);
      for (const chunk of [1009, 262_144, 2 ** 22]) {
        const ciphertext = await encrypt(data, chunk);
        expect(ciphertext).toHaveLength(ciphertextSize(size));
        expect(sha256(await decrypt(ciphertext, { chunk }))).toEqual(sha256(data));
      }
    },
  );

  it("go there and back with chunks of any sizes", async () => {
    const sizes = fc.array(fc.oneof(fc.nat(5), fc.nat(400_000), fc.constant(FIRST)), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (forward, back) => {
        const data = plain(forward.reduce((sum, size) => sum + size, 0));
        const encrypted = streamOfChunks(cut(data, forward)).pipeThrough(encryptStream(KEY));
        const ciphertext = await collect(encrypted);
        const decrypted = streamOfChunks(cut(ciphertext, back)).pipeThrough(decryptStream(KEY));
        expect(sha256(await collect(decrypted))).toEqual(sha256(data));
      }),
      { numRuns: 25 },
    );
  });

  it("never make the same stream twice", async () => {
    expect(await encrypt(plain(10))).not.toEqual(await encrypt(plain(10)));
  });

  it("leave the chunks alone that they are given", async () => {
    const data = plain(600_000);
    const before = sha256(data);
    const ciphertext = await encrypt(data);
    const cipherBefore = sha256(ciphertext);
    await decrypt(ciphertext);
    expect([sha256(data), sha256(ciphertext)]).toEqual([before, cipherBefore]);
  });

  it("take in only as much as is taken out", async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          given += 2 ** 20;
          controller.enqueue(new Uint8Array(2 ** 20));
        },
      },
      { highWaterMark: 0 },
    );
    const reader = endless.pipeThrough(encryptStream(KEY)).getReader();
    let taken = 0;
    while (taken < 2 ** 25) taken += (await reader.read()).value?.length ?? 0;
    expect(given - taken).toBeLessThan(2 ** 23);
    await reader.cancel();
  });

  it("stop when the reader goes away, and fail when the source does", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(2 ** 20)),
      cancel: () => {
        cancelled = true;
      },
    });
    const reader = source.pipeThrough(encryptStream(KEY)).getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(() => cancelled).toBe(true);

    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new LeaseholdError("test/broken", "")),
    });
    await expectCode("test/broken", () => collect(broken.pipeThrough(encryptStream(KEY))));
  });
});

describe("decryptStream", async () => {
  const data = plain(FIRST + 2 * REST + 100);
  const ciphertext = await encrypt(data);
  const segments = [0, 1, 2, 3].map((i) => ({
    start: i === 0 ? 40 : i * SEGMENT_SIZE,
    end: Math.min((i + 1) * SEGMENT_SIZE, ciphertext.length),
  }));
  const part = (i: number) => ciphertext.subarray(segments[i]!.start, segments[i]!.end);
  const header = ciphertext.subarray(0, 40);

  /** What came out before the stream failed must be a part of the true plaintext. */
  async function expectRefused(bytes: Uint8Array, key = KEY) {
    const out: Uint8Array[] = [];
    const result = await outcome(async () => {
      const stream = streamOf(bytes, 2 ** 20).pipeThrough(decryptStream(key));
      for await (const chunk of stream) out.push(chunk);
    });
    expect(failed(result) && result.code).toMatch(/^stream\/(tampered|malformed)$/);
    const got = concatBytes(...out);
    expect(got.length).toBeLessThan(data.length);
    expect(sha256(got)).toEqual(sha256(data.subarray(0, got.length)));
    return got.length;
  }

  it.each<[string, Uint8Array]>([
    ["without its last segment", ciphertext.subarray(0, segments[2]!.end)],
    ["that ends after the header", header],
    ["that ends in the header", ciphertext.subarray(0, 39)],
    ["of nothing", new Uint8Array()],
    ["that ends in a tag", ciphertext.subarray(0, ciphertext.length - 1)],
    ["with two segments swapped", concatBytes(header, part(0), part(2), part(1), part(3))],
    ["with a segment twice", concatBytes(header, part(0), part(1), part(1), part(2), part(3))],
    ["with a segment left out", concatBytes(header, part(0), part(2), part(3))],
    ["with a byte more", concatBytes(ciphertext, Uint8Array.of(0))],
    ["with a segment more", concatBytes(ciphertext, part(1))],
    ["with a stream more", concatBytes(ciphertext, ciphertext)],
    [
      "with its last segment in the middle",
      concatBytes(header, part(0), part(3), part(2), part(3)),
    ],
  ])("refuses a stream %s", async (_, bytes) => {
    await expectRefused(bytes);
  });

  it("refuses a segment of another stream under the same key", async () => {
    const other = await encrypt(data);
    const mixed = ciphertext.slice();
    mixed.set(other.subarray(segments[1]!.start, segments[1]!.end), segments[1]!.start);
    expect(await expectRefused(mixed)).toBeLessThanOrEqual(FIRST);
    mixed.set(other.subarray(0, 40));
    expect(await expectRefused(mixed)).toBe(0);
  });

  it("refuses another key and other associated data", async () => {
    await expectRefused(ciphertext, { ...KEY, key: flipped(KEY.key, 5) });
    await expectRefused(ciphertext, { ...KEY, associatedData: flipped(KEY.associatedData, 5) });
    await expectRefused(ciphertext, { ...KEY, associatedData: new Uint8Array() });
  });

  it("refuses a changed byte, and lets nothing through from its segment on", async () => {
    const places = [
      ...Array.from({ length: 40 }, (_, i) => i),
      ...Array.from({ length: 16 }, (_, i) => ciphertext.length - 1 - i),
      ...Array.from({ length: 30 }, (_, i) => 40 + i * 26_321),
      ...segments.flatMap(({ start, end }) => [start, end - 17, end - 16, end - 1]),
    ];
    for (const at of places) {
      const segment = at < 40 ? 0 : segments.findIndex(({ end }) => at < end);
      const allowed = segment === 0 ? 0 : FIRST + (segment - 1) * REST;
      expect(await expectRefused(flipped(ciphertext, at))).toBeLessThanOrEqual(allowed);
    }
  });

  it("refuses an empty last segment, which no writer makes, although it is authentic", async () => {
    const cipher = await segmentCipher(KEY, { header, usage: "encrypt" });
    const plaintext = data.subarray(0, FIRST);
    const bytes = concatBytes(
      header,
      await encryptSegment(cipher, { number: 0, last: false, plaintext }),
      await encryptSegment(cipher, { number: 1, last: true, plaintext: new Uint8Array() }),
    );
    await expectCode("stream/malformed", () => decrypt(bytes));
    await expectCode("stream/malformed", () => decryptBytes(KEY, bytes));
  });

  it("refuses a short stream cut anywhere, and any byte of it changed", async () => {
    const small = await encrypt(plain(50));
    for (let at = 0; at < small.length; at++) {
      expect(failed(await outcome(() => decrypt(small.subarray(0, at)))), `cut at ${at}`).toBe(
        true,
      );
      expect(failed(await outcome(() => decrypt(flipped(small, at)))), `flip at ${at}`).toBe(true);
      expect(failed(await outcome(() => decryptBytes(KEY, small.subarray(0, at))))).toBe(true);
      expect(failed(await outcome(() => decryptBytes(KEY, flipped(small, at))))).toBe(true);
    }
  });

  it("refuses foreign input", async () => {
    for (const size of [1, 40, 41, 56, 57, 1000, 300_000]) {
      const noise = bytesOf("noise", size);
      expect(failed(await outcome(() => decrypt(noise)))).toBe(true);
      noise[0] = 40;
      expect(failed(await outcome(() => decrypt(noise)))).toBe(true);
    }
  });

  it("hands segments on one by one", async () => {
    const sizes = (await chunksOf(streamOf(ciphertext).pipeThrough(decryptStream(KEY)))).map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([FIRST, REST, REST, 100]);
  });
});

function* cut(bytes: Uint8Array, sizes: number[]): Generator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

function tinkPlaintext(size: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(size / 32) * 32);
  for (let i = 0; i * 32 < size; i++) bytes.set(sha256(utf8ToBytes(`plaintext ${i}`)), i * 32);
  return bytes.subarray(0, size);
}
