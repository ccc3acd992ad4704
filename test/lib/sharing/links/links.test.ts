import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  acceptRecord,
  createLink,
  createRecord,
  decodeLink,
  grant,
  leaseOfLink,
  linksOf,
  listLeases,
  offerRecord,
  openLink,
  openRecord,
  publishEntry,
  readFile,
  renewSecret,
  revoke,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { drainText, file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
let anna: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, anna] = (await world.crowd(2)) as [Person, Person];
});

afterAll(() => world.close());

async function newRecord(): Promise<Hex> {
  const sections = ["One", "Two"].map((title) => ({
    ...{ title, description: "", message: "first", files: [file("a.txt", "hello")] },
  }));
  const draft = { title: "Record", description: "", sections };
  return (await createRecord(owner.context, owner.account, { draft })).record;
}

async function newLink(
  record: Hex,
  change: { passphrase?: string; history?: boolean; from?: number; minutes?: number } = {},
) {
  const { passphrase = null, history = true, from = 0, minutes = 60 } = change;
  const now = await world.now();
  const window = { notBefore: now + from, expiresAt: now + from + minutes };
  const terms = { sections: [1], history, ...window };
  return createLink(owner.context, owner.account, { record, terms, passphrase });
}

/** Opens a link on a machine that knows nothing but it. */
async function open(fragment: string, passphrase: string | null = null) {
  const context = world.device();
  const link = decodeLink(fragment);
  const reader = await openLink(context, { link, passphrase });
  return { context, opened: await openRecord(context, reader, { record: link.record }) };
}

const publish = (record: Hex, message: string) =>
  publishEntry(owner.context, owner.account, {
    record,
    section: 1,
    draft: { message, files: [] },
  });

describe("a link", () => {
  it("opens what it lends, and nothing else, without wallet or account", async () => {
    const record = await newRecord();
    const { fragment } = await newLink(record);
    await publish(record, "second");
    const { context, opened } = await open(fragment);
    expect(opened).toMatchObject({ title: "Record", role: "reader" });
    expect(opened.sections).toHaveLength(1);
    expect(opened.sections[0]).toMatchObject({ index: 1, title: "One", canWrite: false });
    expect(opened.sections[0]?.entries).toMatchObject([
      { message: "second" },
      { message: "first" },
    ]);
    const handle = opened.sections[0]?.entries[1]?.files[0]?.handle;
    expect(await drainText(readFile(context, handle as NonNullable<typeof handle>))).toBe("hello");
  });

  it("opens new entries only, where history was not lent", async () => {
    const record = await newRecord();
    const { fragment } = await newLink(record, { history: false });
    await publish(record, "second");
    const { opened } = await open(fragment);
    expect(opened.sections[0]?.entries).toMatchObject([
      { status: "open", message: "second" },
      { status: "closed" },
    ]);
  });

  it("with a passphrase opens with that one only", async () => {
    const record = await newRecord();
    const { fragment } = await newLink(record, { passphrase: "open sesame" });
    const link = decodeLink(fragment);
    expect(link.needsPassphrase).toBe(true);
    for (const wrong of ["Open sesame", "", null]) {
      await expectCode("sharing/wrong-passphrase", () => open(fragment, wrong));
    }
    expect((await open(fragment, "open sesame")).opened.title).toBe("Record");
    const stripped = { ...link, needsPassphrase: false };
    await expectCode("sharing/no-lease", () =>
      openLink(world.device(), { link: stripped, passphrase: null }),
    );
    await expectCode("crypto/invalid-argument", () => newLink(record, { passphrase: "" }));
  });

  it("says why it does not open, before any passphrase", async () => {
    const record = await newRecord();
    const context = world.device();
    const why = ({ fragment }: { fragment: string }) =>
      leaseOfLink(context, { link: decodeLink(fragment) });
    const pending = await newLink(record, { passphrase: "a", from: 10 });
    await expectCode("sharing/not-yet", () => why(pending));
    const ended = await newLink(record);
    expect(await why(ended)).toMatchObject({ grantee: ended.grantee, leaf: ended.leaf });
    const { grantee } = ended;
    await revoke(owner.context, owner.account, { record, grantee });
    await expectCode("sharing/revoked", () => why(ended));
    await expectCode("sharing/revoked", () => open(ended.fragment));
    const short = await newLink(record, { minutes: 1 });
    await world.chain.increaseTime(60);
    await expectCode("sharing/expired", () => why(short));

    const link = decodeLink(short.fragment);
    await expectCode("sharing/other-network", () =>
      leaseOfLink(context, { link: { ...link, chainId: 1 } }),
    );
    const ledger = owner.account.address;
    await expectCode("sharing/other-network", () =>
      openLink(context, { link: { ...link, ledger }, passphrase: null }),
    );
    const seed = link.seed.map((byte) => byte ^ 1);
    await expectCode("sharing/no-lease", () => leaseOfLink(context, { link: { ...link, seed } }));
    const nowhere = { ...link, record: `0x${"00".repeat(32)}` as const };
    await expectCode("sharing/no-record", () => leaseOfLink(context, { link: nowhere }));
  });

  it("is made again, and told from other leases, on any device of its owner's", async () => {
    const record = await newRecord();
    const now = await world.now();
    const terms = {
      sections: [1],
      write: false,
      notBefore: now,
      expiresAt: now + 9,
      history: true,
    };
    const grantee = anna.account.address;
    await grant(owner.context, owner.account, { record, terms: { ...terms, grantee } });
    const plain = await newLink(record);
    const guarded = await newLink(record, { passphrase: "open sesame" });
    expect(plain.leaf).not.toBe(guarded.leaf);
    expect(await linksOf(world.device(), owner.account, { record })).toEqual(
      new Map([
        [plain.leaf, { fragment: plain.fragment, needsPassphrase: false }],
        [guarded.leaf, { fragment: guarded.fragment, needsPassphrase: true }],
      ]),
    );
    expect(await listLeases(world.device(), { record })).toHaveLength(3);
    await expectCode("sharing/not-owner", () => linksOf(anna.context, anna.account, { record }));
  });

  it("ends when its record's secret is renewed, and is still known for what it was", async () => {
    const record = await newRecord();
    const { fragment, leaf, grantee } = await newLink(record);
    const { again, ended } = await renewSecret(owner.context, owner.account, { record });
    expect([again, ended]).toMatchObject([[], [{ grantee }]]);
    await expectCode("sharing/revoked", () => open(fragment));
    const next = await newLink(record);
    const known = await linksOf(world.device(), owner.account, { record });
    expect([...known.keys()]).toEqual([leaf, next.leaf]);
    expect(known.get(leaf)).toEqual({ fragment, needsPassphrase: false });
    expect((await open(next.fragment)).opened.sections[0]?.entries).toMatchObject([
      { message: "first" },
    ]);
  });

  it("ends when its record is passed on", async () => {
    const record = await newRecord();
    const { fragment } = await newLink(record);
    const to = anna.account.address;
    await offerRecord(owner.context, owner.account, { record, to });
    await acceptRecord(anna.context, anna.account, { record });
    await expectCode("sharing/closed", () => open(fragment));
  });

  it("is not made by anybody but the owner, nor on terms that cannot be", async () => {
    const record = await newRecord();
    const terms = { sections: [1], notBefore: 0, expiresAt: 1, history: true };
    const asked = { record, terms, passphrase: null };
    await expectCode("sharing/bad-terms", () => createLink(owner.context, owner.account, asked));
    await expectCode("sharing/not-owner", () => createLink(anna.context, anna.account, asked));
  });
});
