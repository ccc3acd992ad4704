import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8ToBytes } from "../../../lib/bytes.ts";
import type { StreamKey } from "../../../lib/crypto/content-keys.ts";
import { encryptSegment, segmentCipher } from "../../../lib/crypto/segment-cipher.ts";
import { openRun, sealRun, streamSealer } from "../../../lib/crypto/segment-run.ts";
import { decryptBytes, encryptBytes } from "../../../lib/crypto/stream-bytes.ts";
import {
  ciphertextSize,
  plainSegmentStart,
  SEGMENT_SIZE,
  segmentCount,
} from "../../../lib/crypto/stream-geometry.ts";
import { expectCode } from "../../support/errors.ts";
import tink from "../../vectors/tink-streaming.json" with { type: "json" };
import { bytesOf, failed, flipped, outcome } from "./fixtures.ts";

const KEY: StreamKey = { key: bytesOf("key", 32), associatedData: bytesOf("ad", 30) };
const HEADER = concatBytes(Uint8Array.of(40), bytesOf("salt and prefix", 39));
const FIRST = SEGMENT_SIZE - 40 - 16;
const REST = SEGMENT_SIZE - 16;

const encrypt = (plaintext: Uint8Array) => encryptBytes(KEY, { plaintext });

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

    const ciphertext = await encryptBytes(key, { plaintext, random });
    expect(ciphertext).toHaveLength(vector.ciphertextSize);
    if (vector.ciphertext) expect(toHex(ciphertext)).toBe(`0x${vector.ciphertext}`);
    expect(toHex(sha256(ciphertext))).toBe(`0x${vector.ciphertextSha256}`);
    expect(toHex(sha256(await decryptBytes(key, ciphertext)))).toBe(`0x${vector.plaintextSha256}`);
  });
});

describe("runs of segments", () => {
  it("make the same stream, however it is cut", async () => {
    const size = fc.oneof(
      fc.nat(1_500_000),
      fc.constantFrom(0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + REST, FIRST + REST + 1),
    );
    await fc.assert(
      fc.asyncProperty(size, fc.integer({ min: 1, max: 5 }), async (n, step) => {
        const data = plain(n);
        const sealer = await streamSealer(KEY, { header: HEADER, size: n });
        const whole = await sealRun(sealer, { first: 0, plaintext: data });
        expect(whole).toHaveLength(ciphertextSize(n));
        const cipher = await segmentCipher(KEY, { header: HEADER, usage: "decrypt" });
        const sealed: Uint8Array[] = [];
        const opened: Uint8Array[] = [];
        for (let first = 0; first < segmentCount(n); first += step) {
          const plaintext = data.subarray(
            plainSegmentStart(first),
            plainSegmentStart(first + step),
          );
          const run = await sealRun(sealer, { first, plaintext });
          sealed.push(run);
          const ciphertext = first === 0 ? run.subarray(40) : run;
          opened.push(...(await openRun(cipher, { first, ciphertext, size: n })));
        }
        expect(sha256(concatBytes(...sealed))).toEqual(sha256(whole));
        expect(sha256(concatBytes(...opened))).toEqual(sha256(data));
        expect(sha256(await decryptBytes(KEY, whole))).toEqual(sha256(data));
      }),
      { numRuns: 25 },
    );
  });

  it("are refused in another place, under another size, and where they were changed", async () => {
    const data = plain(FIRST + 2 * REST + 100);
    const sealer = await streamSealer(KEY, { header: HEADER, size: data.length });
    const plaintext = data.subarray(FIRST, FIRST + 2 * REST);
    const run = await sealRun(sealer, { first: 1, plaintext });
    const cipher = await segmentCipher(KEY, { header: HEADER, usage: "decrypt" });
    const right = { first: 1, ciphertext: run, size: data.length };
    expect(sha256(concatBytes(...(await openRun(cipher, right))))).toEqual(sha256(plaintext));
    for (const change of [
      { first: 2 },
      { size: FIRST + 2 * REST },
      { ciphertext: run.subarray(0, run.length - 1) },
      { ciphertext: run.subarray(0, SEGMENT_SIZE + 5) },
      { ciphertext: concatBytes(run, Uint8Array.of(0)) },
      { ciphertext: concatBytes(run.subarray(SEGMENT_SIZE), run.subarray(0, SEGMENT_SIZE)) },
      ...[0, 9_000, SEGMENT_SIZE - 1, SEGMENT_SIZE, run.length - 1].map((at) => ({
        ciphertext: flipped(run, at),
      })),
    ]) {
      await expectCode("stream/tampered", () => openRun(cipher, { ...right, ...change }));
    }
  });

  it("need a header", async () => {
    for (const header of [new Uint8Array(40), HEADER.subarray(1), new Uint8Array()]) {
      await expectCode("stream/malformed", () => streamSealer(KEY, { header, size: 1 }));
    }
    await expectCode("stream/wrong-size", () => streamSealer(KEY, { header: HEADER, size: -1 }));
  });
});

