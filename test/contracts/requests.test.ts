import { expect } from "chai";
import { emitted, itIsTheOwners, itRotatesFirst, refused } from "./support/branches.ts";
import { ENVELOPE, itChecksLeases } from "./support/lending.ts";
import { nextJournal, packJournal, packRequest, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import {
  id,
  journalOf,
  leaseNow,
  openWorld,
  pretendToAsk,
  setInbox,
  setRecord,
  slice,
} from "./support/world.ts";

const NOTE = id("note");

interface Asking {
  from?: Signer;
  sections?: bigint;
  rights?: bigint;
  duration?: bigint;
}

function ask(world: World, asking: Asking = {}) {
  const { from = world.ann, sections = 1n, rights = 1n, duration = 100n } = asking;
  return world.send(from, "requestAccess", world.record, sections, rights, duration, NOTE);
}

const inboxOf = (world: World, { address }: Signer): Promise<[lent: bigint, asked: bigint]> =>
  world.view("journalsOf", address);

describe("requestAccess", () => {
  context("given the record is closed", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { closed: true });
      await refused(world, ask(world), ["Ledger_RecordClosed", world.record]);
    });
  });

  context("given there is no such record", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const sending = ask({ ...world, record: id("none") });
      await refused(world, sending, ["Ledger_UnknownRecord", id("none")]);
    });
  });

  context("when the owner asks", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const { owner } = world;
      await refused(world, ask(world, { from: owner }), ["Ledger_AccountInvalid", owner.address]);
    });
  });

  context("when no section is named", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, ask(world, { sections: 0n }), ["Ledger_NoSections"]);
    });
  });

  context("when the rights mean nothing", () => {
    for (const rights of [0n, 2n, 4n, 5n, 255n]) {
      it(`it should revert for rights ${rights}`, async () => {
        const world = await openWorld();
        await refused(world, ask(world, { rights }), ["Ledger_RightsInvalid", rights]);
      });
    }
  });

  context("when it is for no time", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, ask(world, { duration: 0n }), ["Ledger_DurationZero"]);
    });
  });

  context("given the owner's journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setInbox(world, world.owner.address, { asked: packJournal(2n ** 32n - 1n, [1n]) });
      await refused(world, ask(world), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should store the request and put it before the owner alone", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      const asked = packJournal(2n ** 32n - 2n, [9n]);
      await setInbox(world, owner.address, { lent: 5n, asked });
      const journal = await journalOf(world);
      const asking = { sections: 2n ** 128n - 1n, rights: 3n, duration: 2n ** 32n - 1n };
      const sending = ask(world, asking);
      const block = BigInt((await sending).blockNumber!);
      const window = { duration: 2n ** 32n - 1n, askedAt: await slice() };
      const request = packRequest(2n ** 128n - 1n, 3n, window);
      await emitted(world, sending, [
        ["AccessRequested", ann.address, owner.address, record, request, NOTE, asked],
      ]);
      expect(await world.view("requestOf", record, ann.address)).to.equal(request);
      expect(await inboxOf(world, owner)).to.deep.equal([5n, nextJournal(asked, block)]);
      expect(await inboxOf(world, ann)).to.deep.equal([0n, 0n]);
      expect(await journalOf(world)).to.equal(journal);
    });

    it("it should replace what was asked before", async () => {
      const world = await openWorld();
      await ask(world);
      await ask(world, { sections: 8n });
      const window = { duration: 100n, askedAt: await slice() };
      const request = await world.view("requestOf", world.record, world.ann.address);
      expect(request).to.equal(packRequest(8n, 1n, window));
    });
  });
});

describe("withdrawRequest", () => {
  const withdraw = (world: World) => world.send(world.ann, "withdrawRequest", world.record);

  context("given the caller has not asked", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await ask(world, { from: world.bob });
      await refused(world, withdraw(world), ["Ledger_NoRequest", world.record, world.ann.address]);
    });
  });

  context("given the caller has asked", () => {
    it("it should remove the request", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      await ask(world);
      const [, asked] = await inboxOf(world, owner);
      const sending = withdraw(world);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [
        ["RequestWithdrawn", ann.address, owner.address, record, asked],
      ]);
      expect(await world.view("requestOf", record, ann.address)).to.equal(0n);
      expect(await inboxOf(world, owner)).to.deep.equal([0n, nextJournal(asked, block)]);
    });

    it("it should do so in a closed record too", async () => {
      const world = await openWorld();
      await ask(world);
      await world.send(world.owner, "close", world.record);
      await withdraw(world);
      expect(await world.view("requestOf", world.record, world.ann.address)).to.equal(0n);
    });
  });
});

