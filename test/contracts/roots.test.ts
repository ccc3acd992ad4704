import { expect } from "chai";
import { emitted, itIsTheOwners, itRotatesFirst, refused } from "./support/branches.ts";
import { grantRoot, LIST, lendRooted, plant, reaches } from "./support/rooted.ts";
import { nextJournal, packJournal, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import { id, journalOf, openWorld, setRecord } from "./support/world.ts";

const FULL = packJournal(2n ** 32n - 1n - 65_536n, [1n]);

const revocationsOf = async (world: World): Promise<bigint> =>
  (await world.view<{ revocations: bigint }>("recordOf", world.record)).revocations;

describe("grantRoot", () => {
  itIsTheOwners((world, from) => grantRoot(world, id("root"), { from }));

  itRotatesFirst(
    async () => undefined,
    (world, epoch, rotation) => grantRoot(world, id("root"), { epoch, rotation }),
  );

  context("when the root is empty", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, grantRoot(world, ZERO), ["Ledger_DigestEmpty"]);
    });
  });

  context("given the generation is not the record's", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { generation: 5n });
      await refused(world, grantRoot(world, id("root"), { generation: 4n }), [
        "Ledger_WrongGeneration",
        world.record,
        4n,
        5n,
      ]);
    });
  });

  context("given the epoch is not the record's", () => {
    it("it should revert, even without a rotation", async () => {
      const world = await openWorld();
      await setRecord(world, { epoch: 5n });
      await refused(world, grantRoot(world, id("root"), { epoch: 4n }), [
        "Ledger_WrongEpoch",
        world.record,
        4n,
        5n,
      ]);
    });
  });

  context("given the root is granted already", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await grantRoot(world, id("root"));
      await refused(world, grantRoot(world, id("root")), [
        "Ledger_RootExists",
        world.record,
        id("root"),
      ]);
    });

    it("it should be granted anew in another generation", async () => {
      const world = await openWorld();
      await grantRoot(world, id("root"));
      await setRecord(world, { generation: 1n });
      expect(await world.view("hasRoot", world.record, id("root"))).to.equal(false);
      await grantRoot(world, id("root"), { generation: 1n });
      expect(await world.view("hasRoot", world.record, id("root"))).to.equal(true);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: FULL });
      await refused(world, grantRoot(world, id("root")), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should lend to every leaf", async () => {
      const world = await openWorld();
      const tree = await plant(world);
      const journal = await journalOf(world);
      const sending = grantRoot(world, tree.root);
      await emitted(world, sending, [["RootGranted", world.record, tree.root, LIST, journal]]);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await world.view("hasRoot", world.record, tree.root)).to.equal(true);
      for (let i = 0; i < 5; i++) {
        expect(await reaches(world, tree.membershipOf(i))).to.equal(true);
      }
    });
  });
});

describe("revokeRoot", () => {
  const revokeRoot = (world: World, root: string, from: Signer = world.owner) =>
    world.send(from, "revokeRoot", world.record, root, 99, ZERO);

  itIsTheOwners((world, from) => revokeRoot(world, id("root"), from));

  itRotatesFirst(
    (world) => grantRoot(world, id("root")),
    (world, epoch, rotation) =>
      world.send(world.owner, "revokeRoot", world.record, id("root"), epoch, rotation),
  );

  context("given the root is not granted", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, revokeRoot(world, id("root")), [
        "Ledger_NoRoot",
        world.record,
        id("root"),
      ]);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await grantRoot(world, id("root"));
      await setRecord(world, { journal: FULL });
      await refused(world, revokeRoot(world, id("root")), ["Ledger_JournalFull"]);
    });
  });

  context("given the root is granted", () => {
    it("it should end every lease under it, and no other's", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      const other = await lendRooted(world, { leaf: 9n });
      const journal = await journalOf(world);
      const sending = revokeRoot(world, tree.root);
      await emitted(world, sending, [["RootRevoked", world.record, tree.root, journal]]);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await revocationsOf(world)).to.equal(1n);
      expect(await world.view("hasRoot", world.record, tree.root)).to.equal(false);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
      expect(await reaches(world, other.membershipOf(1))).to.equal(true);
    });
  });
});

describe("revokeLeaves", () => {
  const revokeLeaves = (world: World, leaves: bigint[], from: Signer = world.owner) =>
    world.send(from, "revokeLeaves", world.record, leaves, 99, ZERO);

  itIsTheOwners((world, from) => revokeLeaves(world, [1n], from));

  itRotatesFirst(
    async () => undefined,
    (world, epoch, rotation) =>
      world.send(world.owner, "revokeLeaves", world.record, [1n], epoch, rotation),
  );

  context("when there are no leaves", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, revokeLeaves(world, []), ["Ledger_NoLeaves"]);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: FULL });
      await refused(world, revokeLeaves(world, [1n]), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should end these leases, and no other", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      const journal = await journalOf(world);
      const leaves = [255n, 256n, 2n ** 32n - 1n];
      const sending = revokeLeaves(world, leaves);
      await emitted(world, sending, [["LeavesRevoked", world.record, leaves, journal]]);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await revocationsOf(world)).to.equal(1n);
      const live = [0, 1, 2, 3, 4].map((i) => reaches(world, tree.membershipOf(i)));
      expect(await Promise.all(live)).to.deep.equal([false, false, true, true, true]);
      const numbers = [254n, 255n, 256n, 257n, 2n ** 32n - 1n, 0n];
      const revoked = numbers.map((n) => world.view("isLeafRevoked", world.record, n));
      expect(await Promise.all(revoked)).to.deep.equal([false, true, true, false, true, false]);
    });

    it("it should keep them ended when ended again or granted anew", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      await revokeLeaves(world, [256n]);
      await revokeLeaves(world, [256n, 257n]);
      await world.send(world.owner, "revokeRoot", world.record, tree.root, 0, ZERO);
      await grantRoot(world, tree.root);
      const live = [1, 2, 3].map((i) => reaches(world, tree.membershipOf(i)));
      expect(await Promise.all(live)).to.deep.equal([false, false, true]);
    });
  });
});
