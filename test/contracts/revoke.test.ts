import { expect } from "chai";
import {
  emitted,
  itIsTheOwners,
  itNeedsAnOpenRecord,
  itRotatesFirst,
  nextBlock,
  refused,
} from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import type { Once, RevokeMessage } from "./support/sign.ts";
import { signRevoke } from "./support/sign.ts";
import { itChecksTheSignature } from "./support/signing.ts";
import { nextJournal, packJournal, packRecipient, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import { id, journalOf, leaseNow, openWorld, setRecord } from "./support/world.ts";

const FULL = packJournal(2n ** 32n - 1n - 65_536n, [1n]);

async function lend(world: World, ...to: Signer[]): Promise<void> {
  const accounts = to.length > 0 ? to : [world.ann];
  const grantees = accounts.map(({ address }, i) => [address, i, ENVELOPE]);
  const { owner, record } = world;
  await world.send(owner, "grantMany", record, await leaseNow(), grantees, 0, ZERO);
}

const revocationsOf = async (world: World): Promise<bigint> =>
  (await world.view<{ revocations: bigint }>("recordOf", world.record)).revocations;

describe("revoke", () => {
  itIsTheOwners((world, from) =>
    world.send(from, "revoke", world.record, world.ann.address, 0, ZERO),
  );

  itRotatesFirst(lend, (world, epoch, rotation) =>
    world.send(world.owner, "revoke", world.record, world.ann.address, epoch, rotation),
  );

  context("given the account has no grant", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      const sending = world.send(owner, "revoke", record, ann.address, 0, ZERO);
      await refused(world, sending, ["Ledger_NoGrant", record, ann.address]);
    });
  });

  context("given the journal is full", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { journal: FULL });
      const { ann, owner, record } = world;
      const sending = world.send(owner, "revoke", record, ann.address, 0, ZERO);
      await refused(world, sending, ["Ledger_JournalFull"]);
    });
  });

  context("when no rotation is asked for", () => {
    it("it should not look at the epoch", async () => {
      const world = await openWorld();
      await lend(world);
      await world.send(world.owner, "revoke", world.record, world.ann.address, 99, ZERO);
      expect(await world.view("grantOf", world.record, world.ann.address)).to.equal(0n);
    });
  });

  context("given the grant is of a former generation", () => {
    it("it should clear it away", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { generation: 1n });
      await world.send(world.owner, "revoke", world.record, world.ann.address, 0, ZERO);
      expect(await world.view("grantOf", world.record, world.ann.address)).to.equal(0n);
    });
  });

  context("given the account has a grant", () => {
    it("it should end it at once, and no other", async () => {
      const world = await openWorld();
      const { ann, bob, owner, record } = world;
      await lend(world, ann, bob);
      await setRecord(world, { revocations: 2n ** 32n - 2n });
      const journal = await journalOf(world);
      const [lent] = await world.view<[bigint]>("journalsOf", ann.address);
      const sending = world.send(owner, "revoke", record, ann.address, 0, ZERO);
      await emitted(world, sending, [["Revoked", record, ann.address, journal]]);
      expect(await world.view("grantOf", record, ann.address)).to.equal(0n);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(false);
      expect(await world.view("hasAccess", record, bob.address, 0, 1)).to.equal(true);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await revocationsOf(world)).to.equal(2n ** 32n - 1n);
      expect((await world.view<[bigint]>("journalsOf", ann.address))[0]).to.equal(lent);
    });
  });
});

