import { getAddress } from "viem";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import { decodeFactors, openPreviousSeed } from "../../../lib/crypto/factor-block.ts";
import { openWithPasskey, openWithPassphrase } from "../../../lib/crypto/factor-lock.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import { seedFrom, walletSecret } from "../../../lib/crypto/identity.ts";
import { decodeRecoveryCode } from "../../../lib/crypto/recovery-code.ts";
import { identityVectors } from "../../../scripts/vectors/identity-vectors.ts";
import vectors from "../../vectors/leasehold-identities.json" with { type: "json" };

describe("the committed vectors of identities", () => {
  it("are what this code makes, given the same randomness", async () => {
    expect(await identityVectors()).toEqual(vectors);
  });

  it.each([vectors.wallet, vectors.factorAlone])("lead to the key again: %#", async (vector) => {
    const { index } = vector;
    const account = getAddress(vector.account);
    const block = decodeFactors(fromHex(vector.block));
    expect(block.signature).toBe(vector.signature !== null);
    const signature = vector.signature as `0x${string}` | null;
    const signatures = signature && ([signature, signature] as const);
    const wallet = signatures && (await walletSecret({ account, index, signatures }));
    const place = { account, index, wallet };
    const { passphrase } = vector;
    const factor = await openWithPassphrase(block, { place, passphrase });
    expect(toHex(factor)).toBe(vector.factor);
    const lock = block.locks.find(({ kind }) => kind === "passkey");
    if (lock?.kind !== "passkey") throw new TypeError("The vector has no lock of a passkey.");
    const output = fromHex(vector.passkeyOutput);
    expect(await openWithPasskey(lock, { place, output })).toEqual(factor);
    const seed = seedFrom({ ...place, factor });
    expect(toHex((await keyPairOfSeed(seed)).publicKey)).toBe(vector.publicKey);
    expect(decodeRecoveryCode(vector.recoveryCode)).toEqual(seed);
    const { previous } = block;
    const before = previous && (await openPreviousSeed(previous, { account, index, seed }));
    expect(before && toHex(before)).toBe(vector.previousSeed);
  });
});
