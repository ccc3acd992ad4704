import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIN_PASSPHRASE_COST } from "../../../../lib/crypto/passphrase.ts";
import type { Context, OpenedRecord, Reader, Wallet } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  exportRecords,
  grant,
  grantRoot,
  importBlocks,
  listLent,
  listOwned,
  makeIdentity,
  openRecord,
  publishKey,
  readFile,
  recoveryCode,
  rememberRecord,
  unlock,
  unlockWithCode,
} from "../../../../lib/sharing/index.ts";
import type { World } from "../world.ts";
import { drain, drainText, file, startWorld } from "../world.ts";

/*
 * Everything that an account owns, and everything that it was lent, from the wallet (and the second
 * factor) alone: each `device()` remembers nothing and has cached nothing.
 */

const PASSPHRASE = "correct horse";

let world: World;
/** Whose identity needs a passphrase. */
let person: Reader & { wallet: Wallet };
/** The device on which the person did everything so far. */
let before: Context;
let own: Hex;
let direct: Hex;
let rooted: Hex;

beforeAll(async () => {
  world = await startWorld();
  before = world.device();
  const locks = [
    { kind: "passphrase", passphrase: PASSPHRASE, cost: MIN_PASSPHRASE_COST } as const,
  ];
  const wallet = world.chain.wallets[1] as Wallet;
  const account = await makeIdentity(before, wallet, { from: "wallet", locks });
  await publishKey(before, account);
  person = account;
  own = (await createRecord(before, account, { draft: draftOf("Mine") })).record;

  const lender = await world.person(0);
  const slice = await world.now();
  const terms = {
    grantee: account.address,
    sections: [0, 1],
    write: false,
    history: true,
    notBefore: slice,
    expiresAt: slice + 60,
  };
  const { context, account: by } = lender;
  direct = (await createRecord(context, by, { draft: draftOf("Lent to one") })).record;
  await grant(context, by, { record: direct, terms });
  rooted = (await createRecord(context, by, { draft: draftOf("Lent to many") })).record;
  const second = { ...terms, grantee: (await world.person(2)).account.address };
  await grantRoot(context, by, { record: rooted, leases: [terms, second] });
});

afterAll(() => world.close());

function draftOf(title: string) {
  const files = [file("a.txt", `alpha of ${title}`)];
  return {
    title,
    description: "",
    sections: [{ title: "One", description: "", message: "", files }],
  };
}

async function textIn(context: Context, opened: OpenedRecord): Promise<string> {
  const handle = opened.sections[0]?.entries[0]?.files[0]?.handle;
  return handle ? drainText(readFile(context, handle)) : "";
}

async function expectAll(context: Context, reader: Reader): Promise<void> {
  expect((await listOwned(context, { owner: reader.address })).map(({ id }) => id)).toEqual([own]);
  const lent = await listLent(context, { account: reader.address });
  expect(lent.map((it) => [it.record, it.state])).toEqual([[direct, "live"]]);
  for (const [record, title] of [
    [own, "Mine"],
    [direct, "Lent to one"],
  ] as const) {
    const opened = await openRecord(context, reader, { record });
    expect(opened.title).toBe(title);
    expect(await textIn(context, opened)).toBe(`alpha of ${title}`);
  }
}

describe("on an empty machine", () => {
  it("the wallet and the passphrase list and open everything", async () => {
    const context = world.device();
    const reader = await unlock(context, person.wallet, {
      askFactor: async () => ({ kind: "passphrase", passphrase: PASSPHRASE }),
    });
    await expectAll(context, reader);
  });

  it("the recovery code does, without the wallet", async () => {
    const context = world.device();
    const { address } = person;
    const reader = await unlockWithCode(context, { address, code: recoveryCode(person) });
    await expectAll(context, reader);
  });

  it("a lease under a root opens by the record's link, and is listed from then on", async () => {
    const context = world.device();
    const account = person.address;
    expect((await openRecord(context, person, { record: rooted })).title).toBe("Lent to many");
    await rememberRecord(context, { account, record: rooted });
    const lent = await listLent(context, { account });
    expect(lent.map(({ record }) => record).toSorted()).toEqual([direct, rooted].toSorted());
  });

  it("or is listed from an export that was imported", async () => {
    await rememberRecord(before, { account: person.address, record: rooted });
    const car = await drain(await exportRecords(before, person, { as: "car" }));
    const context = world.device();
    await importBlocks(context, { car: new Blob([car as BlobPart]).stream(), reader: person });
    const lent = await listLent(context, { account: person.address });
    expect(lent.map(({ record }) => record).toSorted()).toEqual([direct, rooted].toSorted());
  });
});
