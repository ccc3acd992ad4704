import { expect } from "chai";
import { emitted, refused } from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import type { LeaseFields } from "./support/words.ts";
import { packRecipient, READ, READ_WRITE, ZERO } from "./support/words.ts";
import type { World } from "./support/world.ts";
import {
  ethers,
  id,
  leaseNow,
  mineAt,
  nextAt,
  openWorld,
  saltOf,
  setRecord,
  settle,
  slice,
} from "./support/world.ts";

const SECTIONS = 1n | (1n << 127n);

async function lend(world: World, fields: Partial<LeaseFields> = {}): Promise<void> {
  const { ann, owner, record } = world;
  const lease = await leaseNow({ sections: SECTIONS, ...fields });
  await world.send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
}

const reaches = ({ ann, record, view }: World, section = 0, rights = 1) =>
  view<boolean>("hasAccess", record, ann.address, section, rights);

describe("hasAccess", () => {
  context("when no rights are asked for", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      await lend(world);
      expect(await reaches(world, 0, 0)).to.equal(false);
    });
  });

  context("when a right is not lent", () => {
    it("it should say no to WRITE with READ alone, and to rights that do not exist", async () => {
      const world = await openWorld();
      await lend(world, { rights: READ });
      const answers = [1, 2, 3, 4, 5, 255].map((rights) => reaches(world, 0, rights));
      expect(await Promise.all(answers)).to.deep.equal([true, false, false, false, false, false]);
    });

    it("it should say yes to either and both with READ and WRITE", async () => {
      const world = await openWorld();
      await lend(world, { rights: READ_WRITE });
      const answers = [1, 2, 3, 4, 7].map((rights) => reaches(world, 0, rights));
      expect(await Promise.all(answers)).to.deep.equal([true, true, true, false, false]);
    });
  });

  context("when the section is not lent", () => {
    it("it should say no", async () => {
      const world = await openWorld();
      await lend(world);
      const answers = [0, 1, 126, 127, 128, 255].map((section) => reaches(world, section));
      expect(await Promise.all(answers)).to.deep.equal([true, false, false, true, false, false]);
    });
  });

  context("given the time", () => {
    it("it should say no one second before the lease, and yes when it starts", async () => {
      const world = await openWorld();
      const start = (await slice()) + 2n;
      await lend(world, { notBefore: start });
      await mineAt(start * 60n - 1n);
      expect(await reaches(world)).to.equal(false);
      await mineAt(start * 60n);
      expect(await reaches(world)).to.equal(true);
    });

    it("it should say yes one second before the lease's end, and no at it", async () => {
      const world = await openWorld();
      const end = (await slice()) + 2n;
      await lend(world, { expiresAt: end });
      await mineAt(end * 60n - 1n);
      expect(await reaches(world)).to.equal(true);
      await mineAt(end * 60n);
      expect(await reaches(world)).to.equal(false);
    });
  });

  context("given the record has moved on", () => {
    it("it should say no in another generation", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { generation: 1n });
      expect(await reaches(world)).to.equal(false);
    });

    it("it should say yes in another epoch", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { epoch: 1n });
      expect(await reaches(world)).to.equal(true);
    });

    it("it should say no in a closed record", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { closed: true });
      expect(await reaches(world)).to.equal(false);
    });
  });

  context("given the account has no lease", () => {
    it("it should say no, to the owner too", async () => {
      const world = await openWorld();
      const { bob, owner, record } = world;
      await lend(world);
      expect(await world.view("hasAccess", record, bob.address, 0, 1)).to.equal(false);
      expect(await world.view("hasAccess", record, owner.address, 0, 1)).to.equal(false);
    });
  });
});

describe("cancelNonces", () => {
  it("it should mark the caller's nonces, and nobody else's", async () => {
    const world = await openWorld();
    const { ann, bob } = world;
    const word = 2n ** 248n - 1n;
    const sending = world.send(ann, "cancelNonces", word, 5n);
    await emitted(world, sending, [["NoncesCancelled", ann.address, word, 5n]]);
    await world.send(ann, "cancelNonces", word, (2n ** 255n) | 1n);
    expect(await world.view("nonces", ann.address, word)).to.equal((2n ** 255n) | 5n);
    expect(await world.view("nonces", ann.address, word - 1n)).to.equal(0n);
    expect(await world.view("nonces", bob.address, word)).to.equal(0n);
  });
});

