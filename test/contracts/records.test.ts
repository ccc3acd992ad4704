import { expect } from "chai";
import { emitted, itIsTheOwners, refused } from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import { nextJournal, packJournal, packRecipient, packStamp, ZERO } from "./support/words.ts";
import type { World } from "./support/world.ts";
import {
  ethers,
  id,
  journalOf,
  leaseNow,
  nextAt,
  openWorld,
  saltOf,
  setRecord,
  settle,
  slice,
  stampNow,
} from "./support/world.ts";

const NOBODY = `0x${"0".repeat(40)}`;
const FULL = packJournal(2n ** 32n - 1n - 65_536n, [1n]);

describe("createRecord", () => {
  const create = (world: World, publications: unknown[], salt = saltOf(1)) =>
    world.send(world.ann, "createRecord", salt, publications);

  context("given the caller has used the salt", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const sending = world.send(world.owner, "createRecord", saltOf(0), []);
      await refused(world, sending, ["Ledger_RecordExists", world.record]);
    });

    it("it should revert for a record that is closed", async () => {
      const world = await openWorld();
      await world.send(world.owner, "close", world.record);
      const sending = world.send(world.owner, "createRecord", saltOf(0), []);
      await refused(world, sending, ["Ledger_RecordExists", world.record]);
    });

    it("it should revert for a record that the caller has passed on", async () => {
      const world = await openWorld();
      await world.send(world.owner, "offer", world.record, world.ann.address, id("handover"));
      await world.send(world.ann, "accept", world.record, 0, ZERO);
      const sending = world.send(world.owner, "createRecord", saltOf(0), []);
      await refused(world, sending, ["Ledger_RecordExists", world.record]);
    });
  });

  context("when an entry is wrong", () => {
    it("it should revert for a head that is expected", async () => {
      const world = await openWorld();
      const record = await world.view<string>("recordId", world.ann.address, saltOf(1));
      const publications = [[await stampNow(3n, 0n), id("old"), id("new")]];
      await refused(world, create(world, publications), [
        "Ledger_HeadMoved",
        record,
        3n,
        id("old"),
        ZERO,
      ]);
    });

    it("it should revert for an epoch that is not 0", async () => {
      const world = await openWorld();
      const record = await world.view<string>("recordId", world.ann.address, saltOf(1));
      const publications = [[await stampNow(3n, 1n), ZERO, id("new")]];
      const error: [string, ...unknown[]] = ["Ledger_WrongEpoch", record, 1n, 0n];
      await refused(world, create(world, publications), error);
    });

    it("it should revert for a section that does not exist", async () => {
      const world = await openWorld();
      const record = await world.view<string>("recordId", world.ann.address, saltOf(1));
      const publications = [[await stampNow(128n, 0n), ZERO, id("new")]];
      await refused(world, create(world, publications), [
        "Ledger_MayNotPublish",
        record,
        world.ann.address,
        128n,
      ]);
    });

    it("it should revert for a slice that is too old", async () => {
      const world = await openWorld();
      const at = await slice();
      await settle();
      await nextAt((at + 6n) * 60n);
      const sending = create(world, [[packStamp(0n, at, 0n), ZERO, id("new")]]);
      await refused(world, sending, ["Ledger_SliceTooOld", at, at + 6n]);
    });
  });

  context("when there are no entries", () => {
    it("it should create an empty record", async () => {
      const world = await openWorld();
      const record = await world.view<string>("recordId", world.ann.address, saltOf(1));
      const sending = create(world, []);
      await emitted(world, sending, [["RecordCreated", record, world.ann.address, saltOf(1), 0n]]);
      const block = BigInt((await sending).blockNumber!);
      expect(await world.view<unknown[]>("recordOf", record)).to.deep.equal([
        world.ann.address,
        NOBODY,
        0n,
        0n,
        0n,
        false,
        nextJournal(0n, block),
      ]);
    });
  });

  context("when there are entries", () => {
    it("it should publish them in the new record", async () => {
      const world = await openWorld();
      const salt = `0x${"f".repeat(64)}`;
      const record = await world.view<string>("recordId", world.ann.address, salt);
      const created = world.ann.address;
      await settle();
      const stamps = await Promise.all([0n, 1n, 2n, 127n].map((s) => stampNow(s, 0n)));
      const publications = stamps.map((stamp, i) => [stamp, ZERO, id(`entry ${i}`)]);
      const sending = create(world, publications, salt);
      const block = BigInt((await sending).blockNumber!);
      const journals = [0n];
      for (let i = 0; i < 5; i++) journals.push(nextJournal(journals[i]!, block));
      await emitted(world, sending, [
        ["RecordCreated", record, created, salt, 0n],
        ...stamps.map((stamp, i): [string, ...unknown[]] => [
          "Published",
          record,
          created,
          stamp,
          id(`entry ${i}`),
          ZERO,
          journals[i + 1],
        ]),
      ]);
      expect(await world.view<string[]>("headsOf", record, [0, 1, 2, 127, 3])).to.deep.equal([
        id("entry 0"),
        id("entry 1"),
        id("entry 2"),
        id("entry 3"),
        ZERO,
      ]);
      const { journal } = await world.view<{ journal: bigint }>("recordOf", record);
      expect(journal).to.equal(journals[5]);
    });

    it("it should keep the journal's upper levels when there are hundreds", async () => {
      const world = await openWorld();
      await settle();
      const stamp = await stampNow(5n, 0n);
      const heads = [ZERO, ...Array.from({ length: 260 }, (_, i) => id(`entry ${i}`))];
      const publications = heads.slice(1).map((head, i) => [stamp, heads[i], head]);
      const sent = await create(world, publications);
      const record = await world.view<string>("recordId", world.ann.address, saltOf(1));
      const block = BigInt(sent.blockNumber!);
      const { journal, owner } = await world.view<{ journal: bigint; owner: string }>(
        "recordOf",
        record,
      );
      expect(journal).to.equal(packJournal(261n, [block, block, block, block, block]));
      expect(owner).to.equal(world.ann.address);
    });
  });

  context("given somebody else has used the salt", () => {
    it("it should create another record", async () => {
      const world = await openWorld();
      await create(world, [], saltOf(0));
      const record = await world.view<string>("recordId", world.ann.address, saltOf(0));
      expect(record).not.to.equal(world.record);
      expect((await world.view<string[]>("recordOf", record))[0]).to.equal(world.ann.address);
      expect((await world.view<string[]>("recordOf", world.record))[0]).to.equal(
        world.owner.address,
      );
    });
  });
});