describe("approveRequest", () => {
  interface Approving {
    from?: Signer;
    epoch?: bigint;
    rotation?: string;
  }
  const approve = async (world: World, approving: Approving = {}) => {
    const { from = world.owner, epoch = 0n, rotation = ZERO } = approving;
    const { record, ann } = world;
    const terms = [record, ann.address, await leaseNow(), ENVELOPE];
    return world.send(from, "approveRequest", ...terms, epoch, rotation);
  };

  itIsTheOwners((world, from) => approve(world, { from }));

  itRotatesFirst(ask, (world, epoch, rotation) => approve(world, { epoch, rotation }));

  itChecksLeases(
    ({ send, owner, record }, { account, lease, envelope, epoch }) =>
      send(owner, "approveRequest", record, account, lease, envelope, epoch, ZERO),
    async (world) => {
      await ask(world);
      await pretendToAsk(world, world.owner.address);
      await pretendToAsk(world, `0x${"0".repeat(40)}`);
    },
  );

  context("given the account has not asked", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await ask(world, { from: world.bob });
      await refused(world, approve(world), ["Ledger_NoRequest", world.record, world.ann.address]);
    });
  });

  context("given the journal has one number left", () => {
    it("it should revert, and grant nothing", async () => {
      const world = await openWorld();
      await ask(world);
      await setRecord(world, { journal: packJournal(2n ** 32n - 2n - 65_536n, [1n]) });
      await refused(world, approve(world), ["Ledger_JournalFull"]);
      expect(await world.view("grantOf", world.record, world.ann.address)).to.equal(0n);
    });
  });

  context("given the account has asked", () => {
    it("it should lend, and settle the request", async () => {
      const world = await openWorld();
      const { ann, record } = world;
      await ask(world);
      const journal = await journalOf(world);
      const lease = await leaseNow();
      const sending = approve(world);
      const block = BigInt((await sending).blockNumber!);
      const second = nextJournal(journal, block);
      await emitted(world, sending, [
        ["Granted", record, ann.address, lease, ENVELOPE, journal, 0n],
        ["RequestApproved", record, ann.address, second],
      ]);
      expect(await world.view("grantOf", record, ann.address)).to.equal(lease);
      expect(await world.view("requestOf", record, ann.address)).to.equal(0n);
      expect(await journalOf(world)).to.equal(nextJournal(second, block));
      expect(await inboxOf(world, ann)).to.deep.equal([nextJournal(0n, block), 0n]);
    });
  });
});

describe("declineRequest", () => {
  const decline = (world: World, from: Signer = world.owner) =>
    world.send(from, "declineRequest", world.record, world.ann.address);

  itIsTheOwners(decline);

  context("given the account has not asked", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await ask(world, { from: world.bob });
      await refused(world, decline(world), ["Ledger_NoRequest", world.record, world.ann.address]);
    });
  });

  context("given a journal is full", () => {
    it("it should revert for the record's", async () => {
      const world = await openWorld();
      await ask(world);
      await setRecord(world, { journal: packJournal(2n ** 32n - 1n - 65_536n, [1n]) });
      await refused(world, decline(world), ["Ledger_JournalFull"]);
    });

    it("it should revert for the account's", async () => {
      const world = await openWorld();
      await ask(world);
      await setInbox(world, world.ann.address, { lent: packJournal(2n ** 32n - 1n, [1n]) });
      await refused(world, decline(world), ["Ledger_JournalFull"]);
    });
  });

  context("given the account has asked", () => {
    it("it should settle the request, and tell the account", async () => {
      const world = await openWorld();
      const { ann, bob, record } = world;
      await ask(world);
      await ask(world, { from: bob });
      const lent = packJournal(2n ** 32n - 2n, [3n]);
      await setInbox(world, ann.address, { lent });
      const journal = await journalOf(world);
      const sending = decline(world);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [["RequestDeclined", record, ann.address, journal, lent]]);
      expect(await world.view("requestOf", record, ann.address)).to.equal(0n);
      expect(await world.view("requestOf", record, bob.address)).not.to.equal(0n);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await inboxOf(world, ann)).to.deep.equal([nextJournal(lent, block), 0n]);
      expect(await world.view("grantOf", record, ann.address)).to.equal(0n);
    });
  });
});
