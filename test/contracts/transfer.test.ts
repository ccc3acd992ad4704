import { expect } from "chai";
import {
  emitted,
  itIsTheOwners,
  itNeedsAnOpenRecord,
  itRotatesFirst,
  refused,
} from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import { nextJournal, packJournal, packRecipient, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import {
  id,
  journalOf,
  leaseNow,
  openWorld,
  setInbox,
  setRecord,
  stampNow,
} from "./support/world.ts";

const NOBODY = `0x${"0".repeat(40)}`;
const FULL = packJournal(2n ** 32n - 1n - 65_536n, [1n]);

const HANDOVER = id("handover");

const offer = (world: World, to: Signer = world.ann, from: Signer = world.owner) =>
  world.send(from, "offer", world.record, to.address, HANDOVER);

const accept = (world: World, from: Signer = world.ann, epoch = 99n, rotation = ZERO) =>
  world.send(from, "accept", world.record, epoch, rotation);

const pendingOf = async (world: World): Promise<string> =>
  (await world.view<{ pendingOwner: string }>("recordOf", world.record)).pendingOwner;

describe("offer", () => {
  itIsTheOwners((world, from) => offer(world, world.ann, from));

  context("when it is offered to nobody or to the owner", () => {
    it("it should revert for zero", async () => {
      const world = await openWorld();
      const sending = world.send(world.owner, "offer", world.record, NOBODY, HANDOVER);
      await refused(world, sending, ["Ledger_AccountInvalid", NOBODY]);
    });

    it("it should revert for the owner", async () => {
      const world = await openWorld();
      const { owner } = world;
      await refused(world, offer(world, owner), ["Ledger_AccountInvalid", owner.address]);
    });
  });

  context("when it names no handover", () => {
    it("it should revert", async () => {
      const { ann, owner, record, ...world } = await openWorld();
      const sending = world.send(owner, "offer", record, ann.address, ZERO);
      await refused(world, sending, ["Ledger_DigestEmpty"]);
    });
  });

  context("given a journal is full", () => {
    it("it should revert for the record's", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: FULL });
      await refused(world, offer(world), ["Ledger_JournalFull"]);
    });

    it("it should revert for the account's", async () => {
      const world = await openWorld();
      await setInbox(world, world.ann.address, { lent: packJournal(2n ** 32n - 1n, [1n]) });
      await refused(world, offer(world), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should offer, and change nothing else", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      const journal = await journalOf(world);
      const lent = packJournal(2n ** 32n - 2n, [3n]);
      await setInbox(world, ann.address, { lent });
      const sending = offer(world);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [["Offered", record, ann.address, HANDOVER, journal, lent]]);
      expect(await world.view<unknown[]>("recordOf", record)).to.deep.equal([
        owner.address,
        ann.address,
        0n,
        0n,
        0n,
        false,
        nextJournal(journal, block),
      ]);
      const journals = await world.view<unknown[]>("journalsOf", ann.address);
      expect(journals).to.deep.equal([nextJournal(lent, block), 0n]);
    });

    it("it should take the place of an earlier offer", async () => {
      const world = await openWorld();
      const { ann, bob, record } = world;
      await offer(world, ann);
      await offer(world, bob);
      expect(await pendingOf(world)).to.equal(bob.address);
      await refused(world, accept(world, ann), ["Ledger_NoOffer", record, ann.address]);
    });
  });
});

describe("withdrawOffer", () => {
  const withdraw = (world: World, from: Signer = world.owner) =>
    world.send(from, "withdrawOffer", world.record);

  itIsTheOwners(withdraw);

  context("given there is no offer", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, withdraw(world), ["Ledger_NoOffer", world.record, NOBODY]);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await offer(world);
      await setRecord(world, { journal: FULL });
      await refused(world, withdraw(world), ["Ledger_JournalFull"]);
    });
  });

  context("given there is an offer", () => {
    it("it should take it back", async () => {
      const world = await openWorld();
      const { ann, record } = world;
      await offer(world);
      const journal = await journalOf(world);
      const sending = withdraw(world);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [["OfferWithdrawn", record, ann.address, journal]]);
      expect(await pendingOf(world)).to.equal(NOBODY);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      await refused(world, accept(world), ["Ledger_NoOffer", record, ann.address]);
    });
  });
});

