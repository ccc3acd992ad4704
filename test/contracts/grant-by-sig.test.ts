import { expect } from "chai";
import { emitted, itNeedsAnOpenRecord, itRotatesFirst, refused } from "./support/branches.ts";
import { ENVELOPE, itChecksLeases } from "./support/lending.ts";
import type { GrantMessage, Once } from "./support/sign.ts";
import { signGrant } from "./support/sign.ts";
import { itChecksTheSignature } from "./support/signing.ts";
import { nextJournal, packRecipient, ZERO } from "./support/words.ts";
import type { Signer, World } from "./support/world.ts";
import { id, journalOf, leaseNow, openWorld, setRecord } from "./support/world.ts";

async function messageOf(world: World, changes: Partial<GrantMessage> = {}): Promise<GrantMessage> {
  return {
    record: world.record,
    account: world.ann.address,
    lease: await leaseNow(),
    envelope: ENVELOPE,
    epoch: 0n,
    rotation: ZERO,
    revocations: 0n,
    ...changes,
  };
}

const argsOf = (message: GrantMessage): unknown[] => [
  message.record,
  message.account,
  message.lease,
  message.envelope,
  message.epoch,
  message.rotation,
  message.revocations,
];

async function grantBySig(
  world: World,
  message: GrantMessage & Once,
  signer: Signer = world.owner,
) {
  const signed = await signGrant(world, signer, message);
  return world.send(world.carrier, "grantBySig", ...argsOf(message), Object.values(signed));
}

describe("grantBySig", () => {
  itNeedsAnOpenRecord(async (world) => grantBySig(world, await messageOf(world)));

  itRotatesFirst(
    async () => undefined,
    async (world, epoch, rotation) =>
      grantBySig(world, await messageOf(world, { epoch, rotation })),
  );

  itChecksLeases(async (world, lending) => grantBySig(world, await messageOf(world, lending)));

  itChecksTheSignature({
    signer: (world) => world.owner,
    sign: async (world, signer, once) =>
      signGrant(world, signer, { ...(await messageOf(world)), ...once }),
    carry: async (world, signed, changed = false) => {
      const message = await messageOf(world, changed ? { account: world.bob.address } : {});
      return world.send(world.carrier, "grantBySig", ...argsOf(message), Object.values(signed));
    },
  });

  context("when one thing differs from what was signed", () => {
    const changes: Record<string, Partial<GrantMessage>> = {
      envelope: { envelope: id("another envelope") },
      rotation: { rotation: id("another rotation") },
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`it should revert for another ${name}`, async () => {
        const world = await openWorld();
        const message = await messageOf(world);
        const signed = await signGrant(world, world.owner, message);
        const args = [...argsOf({ ...message, ...change }), Object.values(signed)];
        await refused(world, world.send(world.carrier, "grantBySig", ...args), [
          "Ledger_SignatureInvalid",
          world.owner.address,
        ]);
      });
    }

    const fields = ["leaf", "notBefore", "expiresAt", "since", "sections"] as const;
    for (const field of fields) {
      it(`it should revert for another ${field}`, async () => {
        const world = await openWorld();
        const message = await messageOf(world);
        const signed = await signGrant(world, world.owner, message);
        const bits = { leaf: 0n, notBefore: 32n, expiresAt: 58n, since: 84n, sections: 111n };
        const lease = message.lease ^ (1n << bits[field]);
        const args = [...argsOf({ ...message, lease }), Object.values(signed)];
        await refused(world, world.send(world.carrier, "grantBySig", ...args), [
          "Ledger_SignatureInvalid",
          world.owner.address,
        ]);
      });
    }

    it("it should revert for more rights", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      const lease = message.lease | (3n << 238n);
      const args = [...argsOf({ ...message, lease }), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });

    it("it should revert for another generation", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      await setRecord(world, { generation: 1n });
      const lease = message.lease | (1n << 240n);
      const args = [...argsOf({ ...message, lease }), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });

    it("it should revert for another epoch", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      await setRecord(world, { epoch: 1n });
      const args = [...argsOf({ ...message, epoch: 1n }), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });

    it("it should revert for another number of revocations", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      await setRecord(world, { revocations: 1n });
      const args = [...argsOf({ ...message, revocations: 1n }), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });

    it("it should revert for another record", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      await world.send(world.owner, "createRecord", id("other"), []);
      const record = await world.view<string>("recordId", world.owner.address, id("other"));
      const args = [...argsOf({ ...message, record }), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.owner.address,
      ]);
    });
  });

  context("given a lease was ended since", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      const { bob, owner, record } = world;
      await world.send(
        owner,
        "grant",
        record,
        packRecipient(bob.address, 0n),
        message.lease,
        ENVELOPE,
      );
      await world.send(owner, "revoke", record, bob.address, 0, ZERO);
      const args = [...argsOf(message), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_WrongRevocations",
        record,
        0n,
        1n,
      ]);
    });
  });

  context("given the record changed hands since", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const message = await messageOf(world);
      const signed = await signGrant(world, world.owner, message);
      await world.send(world.owner, "offer", world.record, world.bob.address, ENVELOPE);
      await world.send(world.bob, "accept", world.record, 0, ZERO);
      const args = [...argsOf(message), Object.values(signed)];
      await refused(world, world.send(world.carrier, "grantBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.bob.address,
      ]);
    });
  });

  context("given there is no such record", () => {
    it("it should revert, whatever the signature", async () => {
      const world = await openWorld();
      const message = await messageOf(world, { record: id("nothing") });
      await refused(world, grantBySig(world, message), [
        "Ledger_SignatureInvalid",
        `0x${"0".repeat(40)}`,
      ]);
    });
  });

  context("given nothing stands against it", () => {
    it("it should lend as the owner would", async () => {
      const world = await openWorld();
      const { ann, record } = world;
      await setRecord(world, { revocations: 2n ** 32n - 1n, epoch: 9n, generation: 8n });
      const journal = await journalOf(world);
      const lease = await leaseNow({ generation: 8n });
      const message = { revocations: 2n ** 32n - 1n, epoch: 9n, lease };
      const sending = grantBySig(world, await messageOf(world, message));
      await emitted(world, sending, [
        ["Granted", record, ann.address, lease, ENVELOPE, journal, 0n],
      ]);
      expect(await world.view("grantOf", record, ann.address)).to.equal(lease);
      const block = BigInt((await sending).blockNumber!);
      expect(await journalOf(world)).to.equal(nextJournal(journal, block));
    });
  });
});
