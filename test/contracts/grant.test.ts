import { expect } from "chai";
import { emitted, itIsTheOwners, itRotatesFirst, nextBlock, refused } from "./support/branches.ts";
import { ENVELOPE, itChecksLeases } from "./support/lending.ts";
import { nextJournal, packJournal, packRecipient, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import { id, journalOf, leaseNow, openWorld, setInbox, setRecord } from "./support/world.ts";

describe("grant", () => {
  itIsTheOwners(async (world, from) => {
    const lease = await leaseNow();
    return world.send(
      from,
      "grant",
      world.record,
      packRecipient(world.ann.address, 0n),
      lease,
      ENVELOPE,
    );
  });

  itChecksLeases((world, { account, lease, envelope, epoch }) =>
    world.send(world.owner, "grant", world.record, packRecipient(account, epoch), lease, envelope),
  );

  context("when the epoch has more than 24 bits", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const { owner, record, ann } = world;
      const epoch = 2n ** 24n;
      const sending = world.send(
        owner,
        "grant",
        record,
        packRecipient(ann.address, epoch),
        await leaseNow(),
        ENVELOPE,
      );
      await refused(world, sending, ["Ledger_WrongEpoch", record, epoch, 0n]);
    });
  });

  context("given all is well", () => {
    it("it should store the lease and emit it with both journals", async () => {
      const world = await openWorld();
      const journal = await journalOf(world);
      const lent = packJournal(41n, [9n, 8n, 7n, 6n, 5n, 4n, 3n]);
      await setInbox(world, world.ann.address, { lent, asked: 77n });
      await setRecord(world, { generation: 3n, epoch: 4n, revocations: 5n });
      const lease = await leaseNow({
        generation: 3n,
        leaf: 0xfedcba98n,
        sections: 2n ** 128n - 1n,
      });
      const { ledger, record, ann } = world;
      const sending = world.send(
        world.owner,
        "grant",
        record,
        packRecipient(ann.address, 4n),
        lease,
        ENVELOPE,
      );
      await emitted(world, sending, [
        ["Granted", record, ann.address, lease, ENVELOPE, journal, lent],
      ]);
      const block = BigInt((await sending).blockNumber!);
      expect(await world.view("grantOf", record, ann.address)).to.equal(lease);
      expect(await world.view<unknown[]>("recordOf", record)).to.deep.equal([
        world.owner.address,
        `0x${"0".repeat(40)}`,
        3n,
        4n,
        5n,
        false,
        nextJournal(journal, block),
      ]);
      expect(await world.view<unknown[]>("journalsOf", ann.address)).to.deep.equal([
        nextJournal(lent, block),
        77n,
      ]);
      expect(await ledger.getFunction("hasAccess")(record, ann.address, 127, 1)).to.equal(true);
    });
  });

  for (const level of [4n, 16n, 64n, 256n, 1024n, 4096n]) {
    context(`given the event's number is a multiple of ${level}`, () => {
      it("it should note the block at every level up to there", async () => {
        const world = await openWorld();
        const before = packJournal(3n * level - 1n, [70n, 60n, 50n, 40n, 30n, 20n, 10n]);
        await setRecord(world, { journal: before });
        await setInbox(world, world.ann.address, { lent: before });
        const lease = await leaseNow();
        const { record, ann } = world;
        const sent = await world.send(
          world.owner,
          "grant",
          record,
          packRecipient(ann.address, 0n),
          lease,
          ENVELOPE,
        );
        const after = nextJournal(before, BigInt(sent.blockNumber!));
        expect(await journalOf(world)).to.equal(after);
        expect((await world.view<bigint[]>("journalsOf", ann.address))[0]).to.equal(after);
        expect((await world.view<{ owner: string }>("recordOf", record)).owner).to.equal(
          world.owner.address,
        );
      });
    });
  }
});

describe("grantMany", () => {
  const grantMany = async (
    world: World,
    { from = world.owner, accounts = [world.ann.address, world.bob.address], rotation = ZERO },
    epoch = 0n,
  ) => {
    const grantees = accounts.map((account, i) => [account, i + 100, id(`envelope ${i}`)]);
    return world.send(from, "grantMany", world.record, await leaseNow(), grantees, epoch, rotation);
  };

  itIsTheOwners((world, from: Signer) => grantMany(world, { from }));

  itRotatesFirst(
    async () => undefined,
    (world, epoch, rotation) => grantMany(world, { rotation }, epoch),
  );

  itChecksLeases((world, { account, lease, envelope, epoch }) => {
    const grantee = [account, lease & 0xffffffffn, envelope];
    return world.send(world.owner, "grantMany", world.record, lease, [grantee], epoch, ZERO);
  });

  context("when there are no grantees", () => {
    it("it should change nothing", async () => {
      const world = await openWorld();
      const before = await journalOf(world);
      await emitted(world, grantMany(world, { accounts: [] }), []);
      expect(await journalOf(world)).to.equal(before);
    });
  });

  context("when an account is named twice", () => {
    it("it should keep the last lease, and both events", async () => {
      const world = await openWorld();
      const { ann, record } = world;
      await grantMany(world, { accounts: [ann.address, ann.address] });
      const lease = await leaseNow({ leaf: 101n });
      expect(await world.view("grantOf", record, ann.address)).to.equal(lease);
      const [lent] = await world.view<[bigint]>("journalsOf", ann.address);
      expect(lent & 0xffffffffn).to.equal(2n);
    });
  });

  context("given all is well", () => {
    it("it should lend to each on the same terms, with a leaf of its own", async () => {
      const world = await openWorld();
      const { ann, bob, record } = world;
      const journal = await journalOf(world);
      const block = await nextBlock();
      const leases = [await leaseNow({ leaf: 100n }), await leaseNow({ leaf: 101n })];
      const second = nextJournal(journal, block);
      await emitted(world, grantMany(world, {}), [
        ["Granted", record, ann.address, leases[0], id("envelope 0"), journal, 0n],
        ["Granted", record, bob.address, leases[1], id("envelope 1"), second, 0n],
      ]);
      expect(await journalOf(world)).to.equal(nextJournal(second, block));
      expect(await world.view("grantOf", record, ann.address)).to.equal(leases[0]);
      expect(await world.view("grantOf", record, bob.address)).to.equal(leases[1]);
    });
  });
});