describe("encryptBytes", () => {
  it("never makes the same stream twice, and leaves its input alone", async () => {
    const data = plain(600_000);
    const before = sha256(data);
    expect(await encrypt(data)).not.toEqual(await encrypt(data));
    expect(sha256(data)).toEqual(before);
  });
});

describe("decryptBytes", async () => {
  const data = plain(FIRST + 2 * REST + 100);
  const ciphertext = await encrypt(data);
  const segments = [0, 1, 2, 3].map((i) => ({
    start: i === 0 ? 40 : i * SEGMENT_SIZE,
    end: Math.min((i + 1) * SEGMENT_SIZE, ciphertext.length),
  }));
  const part = (i: number) => ciphertext.subarray(segments[i]?.start, segments[i]?.end);
  const header = ciphertext.subarray(0, 40);

  async function expectRefused(bytes: Uint8Array, key = KEY) {
    const result = await outcome(() => decryptBytes(key, bytes));
    expect(failed(result) && result.code).toMatch(/^stream\/(tampered|malformed)$/);
  }

  it.each<[string, Uint8Array]>([
    ["without its last segment", ciphertext.subarray(0, segments[2]?.end)],
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
    mixed.set(other.subarray(segments[1]?.start, segments[1]?.end), segments[1]?.start);
    await expectRefused(mixed);
    mixed.set(other.subarray(0, 40));
    await expectRefused(mixed);
  });

  it("refuses another key and other associated data", async () => {
    await expectRefused(ciphertext, { ...KEY, key: flipped(KEY.key, 5) });
    await expectRefused(ciphertext, { ...KEY, associatedData: flipped(KEY.associatedData, 5) });
    await expectRefused(ciphertext, { ...KEY, associatedData: new Uint8Array() });
  });

  it("refuses a changed byte", async () => {
    const places = [
      ...Array.from({ length: 40 }, (_, i) => i),
      ...Array.from({ length: 16 }, (_, i) => ciphertext.length - 1 - i),
      ...Array.from({ length: 30 }, (_, i) => 40 + i * 26_321),
      ...segments.flatMap(({ start, end }) => [start, end - 17, end - 16, end - 1]),
    ];
    for (const at of places) await expectRefused(flipped(ciphertext, at));
  });

  it("refuses an empty last segment, which no writer makes, although it is authentic", async () => {
    const cipher = await segmentCipher(KEY, { header, usage: "encrypt" });
    const plaintext = data.subarray(0, FIRST);
    const bytes = concatBytes(
      header,
      await encryptSegment(cipher, { number: 0, last: false, plaintext }),
      await encryptSegment(cipher, { number: 1, last: true, plaintext: new Uint8Array() }),
    );
    await expectCode("stream/malformed", () => decryptBytes(KEY, bytes));
  });

  it("refuses a short stream cut anywhere, and any byte of it changed", async () => {
    const small = await encrypt(plain(50));
    for (let at = 0; at < small.length; at++) {
      await expectRefused(small.subarray(0, at));
      await expectRefused(flipped(small, at));
    }
  });

  it("refuses foreign input", async () => {
    for (const size of [1, 40, 41, 56, 57, 1000, 300_000]) {
      const noise = bytesOf("noise", size);
      await expectRefused(noise);
      noise[0] = 40;
      await expectRefused(noise);
    }
  });
});

function tinkPlaintext(size: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(size / 32) * 32);
  for (let i = 0; i * 32 < size; i++) bytes.set(sha256(utf8ToBytes(`plaintext ${i}`)), i * 32);
  return bytes.subarray(0, size);
}
