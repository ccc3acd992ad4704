import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import {
  addSection,
  createRecord,
  grant,
  listLeases,
  listLent,
  listOwned,
  openRecord,
  publishEntry,
  readFile,
  readFileRange,
  revoke,
  sliceOf,
  unlock,
} from "../../../lib/sharing/index.ts";
import { expectCode } from "../../support/errors.ts";
import type { Person, World } from "./world.ts";
import { drain, drainText, file, startWorld } from "./world.ts";

let world: World;
let owner: Person;
let doctor: Person;
let lab: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, doctor, lab] = [await world.person(0), await world.person(1), await world.person(2)];
});

afterAll(() => world.close());

const DAY = 24 * 60;

async function now(): Promise<number> {
  return sliceOf((await world.chain.client.getBlock()).timestamp);
}

async function newRecord() {
  const { record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "My history",
      description: "Since 2019",
      sections: [
        {
          title: "Blood tests",
          description: "",
          message: "first",
          files: [file("a.txt", "alpha")],
        },
        { title: "Psychiatry", description: "", message: "", files: [file("secret.txt", "no")] },
        { title: "X-rays", description: "", message: "", files: [] },
      ],
    },
  });
  return record;
}

const open = (person: Person, record: `0x${string}`) =>
  openRecord(person.context, person.account, { record });

async function lend(
  to: Person,
  record: `0x${string}`,
  terms: {
    sections: number[];
    write?: boolean;
    history?: boolean;
    minutes?: number;
    from?: number;
  },
) {
  const slice = await now();
  await grant(owner.context, owner.account, {
    record,
    terms: {
      grantee: to.account.address,
      sections: terms.sections,
      write: terms.write ?? false,
      notBefore: slice + (terms.from ?? 0),
      expiresAt: slice + (terms.from ?? 0) + (terms.minutes ?? DAY),
      history: terms.history ?? true,
    },
  });
}

async function texts(person: Person, opened: OpenedRecord): Promise<string[]> {
  const files = opened.sections.flatMap(({ entries }) => entries.flatMap((it) => it.files));
  return Promise.all(files.map((it) => drainText(readFile(person.context, it.handle))));
}

describe("a record", () => {
  it("opens for its owner as it was made, on any device", async () => {
    const record = await newRecord();
    const opened = await open(owner, record);
    expect(opened).toMatchObject({ role: "owner", title: "My history", description: "Since 2019" });
    expect(opened.sections.map(({ title }) => title)).toEqual([
      "Blood tests",
      "Psychiatry",
      "X-rays",
    ]);
    expect(await texts(owner, opened)).toEqual(["alpha", "no"]);

    const context = world.device();
    const account = await unlock(context, owner.account.wallet);
    expect(await open({ context, account }, record)).toMatchObject({ title: "My history" });
    const owned = await listOwned(context, { owner: account.address });
    expect(owned.map(({ id }) => id)).toContain(record);
  });

  it("is closed to everybody else, whatever they ask", async () => {
    const record = await newRecord();
    await expectCode("sharing/no-lease", () => open(doctor, record));
    await expectCode("sharing/no-record", () => open(doctor, `0x${"11".repeat(32)}`));
    await expectCode("sharing/not-owner", () =>
      grant(doctor.context, doctor.account, {
        record,
        terms: {
          grantee: lab.account.address,
          sections: [1],
          write: false,
          notBefore: 0,
          expiresAt: 60_000_000,
          history: true,
        },
      }),
    );
  });
});

