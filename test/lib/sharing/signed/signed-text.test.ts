import { base64url } from "multiformats/bases/base64";
import { getAddress, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { blockCid, blockFormat, encodeBlock } from "../../../../lib/crypto/block-codec.ts";
import type { SignedMessage } from "../../../../lib/sharing/signed/signed-message.ts";
import { decodeSigned, encodeSigned } from "../../../../lib/sharing/signed/signed-text.ts";
import { expectCode } from "../../../support/errors.ts";
import { bytesOf } from "../../crypto/fixtures.ts";

const hex = (label: string) => toHex(bytesOf(label, 32));
const account = (label: string) => getAddress(toHex(bytesOf(label, 20)));

const common = {
  chainId: 31337,
  ledger: account("ledger"),
  signer: account("signer"),
  validity: { nonce: 2n ** 256n - 3n, deadline: 1_900_000_000 },
  signature: toHex(bytesOf("signature", 65)),
};

const MESSAGES: Record<SignedMessage["kind"], SignedMessage> = {
  grant: {
    ...common,
    kind: "grant",
    content: {
      record: hex("record"),
      terms: {
        notBefore: 100,
        expiresAt: 2 ** 26 - 1,
        since: 0,
        sections: [0, 5, 127],
        rights: { read: true, write: true },
        generation: 3,
      },
      lease: { account: account("grantee"), leaf: 2 ** 32 - 1, envelope: hex("envelope") },
      rotation: { epoch: 7, digest: hex("rotation") },
      revocations: 2,
    },
  },
  revocation: {
    ...common,
    kind: "revocation",
    content: {
      record: hex("record"),
      account: account("grantee"),
      generation: 0,
      rotation: { epoch: 0, digest: null },
    },
  },
  publication: {
    ...common,
    kind: "publication",
    content: {
      record: hex("record"),
      generation: 1,
      publications: [
        { section: 1, slice: 29_000_000, epoch: 4, expectedHead: null, newHead: hex("one") },
        { section: 2, slice: 29_000_000, epoch: 4, expectedHead: hex("two"), newHead: hex("3") },
      ],
    },
  },
};

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A text whose check is right, over any block. */
function textOf(block: Uint8Array): string {
  const check = blockCid(block).multihash.digest.slice(0, 8);
  return base64url.encode(new Uint8Array([...check, ...block]));
}

describe.each(Object.entries(MESSAGES))("a signed %s as text", (_, message) => {
  const text = encodeSigned(message);

  it("comes back as it was, with white space around it or not", () => {
    expect(decodeSigned(text)).toEqual(message);
    expect(decodeSigned(`\n ${text}\t`)).toEqual(message);
    expect(text).toMatch(/^u[A-Za-z0-9_-]+$/);
    expect(text.length).toBeLessThan(1200);
  });

  it("is refused cut off anywhere", async () => {
    for (let length = 0; length < text.length; length++) {
      await expectCode("sharing/malformed", () => decodeSigned(text.slice(0, length)));
    }
  });

  it("is refused with any character changed", async () => {
    for (let at = 0; at < text.length; at++) {
      const other = ALPHABET[(ALPHABET.indexOf(text[at] ?? "") + 1 + (at % 62)) % 64];
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      await expectCode("sharing/malformed", () => decodeSigned(changed));
    }
  });

  it("is refused with anything added", async () => {
    for (const more of ["A", "AAAA", text, "=", " A"]) {
      await expectCode("sharing/malformed", () => decodeSigned(text + more));
    }
  });
});

describe("another text", () => {
  const foreign = [
    "",
    "u",
    "uAAAAAAAAAAA",
    "hello",
    "0x1234",
    "https://example.org/#uabc",
    "zQmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
    "u".repeat(10_000),
  ];

  it.each(foreign)("is refused: %#", async (text) => {
    await expectCode("sharing/malformed", () => decodeSigned(text));
  });

  it("is refused if it holds another block of the protocol, or none", async () => {
    const envelope = encodeBlock(blockFormat("envelope", {}), { v: 1, type: "envelope" });
    for (const block of [envelope.bytes, new Uint8Array(), bytesOf("noise", 300)]) {
      await expectCode("sharing/malformed", () => decodeSigned(textOf(block)));
    }
  });

  it("is refused as such if it is of a later version", async () => {
    // { "v": 2 }
    const later = Uint8Array.of(0xa1, 0x61, 0x76, 0x02);
    await expectCode("crypto/unsupported-version", () => decodeSigned(textOf(later)));
  });
});

describe("what there cannot be", () => {
  it.each<[string, SignedMessage]>([
    ["a signature of nothing", { ...MESSAGES.revocation, signature: "0x" }],
    ["a deadline that is no number", withDeadline(Number.NaN)],
    ["a deadline before 1970", withDeadline(-1)],
  ])("is not written: %s", async (_, message) => {
    await expectCode("crypto/malformed", () => encodeSigned(message));
  });
});

function withDeadline(deadline: number): SignedMessage {
  return { ...MESSAGES.grant, validity: { nonce: 1n, deadline } };
}
