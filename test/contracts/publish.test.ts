import { expect } from "chai";
import { refused } from "./support/branches.ts";
import { ENVELOPE } from "./support/lending.ts";
import { itPublishes } from "./support/publishing.ts";
import type { Publication } from "./support/sign.ts";
import { signPublish } from "./support/sign.ts";
import { itChecksTheSignature } from "./support/signing.ts";
import type { LeaseFields } from "./support/words.ts";
import { packRecipient, packStamp, READ, READ_WRITE, ZERO } from "./support/words.ts";
import type { World } from "./support/world.ts";
import {
  id,
  leaseNow,
  nextAt,
  openWorld,
  setRecord,
  settle,
  slice,
  stampNow,
} from "./support/world.ts";

const SECTIONS = 1n | (1n << 127n);
const NEW = id("new entry");

async function lend(world: World, fields: Partial<LeaseFields> = {}): Promise<void> {
  const lease = await leaseNow({ rights: READ_WRITE, sections: SECTIONS, ...fields });
  const { ann, owner, record } = world;
  await world.send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
}

const mayNot = (world: World, section: bigint): [string, ...unknown[]] => [
  "Ledger_MayNotPublish",
  world.record,
  world.ann.address,
  section,
];

describe("publish", () => {
  context("given the author is the owner", () => {
    itPublishes({
      prepare: async () => undefined,
      author: (world) => world.owner,
      publish: (world, publications) =>
        world.send(world.owner, "publish", world.record, publications),
    });
  });

  context("given the author is a grantee with WRITE", () => {
    itPublishes({
      prepare: lend,
      author: (world) => world.ann,
      publish: (world, publications) =>
        world.send(world.ann, "publish", world.record, publications),
    });

    const one = async (world: World, section = 0n): Promise<Publication> => [
      await stampNow(section, 0n),
      section === 0n ? world.head : ZERO,
      NEW,
    ];

    it("it should revert for a section that is not lent", async () => {
      const world = await openWorld();
      await lend(world);
      const publications = [await one(world), await one(world, 1n)];
      const sending = world.send(world.ann, "publish", world.record, publications);
      await refused(world, sending, mayNot(world, 1n));
    });

    it("it should revert one second before the lease starts", async () => {
      const world = await openWorld();
      const start = (await slice()) + 2n;
      await lend(world, { notBefore: start });
      const publication = [packStamp(0n, start - 1n, 0n), world.head, NEW];
      await settle();
      await nextAt(start * 60n - 1n);
      const sending = world.send(world.ann, "publish", world.record, [publication]);
      await refused(world, sending, mayNot(world, 0n));
    });

    it("it should publish in the lease's first second", async () => {
      const world = await openWorld();
      const start = (await slice()) + 2n;
      await lend(world, { notBefore: start });
      const publication = [packStamp(0n, start, 0n), world.head, NEW];
      await settle();
      await nextAt(start * 60n);
      await world.send(world.ann, "publish", world.record, [publication]);
      expect(await world.view("headOf", world.record, 0)).to.equal(NEW);
    });

    it("it should publish in the lease's last second", async () => {
      const world = await openWorld();
      const end = (await slice()) + 2n;
      await lend(world, { expiresAt: end });
      const publication = [packStamp(0n, end - 1n, 0n), world.head, NEW];
      await settle();
      await nextAt(end * 60n - 1n);
      await world.send(world.ann, "publish", world.record, [publication]);
      expect(await world.view("headOf", world.record, 0)).to.equal(NEW);
    });

    it("it should revert in the first second after the lease", async () => {
      const world = await openWorld();
      const end = (await slice()) + 2n;
      await lend(world, { expiresAt: end });
      const publication = [packStamp(0n, end, 0n), world.head, NEW];
      await settle();
      await nextAt(end * 60n);
      const sending = world.send(world.ann, "publish", world.record, [publication]);
      await refused(world, sending, mayNot(world, 0n));
    });

    it("it should revert in another generation", async () => {
      const world = await openWorld();
      await lend(world);
      await setRecord(world, { generation: 1n });
      const sending = world.send(world.ann, "publish", world.record, [await one(world)]);
      await refused(world, sending, mayNot(world, 0n));
    });
  });

  context("given the author is a grantee without WRITE", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await lend(world, { rights: READ });
      const publication = [await stampNow(0n, 0n), world.head, NEW];
      const sending = world.send(world.ann, "publish", world.record, [publication]);
      await refused(world, sending, mayNot(world, 0n));
    });
  });

  context("given the author has no lease", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const publication = [await stampNow(0n, 0n), world.head, NEW];
      const sending = world.send(world.ann, "publish", world.record, [publication]);
      await refused(world, sending, mayNot(world, 0n));
    });
  });

  context("given there is no such record", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      const publication = [await stampNow(0n, 0n), ZERO, NEW];
      const sending = world.send(world.ann, "publish", id("nothing"), [publication]);
      await refused(world, sending, ["Ledger_MayNotPublish", id("nothing"), world.ann.address, 0n]);
    });
  });
});

