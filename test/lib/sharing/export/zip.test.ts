import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportRecords } from "../../../../lib/sharing/export/export-records.ts";
import { createNames, safeName, safePath } from "../../../../lib/sharing/export/file-names.ts";
import { createRecord, grant, openRecord, zipFiles } from "../../../../lib/sharing/index.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { openUnixFs } from "../../../../lib/storage/unixfs-reader.ts";
import { unzip } from "../../../support/zip.ts";
import type { Person, World } from "../world.ts";
import { drain, file, startWorld } from "../world.ts";

const NASTY = "<img src=x onerror=alert(1)>";

let world: World;
let owner: Person;
let reader: Person;
let record: Hex;

beforeAll(async () => {
  world = await startWorld();
  [owner, reader] = [await world.person(0), await world.person(1)];
  const entry = { title: "", description: "", message: "" };
  const created = await createRecord(owner.context, owner.account, {
    draft: {
      title: "../../etc",
      description: NASTY,
      sections: [
        {
          ...entry,
          title: "Blood: tests",
          message: NASTY,
          files: [
            file("../up.txt", "up"),
            file("a.txt", "one"),
            file("A.TXT", "two"),
            file("Käse 🧀.txt", "three"),
            file("empty", ""),
            file("big.bin", new Uint8Array(2_500_000).fill(7)),
          ],
        },
        { ...entry, title: "Psychiatry", files: [file("secret.txt", "no")] },
      ],
    },
  });
  record = created.record;
  const slice = await world.now();
  await grant(owner.context, owner.account, {
    record,
    terms: {
      grantee: reader.account.address,
      sections: [0, 1],
      write: false,
      history: true,
      notBefore: slice,
      expiresAt: slice + 60,
    },
  });
});

afterAll(async () => {
  await world.close();
});

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const find = (files: Map<string, Uint8Array>, ending: string) =>
  [...files].find(([path]) => path.endsWith(ending))?.[1];

describe("a ZIP", () => {
  it("holds everything decrypted, under names that are safe", async () => {
    const { context, account } = owner;
    const files = await unzip(await drain(await exportRecords(context, account, { as: "zip" })));
    expect([...files.keys()].every((path) => !path.split("/").includes(".."))).toBe(true);
    expect(textOf(find(files, "/up.txt"))).toBe("up");
    expect(textOf(find(files, "/a.txt"))).toBe("one");
    expect(textOf(find(files, "/A (2).TXT"))).toBe("two");
    expect(textOf(find(files, "/Käse 🧀.txt"))).toBe("three");
    expect(find(files, "/empty")).toHaveLength(0);
    expect(find(files, "/big.bin")).toEqual(new Uint8Array(2_500_000).fill(7));
    expect(textOf(find(files, "/secret.txt"))).toBe("no");
    const index = JSON.parse(textOf(files.get("index.json")));
    const listed = index.records[0].sections[0].entries[0].files;
    for (const { path } of listed) expect(files.has(path)).toBe(true);
  });

  it("has an index in which what people wrote is text", async () => {
    const { context, account } = owner;
    const files = await unzip(await drain(await exportRecords(context, account, { as: "zip" })));
    const page = textOf(files.get("index.html"));
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(page).toContain("big.bin");
  });

  it("of what was lent holds the lent sections alone", async () => {
    const { context, account } = reader;
    const zip = await exportRecords(context, account, { as: "zip", records: [record] });
    const files = await unzip(await drain(zip));
    expect(find(files, "/a.txt")).toBeDefined();
    expect(find(files, "/secret.txt")).toBeUndefined();
    expect(textOf(files.get("index.json"))).not.toContain("Psychiatry");
  });

  it("leaves out a file that no store has, and says so", async () => {
    const { sections } = await openRecord(owner.context, owner.account, { record });
    const all = sections.flatMap(({ entries }) => entries.flatMap(({ files }) => files));
    const big = all.find(({ name }) => name === "big.bin");
    const root = big?.handle.stream.stream.cid as CID;
    const blocks: CID[] = [];
    for await (const cid of (await openUnixFs(root, { source: world.store })).blocks()) {
      blocks.push(cid);
    }
    const [, first] = blocks as [CID, CID];
    const store: ManagedStore = {
      ...world.store,
      get: (cid, options) =>
        (cid.equals(first) ? createMemoryStore() : world.store).get(cid, options),
    };
    let missing = 0;
    const zip = await exportRecords({ ...owner.context, store }, owner.account, {
      as: "zip",
      onProgress: (it) => {
        if (it.step === "write") missing = it.missing;
      },
    });
    const files = await unzip(await drain(zip));
    expect(find(files, "/big.bin")).toBeUndefined();
    expect(textOf(find(files, "/a.txt"))).toBe("one");
    expect(textOf(files.get("index.html"))).toContain("not in this archive");
    expect(JSON.parse(textOf(files.get("index.json"))).records).toHaveLength(1);
    expect(missing).toBe(1);
  });
});