describe("rotate", () => {
  const rotate = (world: World, epoch: bigint, rotation: string) =>
    world.send(world.owner, "rotate", world.record, epoch, rotation);

  itIsTheOwners((world, from) => world.send(from, "rotate", world.record, 0, id("rotation")));

  context("when no block is named", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, rotate(world, 0n, ZERO), ["Ledger_DigestEmpty"]);
    });
  });

  context("given the epoch is not the record's", () => {
    for (const epoch of [4n, 6n]) {
      it(`it should revert for epoch ${epoch} of 5`, async () => {
        const world = await openWorld();
        await setRecord(world, { epoch: 5n });
        await refused(world, rotate(world, epoch, id("rotation")), [
          "Ledger_WrongEpoch",
          world.record,
          epoch,
          5n,
        ]);
      });
    }
  });

  context("given the epoch is the last one", () => {
    it("it should revert, and lose nothing", async () => {
      const world = await openWorld();
      const epoch = 2n ** 24n - 1n;
      await setRecord(world, { epoch, revocations: 6n });
      const before = await world.view<unknown[]>("recordOf", world.record);
      await refused(world, rotate(world, epoch, id("rotation")), [
        "Ledger_EpochExhausted",
        world.record,
      ]);
      expect(await world.view<unknown[]>("recordOf", world.record)).to.deep.equal(before);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: FULL });
      await refused(world, rotate(world, 0n, id("rotation")), ["Ledger_JournalFull"]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should enter the next epoch", async () => {
      const world = await openWorld();
      const { record } = world;
      await setRecord(world, { generation: 2n ** 16n - 1n, epoch: 255n, revocations: 9n });
      const journal = await journalOf(world);
      const sending = rotate(world, 255n, id("rotation"));
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [
        ["Rotated", record, 256n, await slice(), id("rotation"), journal],
      ]);
      const after = await world.view<unknown[]>("recordOf", record);
      expect(after.slice(2)).to.deep.equal([
        2n ** 16n - 1n,
        256n,
        9n,
        false,
        nextJournal(journal, block),
      ]);
    });
  });
});

describe("close", () => {
  itIsTheOwners((world, from) => world.send(from, "close", world.record));

  context("given the journal is full for other events", () => {
    it("it should close the record all the same", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: FULL });
      const sending = world.send(world.owner, "close", world.record);
      await emitted(world, sending, [["Closed", world.record, FULL]]);
    });
  });

  context("given the record is open", () => {
    it("it should close it for good, and nothing is lent any more", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      await world.send(
        owner,
        "grant",
        record,
        packRecipient(ann.address, 0n),
        await leaseNow(),
        ENVELOPE,
      );
      await setRecord(world, { epoch: 3n });
      const journal = await journalOf(world);
      const sending = world.send(owner, "close", record);
      const block = BigInt((await sending).blockNumber!);
      await emitted(world, sending, [["Closed", record, journal]]);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(false);
      expect(await world.view<unknown[]>("recordOf", record)).to.deep.equal([
        owner.address,
        NOBODY,
        0n,
        3n,
        0n,
        true,
        nextJournal(journal, block),
      ]);
    });
  });
});

describe("recordId", () => {
  it("it should hash chain, ledger, owner and salt", async () => {
    const world = await openWorld();
    const { chainId } = await ethers.provider.getNetwork();
    const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
      ["uint256", "address", "address", "bytes32"],
      [chainId, await world.ledger.getAddress(), world.ann.address, saltOf(7)],
    );
    const record = await world.view("recordId", world.ann.address, saltOf(7));
    expect(record).to.equal(ethers.keccak256(encoded));
  });
});

describe("recordsOf", () => {
  it("it should show each record, and nothing for what is none", async () => {
    const world = await openWorld();
    const { record, owner, ann } = world;
    await world.send(owner, "offer", record, ann.address, id("handover"));
    const [one, none] = await world.view<unknown[][]>("recordsOf", [record, id("none")]);
    expect(one).to.deep.equal(await world.view<unknown[]>("recordOf", record));
    expect(one!.slice(0, 2)).to.deep.equal([owner.address, ann.address]);
    expect(none).to.deep.equal([NOBODY, NOBODY, 0n, 0n, 0n, false, 0n]);
  });
});
