import { expect } from "chai";
import { ENVELOPE } from "./support/lending.ts";
import { plant } from "./support/rooted.ts";
import { signGrant, signRevoke } from "./support/sign.ts";
import { packJournal, packRecipient, ZERO } from "./support/words.ts";
import type { World } from "./support/world.ts";
import {
  id,
  journalOf,
  leaseNow,
  openWorld,
  setInbox,
  setRecord,
  stampNow,
} from "./support/world.ts";

const LAST = 2n ** 32n - 1n;
const LAST_ORDINARY = LAST - 65_536n;

interface Case {
  /** The number that its last event may have. */
  last?: bigint;
  /** Its events in the record's journal (default 1). */
  events?: bigint;
  /** Whatever it needs, in time before. */
  prepare?: (world: World) => Promise<unknown>;
  call: (world: World) => Promise<unknown>;
}

const ask = (world: World) => world.send(world.ann, "requestAccess", world.record, 1, 1, 1, ZERO);

const lend = async (world: World) => {
  const to = packRecipient(world.ann.address, 0n);
  return world.send(world.owner, "grant", world.record, to, await leaseNow(), ENVELOPE);
};

const offer = (world: World) =>
  world.send(world.owner, "offer", world.record, world.ann.address, id("handover"));

const grantRoot = (world: World) =>
  world.send(world.owner, "grantRoot", world.record, id("root"), id("list"), 0, 0, ZERO);

/** Every call that counts events in a record's journal. */
const cases: Record<string, Case> = {
  publish: {
    call: async (world) => {
      const entry = [await stampNow(1n, 0n), ZERO, id("new")];
      return world.send(world.owner, "publish", world.record, [entry]);
    },
  },
  rotate: { call: ({ owner, record, send }) => send(owner, "rotate", record, 0, id("rotation")) },
  grant: { call: lend },
  grantMany: {
    events: 2n,
    call: async ({ ann, bob, owner, record, send }) => {
      const grantees = [ann, bob].map(({ address }, i) => [address, i, ENVELOPE]);
      return send(owner, "grantMany", record, await leaseNow(), grantees, 0, ZERO);
    },
  },
  grantBySig: {
    call: async (world) => {
      const message = {
        record: world.record,
        account: world.ann.address,
        lease: await leaseNow(),
        envelope: ENVELOPE,
        epoch: 0n,
        rotation: ZERO,
        revocations: 0n,
      };
      const signed = Object.values(await signGrant(world, world.owner, message));
      return world.send(world.carrier, "grantBySig", ...Object.values(message), signed);
    },
  },
  approveRequest: {
    events: 2n,
    prepare: ask,
    call: async ({ ann, owner, record, send }) => {
      const lease = await leaseNow();
      return send(owner, "approveRequest", record, ann.address, lease, ENVELOPE, 0, ZERO);
    },
  },
  declineRequest: {
    prepare: ask,
    call: ({ ann, owner, record, send }) => send(owner, "declineRequest", record, ann.address),
  },
  revoke: {
    prepare: lend,
    call: ({ ann, owner, record, send }) => send(owner, "revoke", record, ann.address, 0, ZERO),
  },
  revokeMany: {
    prepare: lend,
    call: ({ ann, owner, record, send }) =>
      send(owner, "revokeMany", record, [ann.address], 0, ZERO),
  },
  revokeBySig: {
    prepare: lend,
    call: async (world) => {
      const message = {
        record: world.record,
        account: world.ann.address,
        generation: 0n,
        epoch: 0n,
        rotation: ZERO,
      };
      const signed = Object.values(await signRevoke(world, world.owner, message));
      return world.send(world.carrier, "revokeBySig", ...Object.values(message), signed);
    },
  },
  revokeAll: {
    last: LAST,
    call: ({ owner, record, send }) => send(owner, "revokeAll", record, 0, ZERO),
  },
  grantRoot: { call: grantRoot },
  revokeRoot: {
    prepare: grantRoot,
    call: ({ owner, record, send }) => send(owner, "revokeRoot", record, id("root"), 0, ZERO),
  },
  revokeLeaves: {
    call: ({ owner, record, send }) => send(owner, "revokeLeaves", record, [1], 0, ZERO),
  },
  offer: { call: offer },
  withdrawOffer: {
    prepare: offer,
    call: ({ owner, record, send }) => send(owner, "withdrawOffer", record),
  },
  accept: {
    prepare: offer,
    call: ({ ann, record, send }) => send(ann, "accept", record, 0, ZERO),
  },
  close: { last: LAST, call: ({ owner, record, send }) => send(owner, "close", record) },
};

describe("the last number of a journal", () => {
  for (const [name, { last = LAST_ORDINARY, events = 1n, prepare, call }] of Object.entries(
    cases,
  )) {
    it(`it should still be given to ${name}`, async () => {
      const world = await openWorld();
      await prepare?.(world);
      await setRecord(world, { journal: packJournal(last - events, [5n, 4n, 3n]) });
      await call(world);
      expect((await journalOf(world)) & 0xffffffffn).to.equal(last);
    });
  }

  it("it should still be given to publishByProof", async () => {
    const world = await openWorld();
    const tree = await plant(world);
    await world.send(world.owner, "grantRoot", world.record, tree.root, id("list"), 0, 0, ZERO);
    await setRecord(world, { journal: packJournal(LAST_ORDINARY - 1n, [5n]) });
    const entry = [await stampNow(0n, 0n), world.head, id("new")];
    const membership = tree.membershipOf(1);
    await world.send(world.ann, "publishByProof", world.record, [entry], membership);
    expect((await journalOf(world)) & 0xffffffffn).to.equal(LAST_ORDINARY);
  });

  const accounts: Record<string, (world: World) => Promise<unknown>> = {
    grant: lend,
    grantMany: cases.grantMany!.call,
    offer,
    declineRequest: cases.declineRequest!.call,
  };
  for (const [name, call] of Object.entries(accounts)) {
    it(`it should still be given to ${name} in the account's`, async () => {
      const world = await openWorld();
      if (name === "declineRequest") await ask(world);
      await setInbox(world, world.ann.address, { lent: packJournal(LAST - 1n, [5n]) });
      await call(world);
      const [lent] = await world.view<[bigint]>("journalsOf", world.ann.address);
      expect(lent & 0xffffffffn).to.equal(LAST);
    });
  }

  for (const name of ["requestAccess", "withdrawRequest"]) {
    it(`it should still be given to ${name} in the owner's`, async () => {
      const world = await openWorld();
      if (name === "withdrawRequest") await ask(world);
      await setInbox(world, world.owner.address, { asked: packJournal(LAST - 1n, [5n]) });
      if (name === "requestAccess") await ask(world);
      else await world.send(world.ann, "withdrawRequest", world.record);
      const [, asked] = await world.view<[bigint, bigint]>("journalsOf", world.owner.address);
      expect(asked & 0xffffffffn).to.equal(LAST);
    });
  }
});
