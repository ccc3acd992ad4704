import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";
import { packJournal } from "./support/words.ts";
import { saltOf, worldOf } from "./support/world.ts";

/** Where Arbitrum has its system contract. */
const ARB_SYS = `0x${"64".padStart(40, "0")}`;

/** Code that answers every call with the number: PUSH32 n PUSH0 MSTORE PUSH1 32 PUSH0 RETURN. */
const answer = (number: bigint): string =>
  `0x7f${number.toString(16).padStart(64, "0")}5f5260205ff3`;

async function deployOn(code: string) {
  const { ethers, networkHelpers } = await network.create();
  await networkHelpers.setCode(ARB_SYS, code);
  const deploy = (): Promise<BaseContract> => ethers.deployContract("Ledger");
  return { ethers, deploy, setCode: (other: string) => networkHelpers.setCode(ARB_SYS, other) };
}

describe("blockNumber", () => {
  context("given the chain is not Arbitrum", () => {
    it("it should be the block's number", async () => {
      const { ethers, deploy, setCode } = await deployOn("0x");
      const ledger = await deploy();
      await setCode(answer(5_000_000n));
      const number = await ledger.getFunction("blockNumber").staticCall();
      expect(number).to.equal(BigInt(await ethers.provider.getBlockNumber()));
    });
  });

  context("given the chain is Arbitrum", () => {
    it("it should be the number that Arbitrum's system contract gives", async () => {
      const { ethers, deploy, setCode } = await deployOn(answer(4_000_000_000n));
      const ledger = await deploy();
      await setCode(answer(4_000_000_001n));
      const [owner] = await ethers.getSigners();
      const { send, view } = worldOf(ledger, {});
      await send(owner!, "createRecord", saltOf(0), []);
      const record = await view<string>("recordId", owner!.address, saltOf(0));
      const { journal } = await view<{ journal: bigint }>("recordOf", record);
      expect(journal).to.equal(packJournal(1n, [4_000_000_001n]));
    });

    it("it should be taken up to 32 bits, and revert above", async () => {
      const { deploy, setCode } = await deployOn(answer(1n));
      const ledger = await deploy();
      await setCode(answer(2n ** 32n - 1n));
      expect(await ledger.getFunction("blockNumber").staticCall()).to.equal(2n ** 32n - 1n);
      await setCode(answer(2n ** 32n));
      await expect(ledger.getFunction("blockNumber").staticCall())
        .to.be.revertedWithCustomError(ledger, "BlockSource_TooHigh")
        .withArgs(2n ** 32n);
    });
  });

  context("given something at Arbitrum's address does not answer", () => {
    it("it should refuse to be deployed there", async () => {
      const { ethers, deploy } = await deployOn("0x5f5ffd");
      await expect(deploy()).to.be.revertedWithoutReason(ethers);
    });
  });

  context("given something at Arbitrum's address answers 0", () => {
    it("it should not be taken for Arbitrum", async () => {
      const { ethers, deploy } = await deployOn(answer(0n));
      const ledger = await deploy();
      const number = await ledger.getFunction("blockNumber").staticCall();
      expect(number).to.equal(BigInt(await ethers.provider.getBlockNumber()));
    });
  });
});
