import type { Hex } from "viem";
import { concat, numberToHex, size, slice } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, uintBytes } from "../../../lib/bytes.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { fingerprint, identitySeed, identityTypedData } from "../../../lib/crypto/identity.ts";
import { hkdf } from "../../../lib/crypto/kdf.ts";
import { attestationTypedData, verifyAttestation } from "../../../lib/crypto/key-attestation.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, granteeKeys, strangerKeys } from "./fixtures.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const wallet = privateKeyToAccount(toHex(bytesOf("wallet", 32)));
const other = privateKeyToAccount(toHex(bytesOf("other wallet", 32)));
const name = { account: wallet.address, index: 0 };
const signature = await wallet.signTypedData(identityTypedData(name));
const seed = await identitySeed({ ...name, signatures: [signature, signature] });

/** The other valid signature of the same message: s in its higher form (EIP-2). */
function malleated(of: Hex): Hex {
  const s = numberToHex(ORDER - BigInt(slice(of, 32, 64)), { size: 32 });
  return concat([slice(of, 0, 32), s, slice(of, 64) === "0x1b" ? "0x1c" : "0x1b"]);
}

describe("identitySeed", () => {
  it("derives from the signature's halves, account and index", async () => {
    const ikm = fromHex(slice(signature, 0, 64));
    const info = [TAGS.identity, uintBytes(0, 4)];
    expect(seed).toEqual(hkdf({ ikm, salt: fromHex(wallet.address), info }));
  });

  it("is the same for both forms of s and of the recovery byte", async () => {
    const zeroBased = concat([
      slice(signature, 0, 64),
      slice(signature, 64) === "0x1b" ? "0x00" : "0x01",
    ]);
    for (const same of [malleated(signature), zeroBased]) {
      expect(await identitySeed({ ...name, signatures: [signature, same] })).toEqual(seed);
      expect(await identitySeed({ ...name, signatures: [same, same] })).toEqual(seed);
    }
  });

  it("differs by second factor, index and account", async () => {
    const factor = bytesOf("factor", 32);
    const withFactor = await identitySeed({ ...name, signatures: [signature, signature], factor });
    const ikm = concatBytes(fromHex(slice(signature, 0, 64)), factor);
    const info = [TAGS.identity, uintBytes(0, 4)];
    expect(withFactor).toEqual(hkdf({ ikm, salt: fromHex(wallet.address), info }));

    const nextName = { account: wallet.address, index: 1 };
    const next = await wallet.signTypedData(identityTypedData(nextName));
    expect(next).not.toBe(signature);
    expect(await identitySeed({ ...nextName, signatures: [next, next] })).not.toEqual(seed);
    await expectCode("crypto/invalid-argument", () =>
      identitySeed({ ...name, signatures: [signature, signature], factor: factor.subarray(1) }),
    );
  });

  it("refuses a wallet that signs differently each time", async () => {
    const differing = await wallet.signTypedData(identityTypedData({ ...name, index: 5 }));
    const [otherR, otherS] = [0, 32].map((at) => {
      const bytes = fromHex(signature);
      bytes[at + 20] = (bytes[at + 20] ?? 0) ^ 1;
      return toHex(bytes);
    }) as [Hex, Hex];
    for (const second of [differing, otherR, otherS]) {
      await expectCode("identity/not-deterministic", () =>
        identitySeed({ ...name, signatures: [signature, second] }),
      );
    }
  });

  it("refuses a signature by another account, or of another message", async () => {
    for (const wrong of [
      await other.signTypedData(identityTypedData(name)),
      await wallet.signTypedData(identityTypedData({ ...name, index: 1 })),
      await wallet.signMessage({ message: "hello" }),
    ]) {
      await expectCode("identity/wrong-signer", () =>
        identitySeed({ ...name, signatures: [wrong, wrong] }),
      );
    }
  });

  it("refuses what is not a signature by a private key", async () => {
    for (const wrong of [
      "0x",
      "0x1234",
      slice(signature, 0, 64),
      concat([signature, "0x00"]),
      `0x${"00".repeat(65)}`,
      `0x${"ff".repeat(65)}`,
      concat([slice(signature, 0, 64), "0x05"]),
      `0x${"12".repeat(500)}`,
    ] as Hex[]) {
      await expectCode("identity/unusable-signature", () =>
        identitySeed({ ...name, signatures: [wrong, wrong] }),
      );
      await expectCode("identity/unusable-signature", () =>
        identitySeed({ ...name, signatures: [signature, wrong] }),
      );
    }
  });

  it("refuses every changed byte of the signature", async () => {
    for (let at = 0; at < size(signature); at++) {
      const bytes = fromHex(signature);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      const changed = toHex(bytes);
      await expect(identitySeed({ ...name, signatures: [changed, changed] })).rejects.toMatchObject(
        {
          code: expect.stringMatching(/^identity\/(wrong-signer|unusable-signature)$/),
        },
      );
    }
  });
});

describe("the identity's message", () => {
  it("is the protocol's", () => {
    expect(identityTypedData(name)).toMatchObject({
      domain: { name: "Leasehold", version: "1" },
      primaryType: "EncryptionIdentity",
      message: {
        statement:
          "Derive my Leasehold encryption key. Sign this only in an app you trust: whoever holds this signature can read what is shared with me.",
        account: wallet.address,
        index: 0,
      },
    });
  });

  it("refuses an index that is none", async () => {
    for (const index of [-1, 2 ** 32, 0.5]) {
      await expectCode("crypto/invalid-argument", () => identityTypedData({ ...name, index }));
    }
  });
});

describe("fingerprint", () => {
  it("is ten bytes, others for another key", async () => {
    const pair = await keyPairOfSeed(seed);
    expect(fingerprint(pair.publicKey)).toHaveLength(10);
    expect(fingerprint(pair.publicKey)).not.toEqual(fingerprint(strangerKeys.publicKey));
    await expectCode("crypto/invalid-argument", () => fingerprint(seed));
  });
});

describe("an attestation", async () => {
  const key = {
    chainId: 31337,
    directory: other.address,
    account: wallet.address,
    publicKey: granteeKeys.publicKey,
  };
  const attested = await wallet.signTypedData(attestationTypedData(key));

  it("by the account is accepted, in both forms of s", async () => {
    await verifyAttestation(key, attested);
    await verifyAttestation(key, malleated(attested));
  });

  it.each([
    ["key", { publicKey: strangerKeys.publicKey }],
    ["chain", { chainId: 1 }],
    ["directory", { directory: wallet.address }],
    ["account", { account: other.address }],
  ])("is refused for another %s", async (_, change) => {
    await expectCode("identity/wrong-signer", () =>
      verifyAttestation({ ...key, ...change }, attested),
    );
  });

  it("by another account, or that is no signature, is refused", async () => {
    const forged = await other.signTypedData(attestationTypedData(key));
    await expectCode("identity/wrong-signer", () => verifyAttestation(key, forged));
    await expectCode("identity/unusable-signature", () => verifyAttestation(key, "0x00"));
    await expectCode("crypto/invalid-argument", () =>
      verifyAttestation({ ...key, publicKey: new Uint8Array(32) }, attested),
    );
  });
});
