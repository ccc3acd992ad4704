import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createRecord,
  grant,
  openCover,
  openOlder,
  openRecord,
  publishEntry,
} from "../../../../lib/sharing/index.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
let lab: Person;
let late: Person;
let record: Hex;

beforeAll(async () => {
  world = await startWorld();
  [owner, lab, late] = [await world.person(0), await world.person(1), await world.person(2)];
  const entry = { description: "", message: "0" };
  ({ record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "Record",
      description: "",
      sections: [
        { ...entry, title: "Tests", files: [file("a", "alpha")] },
        { ...entry, title: "Other", files: [] },
      ],
    },
  }));
  await lend(lab, { write: true, history: true });
  for (let i = 1; i <= 6; i++) await publish(lab, `${i}`);
  await world.chain.increaseTime(600);
  await lend(late, { write: false, history: false });
  await publish(lab, "7");
});

afterAll(() => world.close());

async function lend({ account }: Person, how: { write: boolean; history: boolean }) {
  const slice = await world.now();
  const lease = { sections: [1], notBefore: slice, expiresAt: slice + 1000 };
  const terms = { grantee: account.address, ...lease, ...how };
  await grant(owner.context, owner.account, { record, terms });
}

const publish = ({ context, account }: Person, message: string) =>
  publishEntry(context, account, { record, section: 1, draft: { message, files: [] } });

async function open({ context, account }: Person, entries: number) {
  const { title, sections } = await openRecord(context, account, { record, entries });
  const [section] = sections;
  if (!section) throw new TypeError("There is no section.");
  return { title, section };
}

describe("the entries of a section", () => {
  it("are opened page by page, the newest first", async () => {
    const { context, account } = owner;
    const { section } = await open(owner, 3);
    const messages = section.entries.map(({ message }) => message);
    expect(messages).toEqual(["7", "6", "5"]);
    expect(section.older).toBe(5);
    for (let { older, entries } = section as { older: number; entries: { head: Hex }[] }; older; ) {
      const before = entries.at(-1)?.head as Hex;
      const page = await openOlder(context, account, { record, section: 1, before, entries: 3 });
      messages.push(...page.entries.map(({ message }) => message));
      [older, entries] = [page.older, page.entries];
    }
    expect(messages).toEqual(["7", "6", "5", "4", "3", "2", "1", "0"]);
    expect((await open(owner, 8)).section.older).toBe(0);
  });

  it("give the section its owner's title, however old, to whoever may read it", async () => {
    const { title, section } = await open(owner, 1);
    expect([title, section.title]).toEqual(["Record", "Tests"]);
    expect((await open(lab, 2)).section.title).toBe("Tests");
    const seen = await open(late, 2);
    expect(seen.section.entries.map(({ status }) => status)).toEqual(["open", "closed"]);
    // It was copied from the owner's by the lab's entry.
    expect(seen.section.title).toBe("Tests");
  });

  it("are fetched as far as they are shown, and only their heads where they are closed", async () => {
    const asked: string[] = [];
    const store: BlockStore = {
      ...world.store,
      get(cid, options) {
        asked.push(`${cid}`);
        return world.store.get(cid, options);
      },
    };
    const watched = { ...late, context: { ...late.context, store } };
    await open(watched, 2);
    const [few, heads] = [asked.length, new Set(asked).size];
    expect(few).toBe(heads);
    asked.length = 0;
    await open(watched, 6);
    expect(asked.length - few).toBe(4);
  });

  it("need not be opened to know what the record is called", async () => {
    const { context, account } = lab;
    expect(await openCover(context, account, { record })).toMatchObject({
      id: record,
      role: "writer",
      title: "Record",
      sectionCount: 1,
    });
    const own = await openCover(owner.context, owner.account, { record });
    expect(own).toMatchObject({ title: "Record", sectionCount: 2 });
    const stranger = await world.person(5);
    await expectCode("sharing/no-lease", () =>
      openCover(stranger.context, stranger.account, { record }),
    );
  });

  it("are refused of a section that was not lent", async () => {
    const { context, account } = lab;
    const before = `0x${"00".repeat(32)}` as const;
    await expectCode("sharing/no-lease", () =>
      openOlder(context, account, { record, section: 2, before }),
    );
  });
});
