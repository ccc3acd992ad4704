import type { BaseContract, InterfaceAbi } from "ethers";
import { network } from "hardhat";
import type { Signer } from "./world.ts";

/** A built contract. */
export interface Build {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** A chain of its own on which the same calls use the same gas, to the unit, whenever and wherever they are made. */
export interface Meter {
  readonly ethers: Awaited<ReturnType<typeof network.create>>["ethers"];
  readonly people: readonly Signer[];
  /** The slice of every block. */
  readonly slice: bigint;
  deploy(contract: string | Build, args?: readonly unknown[]): Promise<BaseContract>;
  /** Sends a call; returns the gas that its transaction used. */
  send(contract: BaseContract, from: Signer, name: string, ...args: unknown[]): Promise<number>;
  /** The gas that a read uses where another contract asks it, apart from the call itself. */
  read(contract: BaseContract, name: string, ...args: unknown[]): Promise<number>;
  /** Does something and undoes it: what is measured after it starts where it started. */
  apart<T>(body: () => Promise<T>): Promise<T>;
  /** What it took to deploy a contract, and the size of its code. */
  deployment(contract: BaseContract): Promise<{ gas: number; bytes: number }>;
}

/** Far enough from now that no clock passes it: 15 January 2035. */
const START = 2_052_432_000;

/** Blocks are a second apart, and all within one slice's reach. */
const STEP = 1;

export async function openMeter(): Promise<Meter> {
  const { ethers, networkHelpers } = await network.create();
  const people = await ethers.getSigners();
  let clock = START;
  const tick = async () => {
    clock += STEP;
    await networkHelpers.time.setNextBlockTimestamp(clock);
  };
  return {
    ethers,
    people,
    slice: BigInt(START) / 60n,
    async deploy(contract, args = []) {
      const factory =
        typeof contract === "string"
          ? await ethers.getContractFactory(contract)
          : new ethers.ContractFactory(contract.abi, contract.bytecode, people[0]!);
      await tick();
      const deployed = await factory.deploy(...args);
      await deployed.waitForDeployment();
      return deployed as BaseContract;
    },
    async send(contract, from, name, ...args) {
      await tick();
      const sent = await (contract.connect(from) as BaseContract).getFunction(name).send(...args);
      return Number((await sent.wait())!.gasUsed);
    },
    async read(contract, name, ...args) {
      await tick();
      const { data, to } = await contract.getFunction(name).populateTransaction(...args);
      const sent = await people[0]!.sendTransaction({ to: to!, data });
      const { gasUsed } = (await sent.wait())!;
      return Number(gasUsed) - 21_000 - calldataGas(ethers.getBytes(data));
    },
    async apart(body) {
      const before = clock;
      const snapshot = await networkHelpers.takeSnapshot();
      const result = await body();
      await snapshot.restore();
      clock = before;
      return result;
    },
    async deployment(contract) {
      const receipt = await contract.deploymentTransaction()!.wait();
      const code = await ethers.provider.getCode(await contract.getAddress());
      return { gas: Number(receipt!.gasUsed), bytes: (code.length - 2) / 2 };
    },
  };
}

/** EIP-2028: 4 for a zero byte, 16 for another. */
function calldataGas(data: Uint8Array): number {
  return data.reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
}
