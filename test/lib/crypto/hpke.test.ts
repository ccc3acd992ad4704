import type { AeadInterface, KemInterface } from "@hpke/core";
import { Aes128Gcm, Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { shake128 } from "@noble/hashes/sha3.js";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../lib/bytes.ts";
import { hpkeOpen, hpkeSeal, keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { expectCode } from "../../support/errors.ts";
import hpkeXWing from "../../vectors/hpke-x-wing.json" with { type: "json" };
import rfc9180 from "../../vectors/rfc9180.json" with { type: "json" };
import xWing from "../../vectors/x-wing.json" with { type: "json" };
import { bytesOf, flipped, granteeKeys, strangerKeys } from "./fixtures.ts";

/** Bytes of hex in a buffer of their own, as the HPKE library wants them. */
const raw = (hex: string) => new Uint8Array(fromHex(hex)).buffer;

/** RFC 9180's third AEAD, to run vectors that exist only with it. */
const chacha: AeadInterface = {
  id: 3,
  keySize: 32,
  nonceSize: 12,
  tagSize: 16,
  createEncryptionContext(key) {
    const bytes = (it: ArrayBufferLike | ArrayBufferView) =>
      new Uint8Array(ArrayBuffer.isView(it) ? it.buffer : it);
    const cipher = (
      iv: ArrayBufferLike | ArrayBufferView,
      aad: ArrayBufferLike | ArrayBufferView,
    ) => chacha20poly1305(new Uint8Array(bytes(key)), bytes(iv), bytes(aad));
    return {
      seal: async (iv, data, aad) => new Uint8Array(cipher(iv, aad).encrypt(bytes(data))).buffer,
      open: async (iv, data, aad) => new Uint8Array(cipher(iv, aad).decrypt(bytes(data))).buffer,
    };
  },
};

type Vector = { info: string; ikmE: string; skRm: string; pkRm: string; enc: string };

/** Sender and recipient of a published vector, in the library that `hpke.ts` uses. */
async function contexts(vector: Vector, { kem, aead }: { kem: KemInterface; aead: AeadInterface }) {
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead });
  const info = raw(vector.info);
  const sender = await suite.createSenderContext({
    recipientPublicKey: await kem.importKey("raw", raw(vector.pkRm), true),
    info,
    ekm: raw(vector.ikmE),
  });
  const recipient = await suite.createRecipientContext({
    recipientKey: await kem.importKey("raw", raw(vector.skRm), false),
    enc: raw(vector.enc),
    info,
  });
  expect(toHex(new Uint8Array(sender.enc))).toBe(`0x${vector.enc}`);
  return { sender, recipient };
}

describe("the HPKE library", () => {
  it("gives RFC 9180, appendix A.1.1", async () => {
    const parts = { kem: new DhkemX25519HkdfSha256(), aead: new Aes128Gcm() };
    const { sender, recipient } = await contexts(rfc9180.aes128, parts);
    for (const { aad, pt, ct } of rfc9180.aes128.encryptions) {
      const sealed = await sender.seal(raw(pt), raw(aad));
      expect(toHex(new Uint8Array(sealed))).toBe(`0x${ct}`);
      expect(new Uint8Array(await recipient.open(raw(ct), raw(aad)))).toEqual(fromHex(pt));
    }
    expect(toHex(new Uint8Array(await recipient.export(raw(""), 32)))).toBe(
      `0x${rfc9180.aes128.exporterSecretOfNothing}`,
    );
  });

  it("gives RFC 9180's vector with AES-256-GCM", async () => {
    const parts = { kem: new DhkemX25519HkdfSha256(), aead: new Aes256Gcm() };
    const { sender } = await contexts(rfc9180.aes256, parts);
    const [source, sink] = [shake128.create(), shake128.create()];
    const draw = () => new Uint8Array(source.xof(source.xof(1)[0] ?? 0));
    for (let i = 0; i < 1000; i++) {
      const [aad, plaintext] = [draw(), draw()];
      sink.update(new Uint8Array(await sender.seal(plaintext.buffer, aad.buffer)));
    }
    expect(toHex(sink.xof(16))).toBe(`0x${rfc9180.aes256.accumulated}`);
  });

  it("gives the X-Wing vector of draft-ietf-hpke-pq", async () => {
    const kem = new XWing();
    const { sender, recipient } = await contexts(hpkeXWing.draft, { kem, aead: chacha });
    const recipientKey = await kem.importKey("raw", raw(hpkeXWing.draft.skRm), false);
    const shared = await kem.decap({ recipientKey, enc: raw(hpkeXWing.draft.enc) });
    expect(toHex(new Uint8Array(shared))).toBe(`0x${hpkeXWing.draft.shared_secret}`);
    for (const { aad, pt, ct } of hpkeXWing.draft.encryptions) {
      const sealed = await sender.seal(raw(pt), raw(aad));
      expect(toHex(new Uint8Array(sealed))).toBe(`0x${ct}`);
      expect(new Uint8Array(await recipient.open(raw(ct), raw(aad)))).toEqual(fromHex(pt));
    }
  });
});

