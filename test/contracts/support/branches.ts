import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { nextJournal } from "./words.ts";
import type { Signer, World } from "./world.ts";
import { ethers, id, journalOf, openWorld, setRecord, slice } from "./world.ts";

export type Sending = Promise<ContractTransactionResponse>;

/** The call must revert with exactly this error of the ledger's. */
export async function refused(
  { ledger }: Pick<World, "ledger">,
  sending: Promise<unknown>,
  [error, ...args]: [error: string, ...args: unknown[]],
): Promise<void> {
  const matched = expect(sending).to.be.revertedWithCustomError(ledger, error);
  if (args.length > 0) await matched.withArgs(...args);
  else await matched;
}

/** The call must emit exactly these events of the ledger's, with all their arguments, and no others. */
export async function emitted(
  { ledger }: Pick<World, "ledger">,
  sending: Sending,
  events: [name: string, ...args: unknown[]][],
): Promise<void> {
  const receipt = (await (await sending).wait())!;
  const found = receipt.logs.map((log) => {
    const parsed = ledger.interface.parseLog(log)!;
    return [parsed.name, ...parsed.args.toArray(true)];
  });
  expect(found).to.deep.equal(events);
}

/** What only the owner of an open record may do. */
export function itIsTheOwners(call: (world: World, from: Signer) => Promise<unknown>): void {
  context("given the caller is not the owner", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, call(world, world.stranger), [
        "Ledger_NotOwner",
        world.record,
        world.stranger.address,
      ]);
    });
  });
  itNeedsAnOpenRecord(call);
}

export function itNeedsAnOpenRecord(call: (world: World, from: Signer) => Promise<unknown>): void {
  context("given the record is closed", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { closed: true });
      await refused(world, call(world, world.owner), ["Ledger_RecordClosed", world.record]);
    });
  });
}

/** What a call with `epoch` and `rotation` does before anything else. */
export function itRotatesFirst(
  prepare: (world: World) => Promise<unknown>,
  call: (world: World, epoch: bigint, rotation: string) => Sending,
): void {
  const rotation = id("rotation");

  context("when a rotation is asked for", () => {
    context("given the epoch is not the record's", () => {
      it("it should revert", async () => {
        const world = await openWorld();
        await prepare(world);
        const error = ["Ledger_WrongEpoch", world.record, 1n, 0n] as [string, ...unknown[]];
        await refused(world, call(world, 1n, rotation), error);
      });
    });

    context("given the epoch is the last one", () => {
      it("it should revert", async () => {
        const world = await openWorld();
        await prepare(world);
        const epoch = 2n ** 24n - 1n;
        await setRecord(world, { epoch });
        await refused(world, call(world, epoch, rotation), ["Ledger_EpochExhausted", world.record]);
      });
    });

    context("given the epoch is the record's", () => {
      it("it should enter the next epoch first", async () => {
        const world = await openWorld();
        await prepare(world);
        await setRecord(world, { epoch: 2n ** 24n - 2n });
        const before = await journalOf(world);
        const receipt = (await (await call(world, 2n ** 24n - 2n, rotation)).wait())!;
        const [first, second] = receipt.logs.map((log) => world.ledger.interface.parseLog(log)!);
        expect([first!.name, ...first!.args.toArray()]).to.deep.equal([
          "Rotated",
          world.record,
          2n ** 24n - 1n,
          await slice(),
          rotation,
          before,
        ]);
        const journal = nextJournal(before, BigInt(receipt.blockNumber));
        expect(second!.args.getValue("journal")).to.equal(journal);
        expect(await epochOf(world)).to.equal(2n ** 24n - 1n);
      });
    });
  });
}

export async function epochOf(world: World): Promise<bigint> {
  return (await world.view<{ epoch: bigint }>("recordOf", world.record)).epoch;
}

/** The number of the block in which the transaction is. */
export async function blockOf(sending: Sending): Promise<bigint> {
  return BigInt((await (await sending).wait())!.blockNumber);
}

/** The number of the next block. */
export async function nextBlock(): Promise<bigint> {
  return BigInt(await ethers.provider.getBlockNumber()) + 1n;
}