describe("a lease", () => {
  it("opens exactly what was lent, and names nothing else", async () => {
    const record = await newRecord();
    await lend(doctor, record, { sections: [1] });
    const opened = await open(doctor, record);
    expect(opened).toMatchObject({ role: "reader", title: "My history" });
    expect(opened.sections.map(({ title }) => title)).toEqual(["Blood tests"]);
    expect(await texts(doctor, opened)).toEqual(["alpha"]);
    expect(JSON.stringify(opened, replaceBig)).not.toMatch(/Psychiatry|X-rays|secret\.txt/);
    const [lent] = await listLent(doctor.context, { account: doctor.account.address });
    expect(lent).toMatchObject({ record, state: "live", sections: [0, 1] });
  });

  it("opens new entries only where history was not lent, to the very entry", async () => {
    const record = await newRecord();
    await lend(doctor, record, { sections: [1], history: false });
    const before = await open(doctor, record);
    expect(before.sections[0]?.entries.map(({ status }) => status)).toEqual(["closed"]);
    await publishEntry(owner.context, owner.account, {
      record,
      section: 1,
      draft: { message: "second", files: [file("b.txt", "beta")] },
    });
    const after = await open(doctor, record);
    expect(after.sections[0]?.entries.map(({ status }) => status)).toEqual(["open", "closed"]);
    expect(await texts(doctor, after)).toEqual(["beta"]);
  });

  it("has not begun before its first minute, and has run out with its last", async () => {
    const record = await newRecord();
    await lend(doctor, record, { sections: [1], from: 10, minutes: 5 });
    await expectCode("sharing/not-yet", () => open(doctor, record));
    const lease = (await listLeases(owner.context, { record }))[0];
    expect(lease).toMatchObject({ state: "pending" });
    const { notBefore = 0, expiresAt = 0 } = lease ?? {};
    await world.chain.setTime(notBefore * 60 - 1);
    await expectCode("sharing/not-yet", () => open(doctor, record));
    await world.chain.setTime(notBefore * 60);
    expect((await open(doctor, record)).sections).toHaveLength(1);
    await world.chain.setTime(expiresAt * 60 - 1);
    expect((await open(doctor, record)).sections).toHaveLength(1);
    await world.chain.setTime(expiresAt * 60);
    await expectCode("sharing/expired", () => open(doctor, record));
    expect((await listLeases(owner.context, { record }))[0]).toMatchObject({ state: "expired" });
  });

  it("ends when it is revoked, for its holder only", async () => {
    const record = await newRecord();
    await lend(doctor, record, { sections: [1] });
    await lend(lab, record, { sections: [1] });
    await revoke(owner.context, owner.account, { record, grantee: doctor.account.address });
    await expectCode("sharing/revoked", () => open(doctor, record));
    await publishEntry(owner.context, owner.account, {
      record,
      section: 1,
      draft: { message: "after", files: [file("c.txt", "gamma")] },
    });
    expect(await texts(lab, await open(lab, record))).toEqual(["gamma", "alpha"]);
    expect((await open(owner, record)).sections[0]?.entries).toHaveLength(2);
    await expectCode("sharing/no-lease", () =>
      revoke(owner.context, owner.account, { record, grantee: doctor.account.address }),
    );
  });

  it("is changed by granting again", async () => {
    const record = await newRecord();
    await lend(doctor, record, { sections: [1, 2] });
    await lend(doctor, record, { sections: [1], minutes: 2 * DAY });
    const opened = await open(doctor, record);
    expect(opened.sections.map(({ title }) => title)).toEqual(["Blood tests"]);
    const leases = await listLeases(owner.context, { record });
    expect(leases.map(({ state }) => state)).toEqual(["live", "replaced"]);
    // Section 2 was taken away, so its secret changed: an entry after that is closed to the doctor.
    await publishEntry(owner.context, owner.account, {
      record,
      section: 2,
      draft: { message: "", files: [] },
    });
    expect((await open(owner, record)).sections[1]?.entries[0]?.status).toBe("open");
  });

  it("is refused to accounts without a key, and where it makes no sense", async () => {
    const record = await newRecord();
    const slice = await now();
    const terms = {
      grantee: world.chain.wallets[9]?.account.address ?? "0x",
      sections: [1],
      write: false,
      notBefore: slice,
      expiresAt: slice + 60,
      history: true,
    } as const;
    const tryTo = (changes: object) => () =>
      grant(owner.context, owner.account, { record, terms: { ...terms, ...changes } });
    await expectCode("sharing/no-key", tryTo({}));
    const grantee = doctor.account.address;
    await expectCode("sharing/bad-terms", tryTo({ grantee, expiresAt: slice }));
    await expectCode("sharing/bad-terms", tryTo({ grantee, sections: [128] }));
    await expectCode("sharing/bad-terms", tryTo({ grantee, expiresAt: 2 ** 26 }));
    await expectCode("sharing/bad-terms", tryTo({ grantee: owner.account.address }));
  });
});