describe("publishBySig", () => {
  const publishBySig = async (world: World, publications: Publication[], generation = 0n) => {
    const message = { record: world.record, generation, publications };
    const signed = Object.values(await signPublish(world, world.ann, message));
    const { ann, carrier, record } = world;
    const args = [record, ann.address, generation, publications, signed];
    return world.send(carrier, "publishBySig", ...args);
  };

  itPublishes({
    prepare: lend,
    author: (world) => world.ann,
    publish: publishBySig,
  });

  const publications = async (world: World, changed = false): Promise<Publication[]> => [
    [await stampNow(0n, 0n), world.head, changed ? id("another entry") : NEW],
  ];

  itChecksTheSignature({
    prepare: lend,
    signer: (world) => world.ann,
    sign: async (world, signer, once) =>
      signPublish(world, signer, {
        record: world.record,
        generation: 0n,
        publications: await publications(world),
        ...once,
      }),
    carry: async (world, signed, changed) => {
      const { ann, carrier, record } = world;
      const content = await publications(world, changed);
      const args = [record, ann.address, 0n, content, Object.values(signed)];
      return world.send(carrier, "publishBySig", ...args);
    },
  });

  context("when one thing differs from what was signed", () => {
    const differ = async (
      change: (
        world: World,
        signed: Publication,
      ) => Promise<{
        record?: string;
        publications?: Publication[];
      }>,
    ): Promise<void> => {
      const world = await openWorld();
      await lend(world);
      const [first] = await publications(world);
      const message = { record: world.record, generation: 0n, publications: [first!] };
      const signed = Object.values(await signPublish(world, world.ann, message));
      const sent = { ...message, ...(await change(world, first!)) };
      const { ann, carrier } = world;
      const args = [sent.record, ann.address, 0n, sent.publications, signed];
      await refused(world, world.send(carrier, "publishBySig", ...args), [
        "Ledger_SignatureInvalid",
        world.ann.address,
      ]);
    };

    it("it should revert for another record", () => differ(async () => ({ record: id("other") })));

    it("it should revert for one publication more", () =>
      differ(async (_, first) => ({ publications: [first, first] })));

    for (const [field, bit] of Object.entries({ section: 0n, slice: 8n, epoch: 40n })) {
      it(`it should revert for another ${field}`, () =>
        differ(async (_, [stamp, before, after]) => ({
          publications: [[stamp ^ (1n << bit), before, after]],
        })));
    }

    it("it should revert for another expected head", () =>
      differ(async (_, [stamp, , after]) => ({ publications: [[stamp, ZERO, after]] })));
  });

  context("given the record is in another generation", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await setRecord(world, { generation: 1n });
      await refused(world, publishBySig(world, await publications(world)), [
        "Ledger_WrongGeneration",
        world.record,
        0n,
        1n,
      ]);
    });

    it("it should publish for the generation that was signed", async () => {
      const world = await openWorld();
      await setRecord(world, { generation: 1n });
      const { ann, owner, record } = world;
      const lease = await leaseNow({ rights: READ_WRITE, generation: 1n });
      await world.send(owner, "grant", record, packRecipient(ann.address, 0n), lease, ENVELOPE);
      await publishBySig(world, await publications(world), 1n);
      expect(await world.view("headOf", record, 0)).to.equal(NEW);
    });
  });

  context("given the author is the owner", () => {
    it("it should publish", async () => {
      const world = await openWorld();
      const message = {
        record: world.record,
        generation: 0n,
        publications: await publications(world),
      };
      const signed = Object.values(await signPublish(world, world.owner, message));
      const { carrier, owner, record } = world;
      const args = [record, owner.address, 0n, message.publications, signed];
      await world.send(carrier, "publishBySig", ...args);
      expect(await world.view("headOf", record, 0)).to.equal(NEW);
    });
  });

  context("given the author may not publish", () => {
    it("it should revert", async () => {
      const world = await openWorld();
      await refused(world, publishBySig(world, await publications(world)), mayNot(world, 0n));
    });
  });
});
