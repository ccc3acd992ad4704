import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { BaseContract, ContractTransactionResponse } from "ethers";
import { network } from "hardhat";
import type { LeaseFields, RecordFields } from "./words.ts";
import { packLease, packRecord, packStamp, READ, ZERO } from "./words.ts";

export type Signer = HardhatEthersSigner;

/** One in-process chain for all of a test run: every test starts from a snapshot of it. */
const connection = await network.create();
export const { ethers, networkHelpers } = connection;

export const id = (text: string): string => ethers.id(text);
export const saltOf = (number: number): string => ethers.zeroPadValue(ethers.toBeHex(number), 32);

/** A ledger with a record of `owner`'s, whose section 0 has an entry; nothing is lent yet. */
export interface World {
  ledger: BaseContract;
  owner: Signer;
  ann: Signer;
  bob: Signer;
  stranger: Signer;
  /** Whoever carries signatures. */
  carrier: Signer;
  record: string;
  /** The head of section 0. */
  head: string;
  send: Send;
  view: View;
}

/** Sends a call of the ledger's as somebody. */
export type Send = (
  from: Signer,
  name: string,
  ...args: unknown[]
) => Promise<ContractTransactionResponse>;

/** Asks the ledger something in the latest block. */
export type View = <T>(name: string, ...args: unknown[]) => Promise<T>;

/** The world as it is before each test. */
export const openWorld = (): Promise<World> => networkHelpers.loadFixture(makeWorld);

async function makeWorld(): Promise<World> {
  const [owner, ann, bob, stranger, carrier] = await ethers.getSigners();
  const ledger: BaseContract = await ethers.deployContract("Ledger");
  const world = worldOf(ledger, { owner: owner!, ann: ann!, bob: bob!, stranger: stranger! });
  const record = await world.view<string>("recordId", owner!.address, saltOf(0));
  const head = id("entry");
  await settle();
  await world.send(owner!, "createRecord", saltOf(0), [[await stampNow(0n, 0n), ZERO, head]]);
  return { ...world, record, head, carrier: carrier! };
}

export function worldOf<T extends object>(
  ledger: BaseContract,
  rest: T,
): T & { ledger: BaseContract; send: Send; view: View } {
  return {
    ...rest,
    ledger,
    send: (from, name, ...args) =>
      (ledger.connect(from) as BaseContract).getFunction(name).send(...args),
    view: (name, ...args) => ledger.getFunction(name).staticCall(...args),
  };
}

/* TIME */

export async function now(): Promise<bigint> {
  return BigInt(await networkHelpers.time.latest());
}

/** The slice of the latest block. */
export async function slice(): Promise<bigint> {
  return (await now()) / 60n;
}

/** Mines a block at the second, and makes it the latest. */
export async function mineAt(second: bigint): Promise<void> {
  await networkHelpers.time.increaseTo(second);
}

/** The next block, and whatever is sent in it, is at the second. */
export async function nextAt(second: bigint): Promise<void> {
  await networkHelpers.time.setNextBlockTimestamp(second);
}

/** Moves to the start of a minute, so that what a test sends within 50 seconds falls into one slice. */
export async function settle(): Promise<void> {
  await mineAt(((await now()) / 60n + 1n) * 60n);
}

/* WORDS */

/** A lease of section 0 for 100 slices from the present one, with history. */
export async function leaseNow(fields: Partial<LeaseFields> = {}): Promise<bigint> {
  const start = await slice();
  return packLease({
    leaf: 7n,
    notBefore: start,
    expiresAt: start + 100n,
    since: 0n,
    sections: 1n,
    rights: READ,
    generation: 0n,
    ...fields,
  });
}

export async function stampNow(section: bigint, epoch: bigint): Promise<bigint> {
  return packStamp(section, await slice(), epoch);
}

/* STORAGE */

/** Where the ledger keeps a record: `_records` is its first mapping. */
export function slotOf(record: string): bigint {
  return BigInt(
    ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [record, 0])),
  );
}

/** Overwrites a record's words, to reach what no test could wait for. */
export async function setRecord(world: World, fields: Partial<RecordFields>): Promise<void> {
  const now_ = await world.view<RecordFields>("recordOf", world.record);
  const { state, title } = packRecord({
    owner: now_.owner,
    journal: now_.journal,
    generation: now_.generation,
    epoch: now_.epoch,
    revocations: now_.revocations,
    closed: now_.closed,
    ...fields,
  });
  const slot = slotOf(world.record);
  const address = await world.ledger.getAddress();
  await networkHelpers.setStorageAt(address, slot, state);
  await networkHelpers.setStorageAt(address, slot + 1n, title);
}

/** Where an account's journals are: `_inboxes` is the second mapping. */
export async function setInbox(
  world: World,
  account: string,
  journals: { lent?: bigint; asked?: bigint },
): Promise<void> {
  const slot = BigInt(
    ethers.keccak256(
      ethers.AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [account, 1]),
    ),
  );
  const address = await world.ledger.getAddress();
  if (journals.lent !== undefined) {
    await networkHelpers.setStorageAt(address, slot, journals.lent);
  }
  if (journals.asked !== undefined) {
    await networkHelpers.setStorageAt(address, slot + 1n, journals.asked);
  }
}

/** Writes a request that the account could not make itself: the owner's own, or nobody's. */
export async function pretendToAsk(world: World, account: string): Promise<void> {
  const { AbiCoder, keccak256 } = ethers;
  const requests = slotOf(world.record) + 7n;
  const key = AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [account, requests]);
  const address = await world.ledger.getAddress();
  await networkHelpers.setStorageAt(address, BigInt(keccak256(key)), 1n);
}

/** The record's journal word. */
export async function journalOf(world: World): Promise<bigint> {
  return (await world.view<RecordFields>("recordOf", world.record)).journal;
}
