import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import type { FactorBlockInput } from "../../../lib/crypto/factor-block.ts";
import {
  decodeFactors,
  encodeFactors,
  openPreviousSeed,
  sealPreviousSeed,
} from "../../../lib/crypto/factor-block.ts";
import {
  lockWithPasskey,
  lockWithPassphrase,
  newFactor,
  openWithPasskey,
  openWithPassphrase,
} from "../../../lib/crypto/factor-lock.ts";
import { seedFrom } from "../../../lib/crypto/identity.ts";
import { MIN_PASSPHRASE_COST } from "../../../lib/crypto/passphrase.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, expectStrictDecoder, flipped, outcome } from "./fixtures.ts";

const account = privateKeyToAccount(toHex(bytesOf("wallet", 32))).address;
const place = { account, index: 2, wallet: bytesOf("wallet's part", 64) };
const factor = newFactor();
const passkey = {
  credential: bytesOf("credential", 16),
  site: "localhost",
  salt: bytesOf("salt", 32),
  output: bytesOf("prf", 32),
};
const passphraseLock = await lockWithPassphrase(factor, {
  place,
  passphrase: "open sesame",
  cost: MIN_PASSPHRASE_COST,
});
const passkeyLock = await lockWithPasskey(factor, { place, passkey });
const input: FactorBlockInput = {
  account,
  index: 2,
  signature: true,
  locks: [passphraseLock, passkeyLock],
  previous: await sealPreviousSeed(bytesOf("previous seed", 32), {
    account,
    index: 2,
    seed: bytesOf("seed", 32),
  }),
};

/** Places that differ in one thing from the one that the locks are for. */
const elsewhere = [
  { ...place, account: privateKeyToAccount(toHex(bytesOf("other", 32))).address },
  { ...place, index: 3 },
  { ...place, wallet: bytesOf("other wallet's part", 64) },
  { ...place, wallet: null },
];

describe("a factor block", () => {
  it("comes back", () => {
    const { account: _, ...rest } = input;
    expect(decodeFactors(encodeFactors(input))).toEqual({
      v: 1,
      type: "factors",
      account: fromHex(account),
      ...rest,
    });
    const bare = { ...input, locks: [], previous: null };
    expect(decodeFactors(encodeFactors(bare)).locks).toEqual([]);
  });

  it("is refused where it is not one", async () => {
    await expectStrictDecoder(decodeFactors, encodeFactors(input));
  });

  it("needs a lock where the wallet has no part in the identity", async () => {
    const bare = { ...input, signature: false, locks: [] };
    await expectCode("crypto/malformed", () => encodeFactors(bare));
  });

  it("has no lock that is cheap to guess at, or never done", async () => {
    for (const change of [{ memory: 8 }, { passes: 1 }, { memory: 2 ** 22 }, { passes: 1000 }]) {
      const locks = [{ ...passphraseLock, ...change }];
      await expectCode("crypto/malformed", () => encodeFactors({ ...input, locks }));
    }
  });

  it("has room for four passkeys and a passphrase, and not for more than the directory takes", async () => {
    const locks = [passphraseLock, ...new Array(4).fill(passkeyLock)];
    expect(encodeFactors({ ...input, locks }).length).toBeLessThanOrEqual(1024);
    const many = new Array(12).fill(passkeyLock);
    await expectCode("identity/too-many-locks", () => encodeFactors({ ...input, locks: many }));
  });

  it("has the seed before it, for whoever has this one", async () => {
    const name = { account, index: 2, seed: bytesOf("seed", 32) };
    const sealed = input.previous as Uint8Array;
    expect(await openPreviousSeed(sealed, name)).toEqual(bytesOf("previous seed", 32));
    for (const other of [
      { ...name, index: 1 },
      { ...name, seed: bytesOf("another seed", 32) },
      { ...name, account: elsewhere[0]?.account ?? account },
    ]) {
      await expectCode("crypto/tampered", () => openPreviousSeed(sealed, other));
    }
  });
});

describe("a lock of a passphrase", () => {
  const open = (passphrase: string, at: typeof place | (typeof elsewhere)[number] = place) =>
    openWithPassphrase(input, { place: at, passphrase });

  it("opens with the passphrase, and its wallet", async () => {
    expect(await open("open sesame")).toEqual(factor);
    await expectCode("identity/wrong-passphrase", () => open("open sesamE"));
    await expectCode("identity/wrong-passphrase", () => open(""));
    for (const at of elsewhere) {
      await expectCode("identity/wrong-passphrase", () => open("open sesame", at));
    }
  });

  it("is tried with every passphrase's lock", async () => {
    const second = await lockWithPassphrase(factor, {
      place,
      passphrase: "another",
      cost: MIN_PASSPHRASE_COST,
    });
    const locks = [passphraseLock, passkeyLock, second];
    expect(await openWithPassphrase({ locks }, { place, passphrase: "another" })).toEqual(factor);
    const none = { locks: [passkeyLock] };
    await expectCode("identity/wrong-passphrase", () =>
      openWithPassphrase(none, { place, passphrase: "open sesame" }),
    );
  });

  it("never opens to something else when it was changed", async () => {
    for (let at = 0; at < passphraseLock.sealed.length; at += 24) {
      const locks = [{ ...passphraseLock, sealed: flipped(passphraseLock.sealed, at) }];
      await expectCode("identity/wrong-passphrase", () =>
        openWithPassphrase({ locks }, { place, passphrase: "open sesame" }),
      );
    }
  });
});

describe("a lock of a passkey", () => {
  it("opens with the passkey's secret, and its wallet", async () => {
    const { output } = passkey;
    expect(await openWithPasskey(passkeyLock, { place, output })).toEqual(factor);
    const other = bytesOf("other prf", 32);
    await expectCode("identity/wrong-passkey", () =>
      openWithPasskey(passkeyLock, { place, output: other }),
    );
    for (const at of elsewhere) {
      await expectCode("identity/wrong-passkey", () =>
        openWithPasskey(passkeyLock, { place: at, output }),
      );
    }
  });

  it("never opens to something else when it was changed", async () => {
    const { output } = passkey;
    for (const part of ["sealed", "salt"] as const) {
      for (let at = 0; at < passkeyLock[part].length; at++) {
        const lock = { ...passkeyLock, [part]: flipped(passkeyLock[part], at) };
        const result = await outcome(() => openWithPasskey(lock, { place, output }));
        expect(result).toEqual({ code: "identity/wrong-passkey" });
      }
    }
  });

  it("refuses a secret or a factor of another length", async () => {
    await expectCode("crypto/invalid-argument", () =>
      lockWithPasskey(factor, { place, passkey: { ...passkey, output: new Uint8Array(31) } }),
    );
    await expectCode("crypto/invalid-argument", () =>
      lockWithPasskey(new Uint8Array(16), { place, passkey }),
    );
  });
});

describe("seedFrom", () => {
  const { wallet } = place;

  it("differs by each of its parts", () => {
    const seeds = [
      { ...place, factor },
      { ...place, factor: null },
      { ...place, wallet: null, factor },
      { ...place, index: 3, factor },
      { ...place, factor: bytesOf("other factor", 32) },
    ].map((source) => toHex(seedFrom(source)));
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it("needs a part, of the right length", async () => {
    for (const parts of [
      { wallet: null, factor: null },
      { wallet: wallet.slice(1), factor: null },
      { wallet, factor: factor.slice(1) },
      { wallet: null, factor: wallet },
    ]) {
      await expectCode("crypto/invalid-argument", () => seedFrom({ account, index: 0, ...parts }));
    }
  });
});
