import { expect } from "chai";
import type { Sending } from "./branches.ts";
import { refused } from "./branches.ts";
import { nextJournal, packJournal, packRecipient, READ_WRITE, ZERO } from "./words.ts";
import type { World } from "./world.ts";
import {
  id,
  journalOf,
  leaseNow,
  nextAt,
  openWorld,
  setInbox,
  setRecord,
  settle,
  slice,
} from "./world.ts";

export interface Lending {
  account: string;
  lease: bigint;
  envelope: string;
  epoch: bigint;
}

/** Lends by one of the ways there are. Whatever it needs beforehand is up to it. */
export type Lend = (world: World, lending: Lending) => Sending;

export const ENVELOPE = id("envelope");

/** What every way of lending refuses and accepts. `prepare` is done in time before. */
export function itChecksLeases(lend: Lend, prepare?: (world: World) => Promise<unknown>): void {
  const open = async (): Promise<World> => {
    const world = await openWorld();
    await prepare?.(world);
    return world;
  };
  const lendWith = async (world: World, changes: Partial<Lending>): Sending =>
    await lend(world, {
      account: world.ann.address,
      lease: await leaseNow(),
      envelope: ENVELOPE,
      epoch: 0n,
      ...changes,
    });

  context("when the rights lack READ", () => {
    for (const rights of [0n, 2n]) {
      it(`it should revert for rights ${rights}`, async () => {
        const world = await open();
        const sending = lendWith(world, { lease: await leaseNow({ rights }) });
        await refused(world, sending, ["Ledger_RightsInvalid", rights]);
      });
    }
  });

  context("when no section is named", () => {
    it("it should revert", async () => {
      const world = await open();
      const sending = lendWith(world, { lease: await leaseNow({ sections: 0n }) });
      await refused(world, sending, ["Ledger_NoSections"]);
    });
  });

  context("when the lease ends in the slice in which it is granted", () => {
    it("it should revert in that slice's first second", async () => {
      const world = await open();
      const end = (await slice()) + 2n;
      const lease = await leaseNow({ expiresAt: end });
      const sending = lendAt(end * 60n, () => lendWith(world, { lease }));
      await refused(world, sending, ["Ledger_AlreadyOver", end, end]);
      const past = await leaseNow({ expiresAt: end - 1n });
      const later = lendAt(end * 60n + 1n, () => lendWith(world, { lease: past }));
      await refused(world, later, ["Ledger_AlreadyOver", end - 1n, end]);
    });

    it("it should be granted one second before", async () => {
      const world = await open();
      const end = (await slice()) + 2n;
      const lease = await leaseNow({ expiresAt: end });
      await lendAt(end * 60n - 1n, () => lendWith(world, { lease }));
      expect(await world.view("grantOf", world.record, world.ann.address)).to.equal(lease);
    });
  });

  context("when the lease starts no earlier than it ends", () => {
    it("it should revert", async () => {
      const world = await open();
      const end = (await slice()) + 9n;
      for (const notBefore of [end, end + 1n]) {
        const lease = await leaseNow({ notBefore, expiresAt: end });
        const sending = lendWith(world, { lease });
        await refused(world, sending, ["Ledger_WindowEmpty", notBefore, end]);
      }
    });
  });

  context("when the data starts no earlier than the lease ends", () => {
    it("it should revert", async () => {
      const world = await open();
      const end = (await slice()) + 9n;
      for (const since of [end, end + 1n]) {
        const lease = await leaseNow({ since, expiresAt: end });
        const sending = lendWith(world, { lease });
        await refused(world, sending, ["Ledger_WindowEmpty", since, end]);
      }
    });
  });

  context("given the generation is not the record's", () => {
    for (const generation of [4n, 6n]) {
      it(`it should revert for generation ${generation} of 5`, async () => {
        const world = await open();
        await setRecord(world, { generation: 5n });
        const sending = lendWith(world, { lease: await leaseNow({ generation }) });
        await refused(world, sending, ["Ledger_WrongGeneration", world.record, generation, 5n]);
      });
    }
  });

  context("given the epoch is not the record's", () => {
    for (const epoch of [4n, 6n]) {
      it(`it should revert for epoch ${epoch} of 5`, async () => {
        const world = await open();
        await setRecord(world, { epoch: 5n });
        const sending = lendWith(world, { epoch });
        await refused(world, sending, ["Ledger_WrongEpoch", world.record, epoch, 5n]);
      });
    }
  });

  context("when the account is zero or the owner", () => {
    it("it should revert for zero", async () => {
      const world = await open();
      const account = `0x${"0".repeat(40)}`;
      const sending = lendWith(world, { account });
      await refused(world, sending, ["Ledger_AccountInvalid", account]);
    });

    it("it should revert for the owner", async () => {
      const world = await open();
      const account = world.owner.address;
      const sending = lendWith(world, { account });
      await refused(world, sending, ["Ledger_AccountInvalid", account]);
    });
  });

  context("when the envelope is empty", () => {
    it("it should revert", async () => {
      const world = await open();
      await refused(world, lendWith(world, { envelope: ZERO }), ["Ledger_DigestEmpty"]);
    });
  });

  context("given a journal is full", () => {
    it("it should revert for the record's, which keeps 65536 numbers back", async () => {
      const world = await open();
      await setRecord(world, { journal: packJournal(2n ** 32n - 1n - 65_536n, [1n]) });
      await refused(world, lendWith(world, {}), ["Ledger_JournalFull"]);
    });

    it("it should revert for the account's, which has them all", async () => {
      const world = await open();
      await setInbox(world, world.ann.address, { lent: packJournal(2n ** 32n - 1n, [1n]) });
      await refused(world, lendWith(world, {}), ["Ledger_JournalFull"]);
    });
  });

  context("given the journals have their last free number", () => {
    it("it should grant, and count in both", async () => {
      const world = await open();
      const journal = packJournal(2n ** 32n - 3n - 65_536n, [1n]);
      const lent = packJournal(2n ** 32n - 2n, [3n, 2n, 1n]);
      await setRecord(world, { journal });
      await setInbox(world, world.ann.address, { lent });
      await lendWith(world, {});
      const counted = (await journalOf(world)) & 0xffffffffn;
      expect(counted).to.be.oneOf([2n ** 32n - 2n - 65_536n, 2n ** 32n - 1n - 65_536n]);
      const [after] = await world.view<[bigint]>("journalsOf", world.ann.address);
      expect(after & 0xffffffffn).to.equal(2n ** 32n - 1n);
    });
  });

  context("given the account holds a lease already", () => {
    it("it should replace it", async () => {
      const world = await open();
      await world.send(
        world.owner,
        "grant",
        world.record,
        packRecipient(world.ann.address, 0n),
        await leaseNow({ sections: 2n ** 127n, rights: READ_WRITE }),
        ENVELOPE,
      );
      const lease = await leaseNow({ leaf: 2n ** 32n - 1n });
      await lendWith(world, { lease });
      expect(await world.view("grantOf", world.record, world.ann.address)).to.equal(lease);
      expect(await world.view("hasAccess", world.record, world.ann.address, 127, 1)).to.equal(
        false,
      );
      expect(await world.view("hasAccess", world.record, world.ann.address, 0, 1)).to.equal(true);
    });
  });

  context("given the account never had anything lent", () => {
    it("it should start the account's journal", async () => {
      const world = await open();
      const receipt = (await (await lendWith(world, {})).wait())!;
      const [lent, asked] = await world.view<[bigint, bigint]>("journalsOf", world.ann.address);
      expect(lent).to.equal(nextJournal(0n, BigInt(receipt.blockNumber)));
      expect(asked).to.equal(0n);
    });
  });
}

async function lendAt(second: bigint, lend: () => Sending): Sending {
  await settle();
  await nextAt(second);
  return await lend();
}