describe("accept", () => {
  itNeedsAnOpenRecord(async (world) => {
    await setRecord(world, { closed: false });
    await offer(world);
    await setRecord(world, { closed: true });
    return accept(world);
  });

  itRotatesFirst(offer, (world, epoch, rotation) => accept(world, world.ann, epoch, rotation));

  context("given the record is not on offer to the caller", () => {
    it("it should revert without an offer", async () => {
      const world = await openWorld();
      const { ann, record } = world;
      await refused(world, accept(world), ["Ledger_NoOffer", record, ann.address]);
    });

    it("it should revert for an offer to somebody else, and for the owner", async () => {
      const world = await openWorld();
      const { bob, owner, record } = world;
      await offer(world);
      await refused(world, accept(world, bob), ["Ledger_NoOffer", record, bob.address]);
      await refused(world, accept(world, owner), ["Ledger_NoOffer", record, owner.address]);
    });
  });

  context("given the generation is the last one", () => {
    it("it should revert, and lose nothing", async () => {
      const world = await openWorld();
      await offer(world);
      await setRecord(world, { generation: 2n ** 16n - 1n });
      const before = await world.view<unknown[]>("recordOf", world.record);
      await refused(world, accept(world), ["Ledger_GenerationExhausted", world.record]);
      expect(await world.view<unknown[]>("recordOf", world.record)).to.deep.equal(before);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await offer(world);
      await setRecord(world, { journal: FULL });
      await refused(world, accept(world), ["Ledger_JournalFull"]);
    });
  });

  context("given the record is on offer to the caller", () => {
    it("it should pass it on and end all leases", async () => {
      const world = await openWorld();
      const { ann, bob, owner, record } = world;
      await world.send(
        owner,
        "grant",
        record,
        packRecipient(bob.address, 0n),
        await leaseNow(),
        ENVELOPE,
      );
      await offer(world);
      await setRecord(world, { epoch: 6n, revocations: 5n, generation: 2n ** 16n - 2n });
      const journal = await journalOf(world);
      const sending = accept(world);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [
        ["Accepted", record, ann.address, owner.address, 2n ** 16n - 1n, journal],
      ]);
      expect(await world.view<unknown[]>("recordOf", record)).to.deep.equal([
        ann.address,
        NOBODY,
        2n ** 16n - 1n,
        6n,
        5n,
        false,
        nextJournal(journal, block),
      ]);
      expect(await world.view("hasAccess", record, bob.address, 0, 1)).to.equal(false);
    });

    it("it should leave the former owner nothing", async () => {
      const world = await openWorld();
      const { ann, owner, record, head } = world;
      await offer(world);
      await accept(world);
      const publications = [[await stampNow(0n, 0n), head, id("new")]];
      await refused(world, world.send(owner, "publish", record, publications), [
        "Ledger_MayNotPublish",
        record,
        owner.address,
        0n,
      ]);
      await refused(world, world.send(owner, "close", record), [
        "Ledger_NotOwner",
        record,
        owner.address,
      ]);
      await world.send(ann, "publish", record, publications);
    });

    it("it should carry the journal over where it reaches the owner's word", async () => {
      const world = await openWorld();
      const { ann } = world;
      const before = packJournal(4095n, [70n, 60n, 50n, 40n, 30n, 20n, 10n]);
      await offer(world);
      await setRecord(world, { journal: before });
      const sent = await accept(world);
      const after = nextJournal(before, BigInt(sent.blockNumber!));
      expect(await journalOf(world)).to.equal(after);
      const { owner } = await world.view<{ owner: string }>("recordOf", world.record);
      expect(owner).to.equal(ann.address);
    });
  });
});
