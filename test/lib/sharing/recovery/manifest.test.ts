import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { createPublicClient, custom } from "viem";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHex } from "../../../../lib/bytes.ts";
import { decodeEntry, sealEntry } from "../../../../lib/crypto/entry.ts";
import { decodeManifest, MANIFEST_PAGE } from "../../../../lib/crypto/manifest.ts";
import { FIRST_EPOCH_NONCE, recordKeyPair } from "../../../../lib/crypto/record-keys.ts";
import { sealSecret } from "../../../../lib/crypto/secret-block.ts";
import { publish } from "../../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../../lib/ledger/history.ts";
import { send } from "../../../../lib/ledger/send.ts";
import { structuredCid } from "../../../../lib/sharing/blocks.ts";
import type { Context, OpenedRecord } from "../../../../lib/sharing/index.ts";
import {
  createContext,
  createRecord,
  createVolatileMemory,
  exportRecords,
  grant,
  openRecord,
  publishEntry,
  readFile,
  revoke,
} from "../../../../lib/sharing/index.ts";
import { storeContent } from "../../../../lib/sharing/records/content.ts";
import { takeReadableSnapshot } from "../../../../lib/sharing/recovery/recover-snapshot.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { drain, drainText, file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
let writer: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, writer] = [await world.person(0), await world.person(1)];
});

afterAll(() => world.close());

/** A device of the owner's that knows nothing, and whose node has no logs of blocks before `kept`. */
function onPrunedNode(kept: bigint, { refuses = false } = {}): Context {
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const answer = await world.chain.provider.request({ method, params } as never);
    if (method !== "eth_getLogs") return answer;
    const logs = answer as { blockNumber: Hex }[];
    const left = logs.filter(({ blockNumber }) => BigInt(blockNumber) >= kept);
    if (refuses && left.length < logs.length) throw new Error("history has been pruned");
    return left;
  };
  const client = createPublicClient({
    chain: hardhat,
    transport: custom({ request }, { retryCount: 0 }),
    cacheTime: 0,
  });
  const { network } = owner.context;
  return createContext(network, {
    client,
    store: world.store,
    memory: createVolatileMemory(),
  });
}

const FOREVER = 10n ** 9n;

async function newRecord(): Promise<Hex> {
  const section = { title: "First", description: "", message: "one" };
  const draft = {
    title: "Title",
    description: "",
    sections: [{ ...section, files: [file("a.txt", "alpha")] }],
  };
  return (await createRecord(owner.context, owner.account, { draft })).record;
}

async function lend(to: Person, record: Hex): Promise<void> {
  const slice = await world.now();
  const window = { notBefore: slice, expiresAt: slice + 60 };
  const grantee = to.account.address;
  const terms = { grantee, sections: [0, 1], write: true, history: true, ...window };
  await grant(owner.context, owner.account, { record, terms });
}

const entryOf = (message: string) => ({ section: 1, draft: { message, files: [] } });

const publishAs = ({ context, account }: Person, record: Hex, message: string) =>
  publishEntry(context, account, { record, ...entryOf(message) });

const messagesOf = ({ sections }: OpenedRecord) =>
  sections.flatMap(({ entries }) => entries.map(({ message, status }) => [status, message]));

const open = (context: Context, record: Hex) => openRecord(context, owner.account, { record });

describe("the manifest", () => {
  it("comes with each entry of the owner's, and with no other", async () => {
    const record = await newRecord();
    await lend(writer, record);
    const { head: own } = await publishAs(owner, record, "two");
    const { head: theirs } = await publishAs(writer, record, "three");
    const manifestOf = async (head: Hex) =>
      decodeEntry(await world.store.get(structuredCid(head))).manifest;
    expect(await manifestOf(own)).not.toBeNull();
    expect(await manifestOf(theirs)).toBeNull();
  });

  it("grows by pages that stay, and writes little at a time", async () => {
    const record = await newRecord();
    const sizes: number[] = [];
    let pages: string[] = [];
    for (let n = 0; n < MANIFEST_PAGE + 6; n++) {
      const { head } = await publishAs(owner, record, `${n}`);
      if (n % 16 !== 0 && n < MANIFEST_PAGE) continue;
      const entry = decodeEntry(await world.store.get(structuredCid(head)));
      const bytes = await world.store.get(CID.asCID(entry.manifest) as CID);
      const now = decodeManifest(bytes).pages.map(String);
      expect(now.slice(0, pages.length)).toEqual(pages);
      pages = now;
      sizes.push(bytes.length);
    }
    expect(pages).toHaveLength(1);
    expect(Math.max(...sizes)).toBeLessThan(MANIFEST_PAGE * 700);
    const pruned = await open(onPrunedNode(FOREVER), record);
    expect(messagesOf(pruned)).toEqual(messagesOf(await open(owner.context, record)));
  });
});