describe("writers", () => {
  it("add entries that owner and other readers open", async () => {
    const record = await newRecord();
    await lend(lab, record, { sections: [1], write: true });
    await lend(doctor, record, { sections: [1] });
    await publishEntry(lab.context, lab.account, {
      record,
      section: 1,
      draft: { message: "results", files: [file("lab.csv", "a,b\n1,2", "text/csv")] },
    });
    for (const person of [owner, doctor, lab]) {
      const opened = await open(person, record);
      expect(opened.sections[0]).toMatchObject({ title: "Blood tests" });
      expect(opened.sections[0]?.entries[0]).toMatchObject({
        author: lab.account.address,
        message: "results",
      });
      expect(await texts(person, opened)).toContain("a,b\n1,2");
    }
    await expectCode("sharing/not-writer", () =>
      publishEntry(doctor.context, doctor.account, {
        record,
        section: 1,
        draft: { message: "", files: [] },
      }),
    );
    await expectCode("sharing/not-writer", () =>
      publishEntry(lab.context, lab.account, {
        record,
        section: 2,
        draft: { message: "", files: [] },
      }),
    );
  });

  it("lose nothing when they publish at the same time", async () => {
    const record = await newRecord();
    await lend(lab, record, { sections: [1], write: true });
    const publish = (person: Person, message: string) =>
      publishEntry(person.context, person.account, {
        record,
        section: 1,
        draft: { message, files: [] },
      });
    await Promise.all([publish(owner, "mine"), publish(lab, "theirs"), publish(owner, "also")]);
    const entries = (await open(owner, record)).sections[0]?.entries ?? [];
    expect(entries.map(({ message }) => message).sort()).toEqual([
      "also",
      "first",
      "mine",
      "theirs",
    ]);
    expect(entries.every(({ status }) => status === "open")).toBe(true);
  });
});

describe("files", () => {
  it("come back byte for byte, whole and in parts, whatever their size", async () => {
    const big = crypto.getRandomValues(new Uint8Array(65_536));
    const bytes = new Uint8Array(3 * 1024 * 1024 + 17).map((_, i) => big[i % 65_521] ?? 0);
    const record = await newRecord();
    const { section } = await addSection(owner.context, owner.account, {
      record,
      draft: {
        title: "Large",
        description: "",
        message: "",
        files: [file("empty", ""), file("large.bin", bytes)],
      },
    });
    const opened = await open(owner, record);
    const files = opened.sections.find(({ index }) => index === section)?.entries[0]?.files ?? [];
    const [empty, large] = files;
    if (!empty || !large) throw new TypeError("The files are not there.");
    expect(await drain(readFile(owner.context, empty.handle))).toHaveLength(0);
    expect(await drain(readFile(owner.context, large.handle))).toEqual(bytes);
    const range = { from: 1_500_000, to: 1_500_100 };
    expect(await readFileRange(owner.context, large.handle, range)).toEqual(
      bytes.slice(range.from, range.to),
    );
  });

  it("can be cancelled, which publishes nothing", async () => {
    const record = await newRecord();
    const stop = new AbortController();
    await expectCode("storage/aborted", () =>
      publishEntry(owner.context, owner.account, {
        record,
        section: 1,
        draft: { message: "never", files: [file("big", new Uint8Array(4 * 1024 * 1024))] },
        signal: stop.signal,
        onProgress: ({ step }) => step === "encrypt" && stop.abort(),
      }),
    );
    expect((await open(owner, record)).sections[0]?.entries).toHaveLength(1);
  });
});

function replaceBig(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