describe("multicall", () => {
  const encode = ({ ledger }: World, name: string, ...args: unknown[]): string =>
    ledger.interface.encodeFunctionData(name, args);

  it("it should do all calls as the caller", async () => {
    const world = await openWorld();
    const { ann, owner, record } = world;
    const lease = await leaseNow();
    await world.send(owner, "multicall", [
      encode(world, "rotate", record, 0, id("rotation")),
      encode(world, "grant", record, packRecipient(ann.address, 1n), lease, ENVELOPE),
    ]);
    expect(await reaches(world)).to.equal(true);
  });

  it("it should do none if one is refused, and say why", async () => {
    const world = await openWorld();
    const { ann, owner, record } = world;
    const lease = await leaseNow();
    const sending = world.send(owner, "multicall", [
      encode(world, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE),
      encode(world, "revoke", record, world.bob.address, 0, ZERO),
    ]);
    await refused(world, sending, ["Ledger_NoGrant", record, world.bob.address]);
    expect(await world.view("grantOf", record, ann.address)).to.equal(0n);
  });

  it("it should answer several questions at once", async () => {
    const world = await openWorld();
    const { ann, record } = world;
    await lend(world);
    const [yes, no] = await world.view<string[]>("multicall", [
      encode(world, "hasAccess", record, ann.address, 0, 1),
      encode(world, "hasAccess", record, ann.address, 1, 1),
    ]);
    expect([BigInt(yes!), BigInt(no!)]).to.deep.equal([1n, 0n]);
  });
});

describe("supportsInterface", () => {
  it("it should know ERC-165, ERC-5267 and the ledger's own interface", async () => {
    const world = await openWorld();
    const artifact = await import("hardhat").then(({ artifacts }) =>
      artifacts.readArtifact("ILedger"),
    );
    const own = new ethers.Interface(artifact.abi);
    let interfaceId = 0n;
    own.forEachFunction(({ selector }) => {
      interfaceId ^= BigInt(selector);
    });
    const ids = [ethers.toBeHex(interfaceId, 4), "0x01ffc9a7", "0x84b0196e"];
    for (const one of ids) expect(await world.view("supportsInterface", one)).to.equal(true);
    for (const other of ["0xffffffff", "0x00000000", "0x12345678"]) {
      expect(await world.view("supportsInterface", other)).to.equal(false);
    }
  });
});

describe("eip712Domain", () => {
  it("it should name the domain (ERC-5267)", async () => {
    const world = await openWorld();
    const { chainId } = await ethers.provider.getNetwork();
    expect(await world.view<unknown[]>("eip712Domain")).to.deep.equal([
      "0x0f",
      "Leasehold Ledger",
      "1",
      chainId,
      await world.ledger.getAddress(),
      ZERO,
      [],
    ]);
  });
});

describe("the ledger's time", () => {
  it("it should count whole minutes since 1970", async () => {
    const world = await openWorld();
    await settle();
    const at = (await slice()) + 2n;
    await nextAt(at * 60n + 59n);
    const sent = await world.send(world.owner, "rotate", world.record, 0, id("rotation"));
    const [log] = (await sent.wait())!.logs;
    expect(world.ledger.interface.parseLog(log!)!.args.getValue("slice")).to.equal(at);
    expect((await ethers.provider.getBlock("latest"))!.timestamp).to.equal(Number(at * 60n + 59n));
  });
});

describe("a record of somebody else's", () => {
  it("it should be out of reach of another record's leases", async () => {
    const world = await openWorld();
    const { ann, owner } = world;
    await lend(world);
    await world.send(owner, "createRecord", saltOf(1), []);
    const other = await world.view<string>("recordId", owner.address, saltOf(1));
    expect(await world.view("hasAccess", other, ann.address, 0, 1)).to.equal(false);
  });
});