describe("where the node has dropped the logs", () => {
  it.each([{ refuses: false }, { refuses: true }])(
    "the owner opens all the same: %o",
    async (how) => {
      const record = await newRecord();
      await lend(writer, record);
      await publishAs(owner, record, "two");
      await revoke(owner.context, owner.account, { record, grantee: writer.account.address });
      await publishAs(owner, record, "three, under the next epoch");
      const before = await open(owner.context, record);
      const context = onPrunedNode(FOREVER, how);
      const after = await open(context, record);
      expect(messagesOf(after)).toEqual(messagesOf(before));
      expect(messagesOf(after).every(([status]) => status === "open")).toBe(true);
      const [oldest] = after.sections[0]?.entries.toReversed() ?? [];
      const [first] = oldest?.files ?? [];
      expect(first && (await drainText(readFile(context, first.handle)))).toBe("alpha");
      const snapshot = await takeReadableSnapshot(context, owner.account, { record });
      expect(snapshot.missing).toBe(0);
      expect(snapshot.history.leases).toHaveLength(1);
      const zip = await exportRecords(context, owner.account, { as: "zip", records: [record] });
      expect((await drain(zip)).length).toBeGreaterThan(500);
    },
  );

  it("a record opens of which nothing but its creation happened", async () => {
    const record = await newRecord();
    const opened = await open(onPrunedNode(FOREVER), record);
    expect(opened.title).toBe("Title");
    expect(messagesOf(opened)).toEqual([["open", "one"]]);
  });

  it("entries after a lost rotation open, and what is lost is counted", async () => {
    const record = await newRecord();
    await publishAs(owner, record, "two");
    await lend(writer, record);
    const former = await world.person(2);
    await lend(former, record);
    await revoke(owner.context, owner.account, { record, grantee: former.account.address });
    await publishAs(writer, record, "a writer's, under the next epoch");
    const context = onPrunedNode(FOREVER);
    const opened = await open(context, record);
    expect(messagesOf(opened)).toEqual([
      ["open", "a writer's, under the next epoch"],
      ["open", "two"],
      ["open", "one"],
    ]);
    expect(opened.sections[0]?.entries[0]?.author.toLowerCase()).toBe(
      writer.account.address.toLowerCase(),
    );
    const snapshot = await takeReadableSnapshot(context, owner.account, { record });
    expect(snapshot.missing).toBe(4);
  });

  it("nothing is lost, and acts are possible, while newer logs are there", async () => {
    const record = await newRecord();
    await publishAs(owner, record, "two");
    const { events } = await recordHistory(owner.context.ledger, record);
    await lend(writer, record);
    const context = onPrunedNode(events.at(-1)?.blockNumber ?? 0n);
    await expectCode("ledger/history-gap", () =>
      publishEntry(context, owner.account, { record, ...entryOf("blind") }),
    );
    const opened = await open(context, record);
    expect(messagesOf(opened)).toHaveLength(2);
    await publishEntry(context, owner.account, { record, ...entryOf("three") });
    expect(messagesOf(await open(owner.context, record))).toHaveLength(3);
  });

  it("readers do not open: the manifest is the owner's", async () => {
    const record = await newRecord();
    await lend(writer, record);
    await publishAs(owner, record, "two");
    await expectCode("ledger/history-gap", () =>
      openRecord(onPrunedNode(FOREVER), writer.account, { record }),
    );
  });
});

describe("a writer who would pass for the owner", () => {
  /** An entry that says it is the owner's, with a secret that the writer made. */
  async function forge(record: Hex, { own }: { own: boolean }): Promise<Hex> {
    const { context, account } = writer;
    const history = await recordHistory(owner.context.ledger, record);
    const last = history.events.findLast((it) => it.kind === "published" && it.section === 1);
    const previous = last?.kind === "published" ? last.head : null;
    const genuine = decodeEntry(await world.store.get(structuredCid(previous as Hex)));
    const secret = { record: fromHex(record), version: 0, secret: new Uint8Array(32).fill(7) };
    const block = await sealSecret({
      secret,
      owner: fromHex(owner.account.address),
      ownerPublicKey: owner.account.identity.publicKey,
      previous: null,
    });
    await world.store.put(block);
    const draft = { title: "", description: "", message: "forged", files: [] };
    const content = await storeContent(context, draft, { record, section: 1 });
    const slice = await world.now();
    const entry = await sealEntry(
      {
        record: fromHex(record),
        section: 1,
        version: 0,
        secret: own ? block.cid : genuine.secret,
        epoch: 0,
        keyEpoch: 0,
        nonce: FIRST_EPOCH_NONCE,
        slice,
        previous: previous && structuredCid(previous),
        author: fromHex(owner.account.address),
        id: content.id,
        body: content.body,
        manifest: genuine.manifest,
      },
      {
        sliceKey: new Uint8Array(32),
        epochSecret: new Uint8Array(32),
        contentKey: content.contentKey,
        recordPublicKey: (await recordKeyPair(secret)).publicKey,
      },
    );
    await world.store.put(entry);
    const newHead = `0x${Buffer.from(entry.cid.multihash.digest).toString("hex")}` as Hex;
    const publications = [{ section: 1, slice, epoch: 0, expectedHead: previous, newHead }];
    await send(context.ledger, publish(context.ledger, { record, publications }), {
      wallet: account.wallet,
    });
    return newHead;
  }

  it.each([{ own: true }, { own: false }])("is not believed: %o", async ({ own }) => {
    const record = await newRecord();
    await lend(writer, record);
    await publishAs(owner, record, "two");
    const head = await forge(record, { own });
    const opened = await open(onPrunedNode(FOREVER), record);
    const entries = opened.sections.flatMap((it) => it.entries);
    expect(entries.some((entry) => entry.head === head && entry.status === "open")).toBe(false);
    expect(entries.map(({ message }) => message)).toContain("two");
  });
});
