import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeEntry, openEntryAsOwner, openEntryAsReader } from "../../../../lib/crypto/entry.ts";
import { epochSecret, recordKeyPair, sectionRoot } from "../../../../lib/crypto/record-keys.ts";
import { sliceKeyFromRoot } from "../../../../lib/crypto/time-tree.ts";
import { structuredCid } from "../../../../lib/sharing/blocks.ts";
import {
  acceptRecord,
  createRecord,
  declineOffer,
  grant,
  grantRoot,
  listLeases,
  listOffers,
  listOwned,
  offerRecord,
  openOffer,
  openRecord,
  publishEntry,
  renewSecret,
  revoke,
  withdrawOffer,
} from "../../../../lib/sharing/index.ts";
import { keyEpochsOf } from "../../../../lib/sharing/records/key-epochs.ts";
import type { OwnedSecret } from "../../../../lib/sharing/records/record-secret.ts";
import { openOwnSecret } from "../../../../lib/sharing/records/record-secret.ts";
import { readHistory, takeSnapshot } from "../../../../lib/sharing/records/snapshot.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let anna: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, anna, ben, cleo] = (await world.crowd(4)) as [Person, Person, Person, Person];
});

afterAll(() => world.close());

async function newRecord(title = "Record"): Promise<Hex> {
  const sections = ["One", "Two"].map((name) => ({
    ...{ title: name, description: `about ${name}`, message: "first", files: [] },
  }));
  const draft = { title, description: "what it is", sections };
  return (await createRecord(owner.context, owner.account, { draft })).record;
}

const publish = (by: Person, record: Hex, message: string, section = 1) =>
  publishEntry(by.context, by.account, { record, section, draft: { message, files: [] } });

const open = (by: Person, record: Hex) => openRecord(by.context, by.account, { record });

const offer = (by: Person, record: Hex, to: Person) =>
  offerRecord(by.context, by.account, { record, to: to.account.address });

const accept = (by: Person, record: Hex) => acceptRecord(by.context, by.account, { record });

const offersTo = ({ context, account }: Person) =>
  listOffers(context, { account: account.address });

const lend = async (
  by: Person,
  record: Hex,
  { to, history = true, write = false }: { to: Person; history?: boolean; write?: boolean },
) => {
  const now = await world.now();
  const terms = { sections: [1], write, notBefore: now, expiresAt: now + 1000, history };
  const granted = { ...terms, grantee: to.account.address };
  await grant(by.context, by.account, { record, terms: granted });
};

/** What a person reads of section 1, newest first; null where an entry is not open. */
async function read(by: Person, record: Hex) {
  const section = (await open(by, record)).sections.find(({ index }) => index === 1);
  return section?.entries.map(({ status, message }) => (status === "open" ? message : null));
}

/**
 * Which entries of section 1 open by a version of the secret, oldest first: by any of the keys that
 * derive from it, whatever the entries say.
 */
async function openableBy({ secret }: OwnedSecret, record: Hex): Promise<boolean[]> {
  const { history, rotations } = await takeSnapshot(world.device(), record);
  const recordKeys = await recordKeyPair(secret);
  const epochs = keyEpochsOf(rotations, 1);
  const heads = history.publications.filter(({ section }) => section === 1);
  return Promise.all(
    heads.map(async ({ head }) => {
      const entry = decodeEntry(await world.store.get(structuredCid(head)));
      const sliceKey = sliceKeyFromRoot(sectionRoot(secret, 1), entry.slice);
      const attempts = epochs.map((epoch) => {
        const made = epochSecret(secret, { section: 1, ...epoch });
        return openEntryAsReader(entry, { sliceKey, epochSecret: made });
      });
      const all = await Promise.allSettled([...attempts, openEntryAsOwner(entry, recordKeys)]);
      return all.some(({ status }) => status === "fulfilled");
    }),
  );
}

async function secretOf({ context, account }: Person, record: Hex): Promise<OwnedSecret> {
  const { history } = await readHistory(context, record);
  return openOwnSecret(context, account, { history });
}