describe("revokeMany", () => {
  const revokeMany = (world: World, accounts: Signer[], from: Signer = world.owner) =>
    world.send(
      from,
      "revokeMany",
      world.record,
      accounts.map(({ address }) => address),
      0,
      ZERO,
    );

  itIsTheOwners((world, from) => revokeMany(world, [world.ann], from));

  itRotatesFirst(lend, (world, epoch, rotation) =>
    world.send(world.owner, "revokeMany", world.record, [world.ann.address], epoch, rotation),
  );

  context("given some of the accounts have no grant", () => {
    it("it should pass over them and end the others' leases", async () => {
      const world = await openWorld();
      const { ann, bob, stranger, record } = world;
      await lend(world, ann, bob);
      const journal = await journalOf(world);
      const block = await nextBlock();
      const second = nextJournal(journal, block);
      await emitted(world, revokeMany(world, [stranger, ann, ann, bob]), [
        ["Revoked", record, ann.address, journal],
        ["Revoked", record, bob.address, second],
      ]);
      expect(await world.view("grantOf", record, ann.address)).to.equal(0n);
      expect(await world.view("grantOf", record, bob.address)).to.equal(0n);
      expect(await journalOf(world)).to.equal(nextJournal(second, block));
      expect(await revocationsOf(world)).to.equal(2n);
    });
  });

  context("given none of the accounts has a grant", () => {
    it("it should change nothing", async () => {
      const world = await openWorld();
      const before = await world.view<unknown[]>("recordOf", world.record);
      await emitted(world, revokeMany(world, [world.ann]), []);
      expect(await world.view<unknown[]>("recordOf", world.record)).to.deep.equal(before);
    });
  });
});

describe("revokeAll", () => {
  itIsTheOwners((world, from) => world.send(from, "revokeAll", world.record, 0, ZERO));

  itRotatesFirst(lend, (world, epoch, rotation) =>
    world.send(world.owner, "revokeAll", world.record, epoch, rotation),
  );

  context("given the generation is not the last one", () => {
    it("it should end all leases by entering the next generation", async () => {
      const world = await openWorld();
      const { ann, bob, owner, record } = world;
      await lend(world, ann, bob);
      const journal = await journalOf(world);
      const sending = world.send(owner, "revokeAll", record, 99, ZERO);
      await emitted(world, sending, [["RevokedAll", record, 1n, journal]]);
      for (const { address } of [ann, bob]) {
        expect(await world.view("hasAccess", record, address, 0, 1)).to.equal(false);
      }
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
    });

    it("it should still do so from the last but one", async () => {
      const world = await openWorld();
      await setRecord(world, { generation: 2n ** 16n - 2n, epoch: 3n, revocations: 4n });
      await world.send(world.owner, "revokeAll", world.record, 0, ZERO);
      const after = await world.view<unknown[]>("recordOf", world.record);
      expect(after.slice(2, 6)).to.deep.equal([2n ** 16n - 1n, 3n, 4n, false]);
    });
  });

  context("given the generation is the last one", () => {
    it("it should end all leases by closing the record", async () => {
      const world = await openWorld();
      const { ann, owner, record } = world;
      const generation = 2n ** 16n - 1n;
      await setRecord(world, { generation });
      const lease = await leaseNow({ generation });
      await world.send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(true);
      const journal = await journalOf(world);
      const sending = world.send(owner, "revokeAll", record, 0, ZERO);
      await emitted(world, sending, [["Closed", record, journal]]);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(false);
      const after = await world.view<unknown[]>("recordOf", record);
      expect(after.slice(2, 6)).to.deep.equal([generation, 0n, 0n, true]);
    });
  });

  context("given the journal is full for other events", () => {
    it("it should end all leases all the same", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { journal: FULL });
      const { ann, owner, record } = world;
      const sending = world.send(owner, "revokeAll", record, 0, ZERO);
      await emitted(world, sending, [["RevokedAll", record, 1n, FULL]]);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(false);
    });
  });

  context("given the journal has not one number left", () => {
    it("it should revert, which 65535 generations cannot bring about", async () => {
      const world = await openWorld();
      await setRecord(world, { journal: packJournal(2n ** 32n - 1n, [1n]) });
      const sending = world.send(world.owner, "revokeAll", world.record, 0, ZERO);
      await refused(world, sending, ["Ledger_JournalFull"]);
    });
  });
});

