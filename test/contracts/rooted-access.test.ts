import { expect } from "chai";
import { refused } from "./support/branches.ts";
import { leafOf } from "./support/merkle.ts";
import { itPublishes } from "./support/publishing.ts";
import type { Membership } from "./support/rooted.ts";
import { grantRoot, LIST, lendRooted, plant, reaches } from "./support/rooted.ts";
import { packStamp, READ, ZERO } from "./support/words.ts";
import { id, mineAt, openWorld, setRecord, slice, stampNow } from "./support/world.ts";

describe("hasAccessByProof", () => {
  context("when no rights are asked for", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      expect(await reaches(world, tree.membershipOf(1), 0, 0)).to.equal(false);
    });
  });

  context("when the section is not lent", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      const asked = [0, 1, 126, 127, 128, 255];
      const answers = asked.map((section) => reaches(world, tree.membershipOf(1), section));
      const expected = [true, false, false, true, false, false];
      expect(await Promise.all(answers)).to.deep.equal(expected);
    });
  });

  context("when a right is not lent", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world, { rights: READ });
      const answers = [1, 2, 3, 4].map((rights) => reaches(world, tree.membershipOf(1), 0, rights));
      expect(await Promise.all(answers)).to.deep.equal([true, false, false, false]);
    });
  });

  context("when WRITE is lent without READ", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world, { rights: 2n });
      expect(await reaches(world, tree.membershipOf(1), 0, 2)).to.equal(false);
    });
  });

  context("given the time", () => {
    it("it should say no one second before the lease, and yes when it starts", async () => {
      const world = await openWorld();
      const start = (await slice()) + 2n;
      const tree = await lendRooted(world, { notBefore: start });
      await mineAt(start * 60n - 1n);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
      await mineAt(start * 60n);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(true);
    });

    it("it should say yes one second before the lease's end, and no at it", async () => {
      const world = await openWorld();
      const end = (await slice()) + 2n;
      const tree = await lendRooted(world, { expiresAt: end });
      await mineAt(end * 60n - 1n);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(true);
      await mineAt(end * 60n);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
    });
  });

  context("given the record has moved on", () => {
    it("it should say no in another generation", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      await setRecord(world, { generation: 1n });
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
    });

    it("it should say no for a lease of another generation under a root of this one", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world, { generation: 1n });
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
    });

    it("it should say no in a closed record", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      await world.send(world.owner, "close", world.record);
      expect(await reaches(world, tree.membershipOf(1))).to.equal(false);
    });
  });

  context("when the proof does not fit", () => {
    it("it should say no for another account, lease or envelope", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      const [account, lease, envelope, proof] = tree.membershipOf(1);
      const forged: Membership[] = [
        [world.bob.address, lease, envelope, proof],
        [account, lease ^ (1n << 111n), envelope, proof],
        [account, lease, id("another envelope"), proof],
        [account, lease, envelope, proof.slice(1)],
        [account, lease, envelope, [...proof, id("more")]],
        [account, lease, envelope, proof.toReversed()],
      ];
      const answers = await Promise.all(forged.map((membership) => reaches(world, membership)));
      expect(answers).to.deep.equal(forged.map(() => false));
    });

    it("it should say no for the same lease of another record", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      await world.send(world.owner, "createRecord", id("other"), []);
      const record = await world.view<string>("recordId", world.owner.address, id("other"));
      await world.send(world.owner, "grantRoot", record, tree.root, LIST, 0, 0, ZERO);
      const asked = world.view("hasAccessByProof", record, 0, 1, tree.membershipOf(1));
      expect(await asked).to.equal(false);
    });
  });
});

describe("leafHash", () => {
  it("it should hash record, account, lease and envelope twice", async () => {
    const world = await openWorld();
    const rooted = { account: world.ann.address, lease: 2n ** 256n - 2n, envelope: id("e") };
    const { account, lease, envelope } = rooted;
    const hash = await world.view("leafHash", world.record, account, lease, envelope);
    expect(hash).to.equal(leafOf(world.record, rooted));
  });
});

describe("hasRoot", () => {
  it("it should say no in a closed record", async () => {
    const world = await openWorld();
    await grantRoot(world, id("root"));
    await world.send(world.owner, "close", world.record);
    expect(await world.view("hasRoot", world.record, id("root"))).to.equal(false);
  });

  it("it should say no for what was never granted", async () => {
    const world = await openWorld();
    expect(await world.view("hasRoot", world.record, id("root"))).to.equal(false);
  });
});

describe("publishByProof", () => {
  let membership: Membership;

  itPublishes({
    prepare: async (world) => {
      membership = (await lendRooted(world)).membershipOf(4);
    },
    author: (world) => world.bob,
    publish: async (world, publications) => {
      membership ??= (await plant(world)).membershipOf(4);
      return world.send(world.bob, "publishByProof", world.record, publications, membership);
    },
  });

  context("when the lease is somebody else's", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const tree = await lendRooted(world);
      const publications = [[await stampNow(0n, 0n), world.head, id("new")]];
      const args = [world.record, publications, tree.membershipOf(1)];
      await refused(world, world.send(world.bob, "publishByProof", ...args), [
        "Ledger_AccountInvalid",
        world.ann.address,
      ]);
    });
  });

  context("given the lease does not let the author write", () => {
    for (const [name, fields] of Object.entries({
      "it should revert without WRITE": { rights: READ },
      "it should revert for WRITE without READ": { rights: 2n },
      "it should revert for another section": { sections: 2n },
    })) {
      it(name, async () => {
        const world = await openWorld();
        const tree = await lendRooted(world, fields);
        const publications = [[packStamp(0n, await slice(), 0n), world.head, id("new")]];
        const args = [world.record, publications, tree.membershipOf(1)];
        await refused(world, world.send(world.ann, "publishByProof", ...args), [
          "Ledger_MayNotPublish",
          world.record,
          world.ann.address,
          0n,
        ]);
      });
    }
  });
});