describe("whoever knew a record's secret", () => {
  it("opens nothing that is published after it was passed on", async () => {
    const record = await newRecord();
    const known = await secretOf(owner, record);
    await publish(owner, record, "second");
    await offer(owner, record, anna);
    await accept(anna, record);
    await publish(anna, record, "third");
    await lend(anna, record, { to: ben });
    await publish(anna, record, "fourth");
    expect(await openableBy(known, record)).toEqual([true, true, false, false]);
  });

  it("opens nothing that is published after an offer was withdrawn, or it was renewed", async () => {
    const record = await newRecord();
    const known = await secretOf(owner, record);
    await offer(owner, record, anna);
    await withdrawOffer(owner.context, owner.account, { record });
    await publish(owner, record, "second");
    const later = await secretOf(owner, record);
    await renewSecret(owner.context, owner.account, { record });
    await publish(owner, record, "third");
    expect(await openableBy(known, record)).toEqual([true, false, false]);
    expect(await openableBy(later, record)).toEqual([false, true, false]);
  });
});

describe("a record that is passed on", () => {
  it("opens for its new owner from the first entry on, and for nobody else any more", async () => {
    const record = await newRecord();
    await lend(owner, record, { to: ben, write: true });
    await publish(ben, record, "by a writer");
    await offer(owner, record, anna);
    await accept(anna, record);

    expect(await open(anna, record)).toMatchObject({
      role: "owner",
      title: "Record",
      description: "what it is",
      sections: [
        { index: 1, title: "One", description: "about One", canWrite: true },
        { index: 2, title: "Two" },
      ],
    });
    expect(await read(anna, record)).toEqual(["by a writer", "first"]);
    await expectCode("sharing/no-lease", () => open(owner, record));
    await expectCode("sharing/closed", () => open(ben, record));
    const { address } = anna.account;
    const owned = await listOwned(world.device(), { owner: address });
    expect(owned).toContainEqual({ id: record, owner: address, closed: false, offeredTo: null });
    expect(await offersTo(anna)).toEqual([]);
  });

  it("can be lent by its new owner, with history over all versions or without", async () => {
    const record = await newRecord();
    await lend(owner, record, { to: cleo });
    await revoke(owner.context, owner.account, { record, grantee: cleo.account.address });
    await publish(owner, record, "second");
    await offer(owner, record, anna);
    await accept(anna, record);
    await publish(anna, record, "third");
    await world.chain.increaseTime(60);
    await lend(anna, record, { to: ben, write: true });
    await lend(anna, record, { to: cleo, history: false });
    await publish(ben, record, "fourth");
    expect(await read(ben, record)).toEqual(["fourth", "third", "second", "first"]);
    expect(await read(cleo, record)).toEqual(["fourth", null, null, null]);

    await revoke(anna.context, anna.account, { record, grantee: cleo.account.address });
    await publish(anna, record, "fifth");
    expect(await read(ben, record)).toEqual(["fifth", "fourth", "third", "second", "first"]);
    await expectCode("sharing/revoked", () => open(cleo, record));

    await offer(anna, record, owner);
    await accept(owner, record);
    await lend(owner, record, { to: cleo });
    await publish(owner, record, "sixth");
    const all = ["sixth", "fifth", "fourth", "third", "second", "first"];
    expect(await read(owner, record)).toEqual(all);
    expect(await read(cleo, record)).toEqual(all);
    const { events } = (await readHistory(world.device(), record)).history;
    expect(events.filter(({ kind }) => kind === "accepted")).toHaveLength(2);
  });

  it("is listed as on offer, and looked into before it is accepted", async () => {
    const record = await newRecord("Look");
    await offer(owner, record, anna);
    const [listed] = await offersTo(anna);
    expect(listed).toMatchObject({
      record,
      owner: owner.account.address,
      declined: false,
    });
    expect(await openOffer(anna.context, anna.account, { record })).toMatchObject({
      title: "Look",
      role: "reader",
      sections: [{ title: "One", canWrite: false, entries: [{ message: "first" }] }, {}],
    });
    await expectCode("sharing/no-offer", () => openOffer(ben.context, ben.account, { record }));
    await expectCode("sharing/no-offer", () => accept(ben, record));
    await declineOffer(anna.context, {
      account: anna.account.address,
      offer: listed as NonNullable<typeof listed>,
    });
    expect(await offersTo(anna)).toMatchObject([{ record, declined: true }]);
    await accept(anna, record);
    expect(await offersTo(anna)).toEqual([]);
  });

  it("is not accepted where the offer hands over another secret", async () => {
    const record = await newRecord();
    await offer(owner, record, anna);
    await renewSecret(owner.context, owner.account, { record });
    await expectCode("sharing/handover-invalid", () => accept(anna, record));
    await offer(owner, record, anna);
    await accept(anna, record);
    expect(await read(anna, record)).toEqual(["first"]);
  });

  it("is accepted as it is by then, if its owner publishes meanwhile", async () => {
    const record = await newRecord();
    await offer(owner, record, anna);
    let isFirst = true;
    await acceptRecord(anna.context, anna.account, {
      record,
      review: async () => {
        if (!isFirst) return;
        isFirst = false;
        await publish(owner, record, "", 0);
        await renewTitle(record);
      },
    });
    expect(await read(anna, record)).toEqual(["first"]);
  });

  async function renewTitle(record: Hex) {
    const draft = { title: "Renamed", message: "", files: [] };
    await publishEntry(owner.context, owner.account, { record, section: 0, draft });
  }
});

