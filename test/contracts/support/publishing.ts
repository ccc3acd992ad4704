import { expect } from "chai";
import type { Sending } from "./branches.ts";
import { emitted, itNeedsAnOpenRecord, refused } from "./branches.ts";
import type { Publication } from "./sign.ts";
import { nextJournal, packJournal, packStamp, ZERO } from "./words.ts";
import type { Signer, World } from "./world.ts";
import { id, journalOf, nextAt, openWorld, setRecord, settle, slice, stampNow } from "./world.ts";

/** One of the ways to publish. */
export interface Publishing {
  /** What must stand before: the author's right to sections 0 and 127. */
  prepare: (world: World) => Promise<unknown>;
  author: (world: World) => Signer;
  publish: (world: World, publications: Publication[]) => Sending;
}

const NEW = id("new entry");

/** What every way of publishing refuses and does. */
export function itPublishes({ prepare, author, publish }: Publishing): void {
  const open = async (): Promise<World> => {
    const world = await openWorld();
    await prepare(world);
    return world;
  };
  const oneAt = async (world: World, second: bigint, stamped: bigint): Sending => {
    await settle();
    await nextAt(second);
    return publish(world, [[packStamp(0n, stamped, 0n), world.head, NEW]]);
  };

  itNeedsAnOpenRecord(async (world) => {
    await settle();
    return publish(world, [[await stampNow(0n, 0n), world.head, NEW]]);
  });

  context("when there is nothing to publish", () => {
    it("it should revert", async () => {
      const world = await open();
      await refused(world, publish(world, []), ["Ledger_NoPublications"]);
    });
  });

  context("when there is no such section", () => {
    it("it should revert", async () => {
      const world = await open();
      await refused(world, publish(world, [[await stampNow(128n, 0n), ZERO, NEW]]), [
        "Ledger_MayNotPublish",
        world.record,
        author(world).address,
        128n,
      ]);
    });
  });

  context("given the epoch is not the record's", () => {
    for (const epoch of [4n, 6n]) {
      it(`it should revert for epoch ${epoch} of 5`, async () => {
        const world = await open();
        await setRecord(world, { epoch: 5n });
        const publication: Publication = [await stampNow(0n, epoch), world.head, NEW];
        await refused(world, publish(world, [publication]), [
          "Ledger_WrongEpoch",
          world.record,
          epoch,
          5n,
        ]);
      });
    }
  });

  context("given the slice has not begun", () => {
    it("it should revert one second before it begins", async () => {
      const world = await open();
      const at = (await slice()) + 2n;
      const sending = oneAt(world, at * 60n - 1n, at);
      await refused(world, sending, ["Ledger_SliceInFuture", at, at - 1n]);
    });

    it("it should publish in its first second", async () => {
      const world = await open();
      const at = (await slice()) + 2n;
      await oneAt(world, at * 60n, at);
      expect(await world.view("headOf", world.record, 0)).to.equal(NEW);
    });
  });

  context("given the slice is more than 5 back", () => {
    it("it should revert in the first second of the sixth slice after it", async () => {
      const world = await open();
      const at = await slice();
      const sending = oneAt(world, (at + 6n) * 60n, at);
      await refused(world, sending, ["Ledger_SliceTooOld", at, at + 6n]);
    });

    it("it should publish one second before", async () => {
      const world = await open();
      const at = await slice();
      await oneAt(world, (at + 6n) * 60n - 1n, at);
      expect(await world.view("headOf", world.record, 0)).to.equal(NEW);
    });
  });

  context("when the new head is empty", () => {
    it("it should revert", async () => {
      const world = await open();
      const publication: Publication = [await stampNow(0n, 0n), world.head, ZERO];
      await refused(world, publish(world, [publication]), ["Ledger_DigestEmpty"]);
    });
  });

  context("given somebody else's entry landed first", () => {
    it("it should revert, and lose nothing", async () => {
      const world = await open();
      const publications: Publication[] = [
        [await stampNow(127n, 0n), ZERO, NEW],
        [await stampNow(0n, 0n), ZERO, NEW],
      ];
      await refused(world, publish(world, publications), [
        "Ledger_HeadMoved",
        world.record,
        0n,
        ZERO,
        world.head,
      ]);
      expect(await world.view<string[]>("headsOf", world.record, [0, 127])).to.deep.equal([
        world.head,
        ZERO,
      ]);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await open();
      await setRecord(world, { journal: packJournal(2n ** 32n - 1n - 65_536n, [1n]) });
      const publication: Publication = [await stampNow(0n, 0n), world.head, NEW];
      await refused(world, publish(world, [publication]), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should move each head on, in order", async () => {
      const world = await open();
      await setRecord(world, { epoch: 2n ** 24n - 1n });
      const journal = await journalOf(world);
      const stamps = [await stampNow(0n, 2n ** 24n - 1n), await stampNow(127n, 2n ** 24n - 1n)];
      const sending = publish(world, [
        [stamps[0]!, world.head, NEW],
        [stamps[1]!, ZERO, id("other")],
        [stamps[0]!, NEW, id("newer")],
      ]);
      const block = BigInt((await sending).blockNumber!);
      const second = nextJournal(journal, block);
      const third = nextJournal(second, block);
      const { record, head } = world;
      const { address } = author(world);
      await emitted(world, sending, [
        ["Published", record, address, stamps[0], NEW, head, journal],
        ["Published", record, address, stamps[1], id("other"), ZERO, second],
        ["Published", record, address, stamps[0], id("newer"), NEW, third],
      ]);
      expect(await world.view<string[]>("headsOf", record, [0, 127, 1])).to.deep.equal([
        id("newer"),
        id("other"),
        ZERO,
      ]);
      expect(await journalOf(world)).to.equal(nextJournal(third, block));
    });
  });
}
