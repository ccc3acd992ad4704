import { expect } from "chai";
import type { BaseContract } from "ethers";
import { ethers, networkHelpers, worldOf } from "./support/world.ts";

const KEY = ethers.hexlify(Uint8Array.from({ length: 1216 }, (_, i) => i % 251));
const OTHER = ethers.hexlify(Uint8Array.from({ length: 1216 }, (_, i) => i % 253));

const FACTORS = ethers.hexlify(new Uint8Array(1024).fill(9));

async function makeDirectory() {
  const [ann, bob] = await ethers.getSigners();
  const directory: BaseContract = await ethers.deployContract("KeyDirectory");
  return worldOf(directory, { ann: ann!, bob: bob! });
}

/** The first 224 bits of the key's Keccak-256, then the block. */
const pointerTo = (key: string, block: number | null): bigint =>
  ((BigInt(ethers.keccak256(key)) >> 32n) << 32n) | BigInt(block!);

describe("publishKey", () => {
  for (const length of [0, 1215, 1217]) {
    context(`when the key has ${length} bytes`, () => {
      it("it should revert", async () => {
        const { ledger, ann, send } = await networkHelpers.loadFixture(makeDirectory);
        const key = ethers.hexlify(new Uint8Array(length));
        await expect(send(ann, "publishKey", key, "0x", "0x"))
          .to.be.revertedWithCustomError(ledger, "KeyDirectory_KeyLength")
          .withArgs(length);
      });
    });
  }

  context("when the factor block has more than 1024 bytes", () => {
    it("it should revert", async () => {
      const { ledger, ann, send } = await networkHelpers.loadFixture(makeDirectory);
      await expect(send(ann, "publishKey", KEY, "0x", `${FACTORS}00`))
        .to.be.revertedWithCustomError(ledger, "KeyDirectory_FactorsLength")
        .withArgs(1025);
    });
  });

  context("given the account has no key", () => {
    it("it should publish it, with signature and factor block as they came", async () => {
      const { ledger, ann, bob, send, view } = await networkHelpers.loadFixture(makeDirectory);
      const signature = ethers.hexlify(new Uint8Array(65).fill(7));
      const sending = send(ann, "publishKey", KEY, signature, FACTORS);
      await expect(sending)
        .to.emit(ledger, "KeyPublished")
        .withArgs(ann.address, KEY, signature, FACTORS, 0n);
      const pointer = pointerTo(KEY, (await sending).blockNumber);
      expect(await view("keyOf", ann.address)).to.equal(pointer);
      expect(await view("keyOf", bob.address)).to.equal(0n);
    });
  });

  context("given the account has a key", () => {
    it("it should put the new one in its place, and say where the old one was", async () => {
      const { ledger, ann, bob, send, view } = await networkHelpers.loadFixture(makeDirectory);
      await send(bob, "publishKey", OTHER, "0x", "0x");
      const first = await send(ann, "publishKey", KEY, "0x", "0x");
      const sending = send(ann, "publishKey", OTHER, "0x00", "0x");
      await expect(sending)
        .to.emit(ledger, "KeyPublished")
        .withArgs(ann.address, OTHER, "0x00", "0x", pointerTo(KEY, first.blockNumber));
      const pointer = pointerTo(OTHER, (await sending).blockNumber);
      expect(await view("keyOf", ann.address)).to.equal(pointer);
    });
  });
});

describe("keyOf", () => {
  it("it should be 0 until there is a key", async () => {
    const { ann, send, view } = await networkHelpers.loadFixture(makeDirectory);
    expect(await view("keyOf", ann.address)).to.equal(0n);
    const { blockNumber } = await send(ann, "publishKey", KEY, "0x", "0x");
    expect(await view("keyOf", ann.address)).to.equal(pointerTo(KEY, blockNumber));
  });
});

describe("keysOf", () => {
  it("it should answer for several accounts", async () => {
    const { ann, bob, send, view } = await networkHelpers.loadFixture(makeDirectory);
    const { blockNumber } = await send(bob, "publishKey", KEY, "0x", "0x");
    const keys = await view<bigint[]>("keysOf", [ann.address, bob.address]);
    expect(keys).to.deep.equal([0n, pointerTo(KEY, blockNumber)]);
  });
});

describe("the directory's eip712Domain", () => {
  it("it should name the domain (ERC-5267)", async () => {
    const { ledger, view } = await networkHelpers.loadFixture(makeDirectory);
    const { chainId } = await ethers.provider.getNetwork();
    const [, name, version, chain, contract] = await view<unknown[]>("eip712Domain");
    expect([name, version, chain, contract]).to.deep.equal([
      "Leasehold KeyDirectory",
      "1",
      chainId,
      await ledger.getAddress(),
    ]);
  });
});