describe("a ZIP of chosen files", () => {
  const opened = async () => {
    const { sections } = await openRecord(owner.context, owner.account, { record });
    return sections.flatMap(({ entries }) => entries.flatMap(({ files }) => files));
  };

  it("holds them under their paths, each name once, and tells how far it is", async () => {
    const [up, one, two] = await opened();
    if (!up || !one || !two) throw new Error("the record has six files");
    const told: number[] = [];
    const chosen = [
      up,
      { ...one, name: "scans/../x:y/a.txt" },
      { ...two, name: "scans/x_y/a.txt" },
    ];
    const zip = zipFiles(owner.context, chosen, { onProgress: ({ done }) => told.push(done) });
    const files = await unzip(await drain(zip));
    expect([...files].map(([path, bytes]) => [path, textOf(bytes)]).sort()).toEqual([
      ["scans/x_y/a (2).txt", "two"],
      ["scans/x_y/a.txt", "one"],
      ["up.txt", "up"],
    ]);
    expect(told.at(-1)).toBe(8);
  });

  it("leaves out what no store has, and names it", async () => {
    const [up, one] = await opened();
    if (!up || !one) throw new Error("the record has six files");
    const nothing = { ...owner.context, store: createMemoryStore() };
    let missing = 0;
    const zip = zipFiles(nothing, [up, one], {
      onProgress: (progress) => {
        missing = progress.missing;
      },
    });
    const files = await unzip(await drain(zip));
    expect([...files.keys()]).toEqual(["MISSING.txt"]);
    expect(textOf(files.get("MISSING.txt"))).toContain("a.txt");
    expect(missing).toBe(2);
  });

  it("fetches what many small files share once", async () => {
    const { context, account } = owner;
    const names = Array.from({ length: 600 }, (_, i) => `${i}.txt`);
    const many = names.map((name) => file(name, name.repeat(700)));
    const section = { title: "Many", description: "", message: "", files: many };
    const draft = { title: "Small ones", description: "", sections: [section] };
    const { record: id } = await createRecord(context, account, { draft });
    const { sections } = await openRecord(context, account, { record: id });
    const [entry] = sections[0]?.entries ?? [];
    const fetched: string[] = [];
    const store: ManagedStore = {
      ...world.store,
      get: (cid, options) => {
        fetched.push(`${cid}`);
        return world.store.get(cid, options);
      },
    };
    const files = await unzip(await drain(zipFiles({ ...context, store }, entry?.files ?? [])));
    expect(files.size).toBe(names.length);
    for (const name of names) expect(textOf(files.get(name))).toBe(name.repeat(700));
    expect(fetched.length).toBeGreaterThan(2);
    expect(new Set(fetched).size).toBe(fetched.length);
  });

  it("stops when it is told to", async () => {
    const abort = new AbortController();
    const zip = zipFiles(owner.context, await opened(), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    const outcome = await drain(zip).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ name: "AbortError" });
  });
});

describe("safePath", () => {
  it.each([
    ["a/b/c.txt", "a/b/c.txt"],
    ["../../etc/passwd", "etc/passwd"],
    ["/a//./b", "a/b"],
    ["a/con/b:c", "a/_con/b_c"],
    ["..", "x"],
    ["", "x"],
    ["a/ . /b", "a/b"],
    ["C:\\Windows\\x", "C__Windows_x"],
  ])("makes %j %j", (path, safe) => {
    expect(safePath(path, "x")).toBe(safe);
  });
});

describe("safeName", () => {
  it.each([
    ["a/b\\c:d", "a_b_c_d"],
    ["..", "x"],
    ["", "x"],
    [" .hidden. ", "hidden"],
    ["con.txt", "_con.txt"],
    ["COM1", "_COM1"],
    ["evil\u202Efdp.exe", "evilfdp.exe"],
    ["tab\tnew\nline", "tabnewline"],
    [`${"a".repeat(200)}.pdf`, `${"a".repeat(96)}.pdf`],
  ])("makes %j %j", (name, safe) => {
    expect(safeName(name, "x")).toBe(safe);
  });

  it("is given out once, whatever its case", () => {
    const nameOf = createNames();
    expect(["a.txt", "A.txt", "a (2).txt", "a.txt", ".b", ".b"].map(nameOf)).toEqual([
      "a.txt",
      "A (2).txt",
      "a (2) (2).txt",
      "a (3).txt",
      ".b",
      ".b (2)",
    ]);
  });
});
