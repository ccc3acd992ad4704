import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  closeRecord,
  createRecord,
  grant,
  grantRoot,
  listLeases,
  listOwned,
  offerRecord,
  openRecord,
  publishEntry,
  withdrawOffer,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, anna, ben] = (await world.crowd(3)) as [Person, Person, Person];
});

afterAll(() => world.close());

async function newRecord() {
  const { record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "Record",
      description: "",
      sections: [{ title: "One", description: "", message: "old", files: [] }],
    },
  });
  return record;
}

const summaryOf = async (record: Hex) =>
  (await listOwned(world.device(), { owner: owner.account.address })).find(
    ({ id }) => id === record,
  );

describe("an offer", () => {
  it("shows, changes nothing, and can be taken back", async () => {
    const record = await newRecord();
    const by = ({ context, account }: Person, to: Person) =>
      offerRecord(context, account, { record, to: to.account.address });
    expect(await summaryOf(record)).toMatchObject({ offeredTo: null });
    await by(owner, anna);
    expect(await summaryOf(record)).toMatchObject({ offeredTo: anna.account.address });
    await expectCode("sharing/offered", () => by(owner, ben));
    await by(owner, anna);
    await expectCode("sharing/no-lease", () => openRecord(anna.context, anna.account, { record }));
    expect(await openRecord(owner.context, owner.account, { record })).toMatchObject({
      role: "owner",
    });
    await withdrawOffer(owner.context, owner.account, { record });
    expect(await summaryOf(record)).toMatchObject({ offeredTo: null });
    await expectCode("sharing/no-offer", () =>
      withdrawOffer(owner.context, owner.account, { record }),
    );
    await expectCode("sharing/not-owner", () => by(anna, ben));
    await expectCode("ledger/account-invalid", () => by(owner, owner));
  });
});

describe("closing a record", () => {
  it("ends every lease for good, and leaves its owner reading", async () => {
    const record = await newRecord();
    const slice = await world.now();
    const terms = (person: Person) => ({
      grantee: person.account.address,
      sections: [1],
      write: true,
      notBefore: slice,
      expiresAt: slice + 100,
      history: true,
    });
    await grant(owner.context, owner.account, { record, terms: terms(anna) });
    await grantRoot(owner.context, owner.account, { record, leases: [terms(ben)] });
    await expectCode("ledger/not-owner", () => closeRecord(anna.context, anna.account, { record }));
    await closeRecord(owner.context, owner.account, { record });
    for (const { context, account } of [anna, ben]) {
      await expectCode("sharing/closed", () => openRecord(context, account, { record }));
    }
    const leases = await listLeases(world.device(), { record });
    expect(leases.map(({ state }) => state)).toEqual(["closed", "closed"]);
    const opened = await openRecord(owner.context, owner.account, { record });
    expect(opened.sections[0]?.entries).toMatchObject([{ status: "open", message: "old" }]);
    const again = { record, section: 1, draft: { message: "", files: [] } };
    await expectCode("ledger/record-closed", () =>
      publishEntry(owner.context, owner.account, again),
    );
    await expectCode("ledger/record-closed", () =>
      grant(owner.context, owner.account, { record, terms: terms(anna) }),
    );
    expect(await summaryOf(record)).toMatchObject({ closed: true });
  });
});