describe("X-Wing", () => {
  it.each(xWing.vectors)("gives the draft's vector of seed $seed", async (vector) => {
    const kem = new XWing();
    const pair = await keyPairOfSeed(fromHex(vector.seed));
    expect(toHex(pair.publicKey)).toBe(`0x${vector.pk}`);
    const recipientPublicKey = await kem.importKey("raw", raw(vector.pk), true);
    const made = await kem.encap({ recipientPublicKey, ekm: raw(vector.eseed) });
    expect(toHex(new Uint8Array(made.enc))).toBe(`0x${vector.ct}`);
    expect(toHex(new Uint8Array(made.sharedSecret))).toBe(`0x${vector.ss}`);
    const recipientKey = await kem.importKey("raw", raw(vector.seed), false);
    const opened = await kem.decap({ recipientKey, enc: raw(vector.ct) });
    expect(toHex(new Uint8Array(opened))).toBe(`0x${vector.ss}`);
  });

  it("makes the same public key as another implementation", async () => {
    for (let i = 0; i < 5; i++) {
      const seed = bytesOf(`seed ${i}`, 32);
      expect((await keyPairOfSeed(seed)).publicKey).toEqual(
        ml_kem768_x25519.keygen(seed).publicKey,
      );
    }
  });

  it("refuses a seed of another length", async () => {
    await expectCode("crypto/invalid-argument", () => keyPairOfSeed(new Uint8Array(31)));
  });
});

describe("hpkeSeal and hpkeOpen", () => {
  const [info, aad, plaintext] = [bytesOf("info", 30), bytesOf("aad", 30), bytesOf("text", 100)];

  it.each(hpkeXWing.go)("opens what Go's standard library sealed to $seed", async (vector) => {
    const keyPair = await keyPairOfSeed(fromHex(vector.seed));
    expect(toHex(keyPair.publicKey)).toBe(`0x${vector.publicKey}`);
    const opened = await hpkeOpen({
      keyPair,
      info: fromHex(vector.info),
      aad: fromHex(vector.aad),
      sealed: fromHex(vector.sealed),
    });
    expect(opened).toEqual(fromHex(vector.plaintext));
  });

  it("go there and back, also with views into larger buffers", async () => {
    const view = (bytes: Uint8Array) => concatBytes(Uint8Array.of(1, 2, 3), bytes).subarray(3);
    const publicKey = view(granteeKeys.publicKey);
    const sealed = await hpkeSeal({ publicKey, info: view(info), aad: view(aad), plaintext });
    expect(sealed).toHaveLength(1120 + plaintext.length + 16);
    const keyPair = { seed: view(granteeKeys.seed), publicKey };
    const opened = await hpkeOpen({
      keyPair,
      info: view(info),
      aad: view(aad),
      sealed: view(sealed),
    });
    expect(opened).toEqual(plaintext);
  });

  it("seal the same message differently each time", async () => {
    const input = { publicKey: granteeKeys.publicKey, info, aad, plaintext };
    expect(await hpkeSeal(input)).not.toEqual(await hpkeSeal(input));
  });

  it("refuse another key, context, associated data, and changed or cut bytes", async () => {
    const sealed = await hpkeSeal({ publicKey: granteeKeys.publicKey, info, aad, plaintext });
    const good = { keyPair: granteeKeys, info, aad, sealed };
    const bad = [
      { ...good, keyPair: strangerKeys },
      { ...good, info: flipped(info, 3) },
      { ...good, info: new Uint8Array() },
      { ...good, aad: flipped(aad, 3) },
      { ...good, sealed: concatBytes(sealed, Uint8Array.of(0)) },
      ...[0, 1, 31, 1087, 1088, 1119, 1120, 1135, 1136, sealed.length - 1].map((length) => ({
        ...good,
        sealed: sealed.subarray(0, length),
      })),
      ...Array.from({ length: 60 }, (_, i) => ({ ...good, sealed: flipped(sealed, i * 20) })),
      ...Array.from({ length: 32 }, (_, i) => ({ ...good, sealed: flipped(sealed, 1088 + i) })),
    ];
    for (const input of bad) await expectCode("crypto/tampered", () => hpkeOpen(input));
  });

  it("refuse public keys that are none", async () => {
    const tooGreat = granteeKeys.publicKey.slice();
    tooGreat.fill(0xff, 0, 3); // coefficients beyond the modulus of ML-KEM
    const lowOrder = granteeKeys.publicKey.slice();
    lowOrder.fill(0, 1184); // a point of X25519 that makes every shared secret zero
    for (const publicKey of [
      new Uint8Array(),
      granteeKeys.publicKey.subarray(1),
      concatBytes(granteeKeys.publicKey, Uint8Array.of(0)),
      tooGreat,
      lowOrder,
    ]) {
      await expectCode("crypto/invalid-public-key", () =>
        hpkeSeal({ publicKey, info, aad, plaintext }),
      );
    }
  });
});
