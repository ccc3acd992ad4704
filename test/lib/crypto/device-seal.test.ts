import { describe, expect, it } from "vitest";
import { openOnDevice, sealOnDevice } from "../../../lib/crypto/device-seal.ts";
import { expectCode } from "../../support/errors.ts";

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const place = new TextEncoder().encode("queue/1/here");
const plaintext = new TextEncoder().encode("what waits");

describe("what a device keeps for an identity", () => {
  it("opens for it, where it belongs", async () => {
    const sealed = await sealOnDevice({ seed }, { place, plaintext });
    expect(await openOnDevice({ seed }, { place, sealed })).toEqual(plaintext);
    expect(await sealOnDevice({ seed }, { place, plaintext })).not.toEqual(sealed);
  });

  it("opens nowhere else, for nobody else, and not changed or cut off", async () => {
    const sealed = await sealOnDevice({ seed }, { place, plaintext });
    const elsewhere = new TextEncoder().encode("queue/2/here");
    await expectCode("crypto/tampered", () => openOnDevice({ seed }, { place: elsewhere, sealed }));
    const other = { seed: seed.toReversed() };
    await expectCode("crypto/tampered", () => openOnDevice(other, { place, sealed }));
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      await expectCode("crypto/tampered", () => openOnDevice({ seed }, { place, sealed: changed }));
      const cut = sealed.slice(0, i);
      await expectCode("crypto/tampered", () => openOnDevice({ seed }, { place, sealed: cut }));
    }
  });
});