describe("revokeBySig", () => {
  const messageOf = (world: World, changes: Partial<RevokeMessage> = {}): RevokeMessage => ({
    record: world.record,
    account: world.ann.address,
    generation: 0n,
    epoch: 0n,
    rotation: ZERO,
    ...changes,
  });
  const argsOf = ({ record, account, generation, epoch, rotation }: RevokeMessage) => [
    record,
    account,
    generation,
    epoch,
    rotation,
  ];
  const revokeBySig = async (world: World, message: RevokeMessage & Once) => {
    const signed = await signRevoke(world, world.owner, message);
    return world.send(world.carrier, "revokeBySig", ...argsOf(message), Object.values(signed));
  };

  itNeedsAnOpenRecord((world) => revokeBySig(world, messageOf(world)));

  itRotatesFirst(lend, (world, epoch, rotation) =>
    revokeBySig(world, messageOf(world, { epoch, rotation })),
  );

  itChecksTheSignature({
    prepare: (world) => lend(world, world.ann, world.bob),
    signer: (world) => world.owner,
    sign: (world, signer, once) => signRevoke(world, signer, { ...messageOf(world), ...once }),
    carry: (world, signed, changed = false) => {
      const message = messageOf(world, changed ? { account: world.bob.address } : {});
      const args = [...argsOf(message), Object.values(signed)];
      return world.send(world.carrier, "revokeBySig", ...args);
    },
  });

  context("when one thing differs from what was signed", () => {
    const changes: Record<string, Partial<RevokeMessage>> = {
      rotation: { rotation: id("rotation") },
      generation: { generation: 1n },
      epoch: { epoch: 1n },
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`it should revert for another ${name}`, async () => {
        const world = await openWorld();
        await lend(world);
        const message = messageOf(world);
        const signed = await signRevoke(world, world.owner, message);
        await setRecord(world, { generation: change.generation ?? 0n, epoch: change.epoch ?? 0n });
        const args = [...argsOf({ ...message, ...change }), Object.values(signed)];
        await refused(world, world.send(world.carrier, "revokeBySig", ...args), [
          "Ledger_SignatureInvalid",
          world.owner.address,
        ]);
      });
    }

    it("it should revert for another record", async () => {
      const world = await openWorld();
      await lend(world);
      const signed = await signRevoke(world, world.owner, messageOf(world));
      await world.send(world.owner, "createRecord", id("other"), []);
      const record = await world.view<string>("recordId", world.owner.address, id("other"));
      const args = [...argsOf(messageOf(world, { record })), Object.values(signed)];
      await refused(world, world.send(world.carrier, "revokeBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });
  });

  context("given the record has moved on", () => {
    it("it should revert in another generation", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { generation: 1n });
      await refused(world, revokeBySig(world, messageOf(world)), [
        "Ledger_WrongGeneration",
        world.record,
        0n,
        1n,
      ]);
    });

    it("it should revert in another epoch, even without a rotation", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { epoch: 1n });
      await refused(world, revokeBySig(world, messageOf(world)), [
        "Ledger_WrongEpoch",
        world.record,
        0n,
        1n,
      ]);
    });
  });

  context("given the account has no grant", () => {
    it("it should revert, and leave the nonce unused", async () => {
      const world = await openWorld();
      await refused(world, revokeBySig(world, messageOf(world)), [
        "Ledger_NoGrant",
        world.record,
        world.ann.address,
      ]);
      expect(await world.view("nonces", world.owner.address, 0)).to.equal(0n);
    });
  });

  context("given the account has a grant", () => {
    it("it should end it", async () => {
      const world = await openWorld();
      await lend(world);
      const journal = await journalOf(world);
      const { ann, record } = world;
      const sending = revokeBySig(world, messageOf(world));
      await emitted(world, sending, [["Revoked", record, ann.address, journal]]);
      expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(false);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
      expect(await revocationsOf(world)).to.equal(1n);
    });
  });
});