describe("an offer that is withdrawn", () => {
  it("leaves whoever had it without keys for what comes", async () => {
    const record = await newRecord();
    await lend(owner, record, { to: ben });
    await offer(owner, record, anna);
    await expectCode("sharing/offered", () => offer(owner, record, cleo));
    const { again, ended } = await withdrawOffer(owner.context, owner.account, { record });
    expect(again).toMatchObject([{ grantee: ben.account.address }]);
    expect(ended).toEqual([]);
    await publish(owner, record, "after");
    expect(await read(ben, record)).toEqual(["after", "first"]);
    await expectCode("sharing/no-offer", () => accept(anna, record));
    await expectCode("sharing/no-offer", () =>
      withdrawOffer(owner.context, owner.account, { record }),
    );
  });
});

describe("a secret that is renewed", () => {
  it("leaves all that ran running, on the terms they had", async () => {
    const record = await newRecord();
    await world.chain.increaseTime(60);
    await lend(owner, record, { to: anna, write: true });
    await lend(owner, record, { to: ben, history: false });
    const now = await world.now();
    const rooted = { sections: [1], write: false, notBefore: now, expiresAt: now + 500 };
    const to = cleo.account.address;
    const leases = [{ ...rooted, history: true, grantee: to }];
    await grantRoot(owner.context, owner.account, { record, leases });
    await publish(anna, record, "second");
    const before = await listLeases(world.device(), { record });

    for (const message of ["third", "fourth"]) {
      await world.chain.increaseTime(60);
      const { again, ended } = await renewSecret(owner.context, owner.account, { record });
      expect(again).toHaveLength(3);
      expect(ended).toEqual([]);
      await publish(anna, record, message);
    }
    expect(await read(anna, record)).toEqual(["fourth", "third", "second", "first"]);
    expect(await read(ben, record)).toEqual(["fourth", "third", "second", null]);
    expect(await read(cleo, record)).toEqual(["fourth", "third", "second", "first"]);
    expect(await read(owner, record)).toEqual(["fourth", "third", "second", "first"]);
    const running = (await listLeases(world.device(), { record })).filter(
      ({ state }) => state === "live",
    );
    const termsOf = ({
      grantee,
      sections,
      rights,
      since,
      notBefore,
      expiresAt,
    }: (typeof running)[0]) => ({ grantee, sections, rights, since, notBefore, expiresAt });
    expect(running.map(termsOf)).toEqual(expect.arrayContaining(before.map(termsOf)));
  });

  it("is the owner's to renew", async () => {
    const record = await newRecord();
    await lend(owner, record, { to: anna, write: true });
    await expectCode("sharing/not-owner", () =>
      renewSecret(anna.context, anna.account, { record }),
    );
  });
});
