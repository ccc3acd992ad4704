import { expect } from "chai";
import type { Sending } from "./support/branches.ts";
import { refused } from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import { treeOf } from "./support/merkle.ts";
import type { Publication } from "./support/sign.ts";
import { signGrant, signPublish, signRevoke } from "./support/sign.ts";
import { packRecipient, packStamp, READ_WRITE, ZERO } from "./support/words.ts";
import type { World } from "./support/world.ts";
import { id, leaseNow, mineAt, openWorld, settle, slice, stampNow } from "./support/world.ts";

/** Whether ann may write to section 0: the question that each scenario asks again and again. */
type Asks = (world: World) => Promise<boolean>;

interface Lent {
  may: Asks;
  publish: (world: World, publications: Publication[]) => Sending;
}

/** The ways to lend section 0 to ann, until `expiresAt`. */
const lendings: Record<string, (world: World, expiresAt: bigint) => Promise<Lent>> = {
  "granted directly": async (world, expiresAt) => {
    const { ann, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    await world.send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
    return direct;
  },
  "granted among many": async (world, expiresAt) => {
    const { ann, bob, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    const grantees = [bob, ann].map(({ address }, i) => [address, i, ENVELOPE]);
    await world.send(owner, "grantMany", record, lease, grantees, 0, ZERO);
    return direct;
  },
  "granted by signature": async (world, expiresAt) => {
    const { ann, carrier, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    const terms = { record, account: ann.address, lease, envelope: ENVELOPE, epoch: 0n };
    const message = { ...terms, rotation: ZERO, revocations: 0n };
    const signed = Object.values(await signGrant(world, owner, message));
    const args = [...Object.values(message), signed];
    await world.send(carrier, "grantBySig", ...args);
    return direct;
  },
  "granted in a batch": async (world, expiresAt) => {
    const { ann, ledger, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    const args = [record, packRecipient(ann.address, 0n), lease, ENVELOPE];
    const data = ledger.interface.encodeFunctionData("grant", args);
    await world.send(owner, "multicall", [data]);
    return direct;
  },
  "granted on request": async (world, expiresAt) => {
    const { ann, owner, record } = world;
    await world.send(ann, "requestAccess", record, 1, 3, 10, ZERO);
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    await world.send(owner, "approveRequest", record, ann.address, lease, ENVELOPE, 0, ZERO);
    return direct;
  },
  "granted under a root": async (world, expiresAt) => {
    const { ann, bob, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE, expiresAt });
    const tree = treeOf(
      world,
      [ann, bob].map(({ address }) => ({ account: address, lease, envelope: ENVELOPE })),
    );
    await world.send(owner, "grantRoot", record, tree.root, id("list"), 0, 0, ZERO);
    const membership = tree.membershipOf(0);
    return {
      may: ({ view }) => view("hasAccessByProof", record, 0, 2, membership),
      publish: ({ send }, publications) =>
        send(ann, "publishByProof", record, publications, membership),
    };
  },
};

const direct: Lent = {
  may: ({ ann, record, view }) => view("hasAccess", record, ann.address, 0, 2),
  publish: ({ ann, record, send }, publications) => send(ann, "publish", record, publications),
};

/** The ways to end it. `rooted` ones end rooted leases, the others those of accounts, some both. */
const endings: Record<string, { of: string; end: (world: World) => Promise<unknown> }> = {
  "revoked directly": {
    of: "accounts",
    end: ({ ann, owner, record, send }) => send(owner, "revoke", record, ann.address, 0, ZERO),
  },
  "revoked with a rotation": {
    of: "accounts",
    end: ({ ann, owner, record, send }) =>
      send(owner, "revoke", record, ann.address, 0, id("rotation")),
  },
  "revoked among many": {
    of: "accounts",
    end: ({ ann, bob, owner, record, send }) =>
      send(owner, "revokeMany", record, [bob.address, ann.address], 0, ZERO),
  },
  "revoked by signature": {
    of: "accounts",
    end: async (world) => {
      const { ann, carrier, owner, record } = world;
      const message = { record, account: ann.address, generation: 0n, epoch: 0n, rotation: ZERO };
      const signed = Object.values(await signRevoke(world, owner, { ...message, nonce: 1n }));
      await world.send(carrier, "revokeBySig", ...Object.values(message), signed);
    },
  },
  "revoked in a batch": {
    of: "accounts",
    end: ({ ann, ledger, owner, record, send }) => {
      const args = [record, ann.address, 0, ZERO];
      return send(owner, "multicall", [ledger.interface.encodeFunctionData("revoke", args)]);
    },
  },
  "revoked by its leaf": {
    of: "roots",
    end: ({ owner, record, send }) => send(owner, "revokeLeaves", record, [7], 0, ZERO),
  },
  "ended with all others": {
    of: "both",
    end: ({ owner, record, send }) => send(owner, "revokeAll", record, 0, ZERO),
  },
  "ended by passing the record on": {
    of: "both",
    end: async ({ bob, owner, record, send }) => {
      await send(owner, "offer", record, bob.address, ENVELOPE);
      await send(bob, "accept", record, 0, ZERO);
    },
  },
  "ended by closing the record": {
    of: "both",
    end: ({ owner, record, send }) => send(owner, "close", record),
  },
};

describe("a lease", () => {
  for (const [how, lend] of Object.entries(lendings)) {
    context(`given it was ${how}`, () => {
      it("it should hold until its time is over, and not a second longer", async () => {
        const world = await openWorld();
        const end = (await slice()) + 3n;
        const { may, publish } = await lend(world, end);
        expect(await may(world)).to.equal(true);
        await mineAt(end * 60n - 1n);
        expect(await may(world)).to.equal(true);
        await mineAt(end * 60n);
        expect(await may(world)).to.equal(false);
        const publications: Publication[] = [[packStamp(0n, end, 0n), world.head, id("late")]];
        await refused(world, publish(world, publications), [
          "Ledger_MayNotPublish",
          world.record,
          world.ann.address,
          0n,
        ]);
      });

      const rooted = how.includes("root");
      for (const [ending, { of, end }] of Object.entries(endings)) {
        if (of === (rooted ? "accounts" : "roots")) continue;
        it(`it should be over at once when ${ending}`, async () => {
          const world = await openWorld();
          const { may, publish } = await lend(world, (await slice()) + 1000n);
          const first: Publication = [await stampNow(0n, 0n), world.head, id("first")];
          await publish(world, [first]);
          expect(await may(world)).to.equal(true);
          await end(world);
          expect(await may(world)).to.equal(false);
          await settle();
          const { epoch } = await world.view<{ epoch: bigint }>("recordOf", world.record);
          const second: Publication = [await stampNow(0n, epoch), id("first"), id("second")];
          const closed = ending.includes("clos");
          await refused(
            world,
            publish(world, [second]),
            closed
              ? ["Ledger_RecordClosed", world.record]
              : ["Ledger_MayNotPublish", world.record, world.ann.address, 0n],
          );
        });
      }
    });
  }
});

describe("two devices of one owner", () => {
  it("it should not lose each other's entries", async () => {
    const world = await openWorld();
    const { head, owner, record } = world;
    const stamp = await stampNow(0n, 0n);
    await world.send(owner, "publish", record, [[stamp, head, id("phone")]]);
    await refused(world, world.send(owner, "publish", record, [[stamp, head, id("desk")]]), [
      "Ledger_HeadMoved",
      record,
      0n,
      head,
      id("phone"),
    ]);
    await world.send(owner, "publish", record, [[stamp, id("phone"), id("desk")]]);
  });

  it("it should not grant with the secrets of an epoch that is over", async () => {
    const world = await openWorld();
    const { ann, owner, record } = world;
    const lease = await leaseNow();
    await world.send(owner, "rotate", record, 0, id("rotation"));
    const sending = world.send(
      owner,
      "grant",
      record,
      packRecipient(ann.address, 0n),
      lease,
      ENVELOPE,
    );
    await refused(world, sending, ["Ledger_WrongEpoch", record, 0n, 1n]);
  });
});

describe("signatures made offline", () => {
  it("it should be possible to send them in any order", async () => {
    const world = await openWorld();
    const { ann, bob, carrier, owner, record } = world;
    const signed = await Promise.all(
      [ann, bob].map(async ({ address }, i) => {
        const lease = await leaseNow({ leaf: BigInt(i) });
        const terms = { record, account: address, lease, envelope: ENVELOPE, epoch: 0n };
        const message = { ...terms, rotation: ZERO, revocations: 0n };
        const authorization = await signGrant(world, owner, { ...message, nonce: BigInt(i) });
        return [...Object.values(message), Object.values(authorization)];
      }),
    );
    for (const args of signed.toReversed()) await world.send(carrier, "grantBySig", ...args);
    expect(await world.view("hasAccess", record, ann.address, 0, 1)).to.equal(true);
    expect(await world.view("hasAccess", record, bob.address, 0, 1)).to.equal(true);
  });

  it("it should carry a writer's entry and an owner's grant in one transaction", async () => {
    const world = await openWorld();
    const { ann, carrier, head, ledger, owner, record } = world;
    const lease = await leaseNow({ rights: READ_WRITE });
    const terms = { record, account: ann.address, lease, envelope: ENVELOPE, epoch: 0n };
    const grant = { ...terms, rotation: ZERO, revocations: 0n };
    const publications: Publication[] = [[await stampNow(0n, 0n), head, id("new")]];
    const entry = { record, generation: 0n, publications };
    const granted = Object.values(await signGrant(world, owner, grant));
    const published = Object.values(await signPublish(world, ann, entry));
    await world.send(carrier, "multicall", [
      ledger.interface.encodeFunctionData("grantBySig", [...Object.values(grant), granted]),
      ledger.interface.encodeFunctionData("publishBySig", [
        record,
        ann.address,
        0n,
        publications,
        published,
      ]),
    ]);
    expect(await world.view("headOf", record, 0)).to.equal(id("new"));
  });
});
