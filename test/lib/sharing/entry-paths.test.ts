import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GrantTerms, OpenedRecord } from "../../../lib/sharing/index.ts";
import {
  approveRequest,
  createRecord,
  decodeSigned,
  encodeSigned,
  grant,
  grantMany,
  grantRoot,
  listLeases,
  openRecord,
  publishEntry,
  requestAccess,
  revoke,
  revokeAll,
  revokeMany,
  sendSigned,
  signGrant,
  signRevoke,
} from "../../../lib/sharing/index.ts";
import { expectCode } from "../../support/errors.ts";
import { heldKeys, openableEntries } from "./held-keys.ts";
import type { Person, World } from "./world.ts";
import { startWorld } from "./world.ts";

/*
 * Whichever way a lease came about, and whichever way it ends, the same holds: it opens what was
 * lent, nothing before its time, nothing after its end, and its end changes nothing for others.
 */

let world: World;
let owner: Person;
let holder: Person;
let staying: Person;
let carrier: Person;

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  [holder, staying, carrier] = (await world.crowd(3)) as [Person, Person, Person];
});

afterAll(() => world.close());

type Lend = (record: Hex, terms: GrantTerms) => Promise<void>;
type End = (record: Hex) => Promise<void>;

const asOwner = () => [owner.context, owner.account] as const;
const inAnHour = async () => Number((await world.chain.client.getBlock()).timestamp) + 3600;

/** Hands a signed message on as text, and has somebody else send it. */
async function carry(message: Awaited<ReturnType<typeof signGrant>>) {
  const received = decodeSigned(encodeSigned(message));
  await sendSigned(carrier.context, carrier.account, { message: received });
}

const WAYS_IN: Record<string, Lend> = {
  direct: (record, terms) => grant(...asOwner(), { record, terms }),
  many: (record, { grantee, ...terms }) =>
    grantMany(...asOwner(), { record, terms, grantees: [grantee] }),
  signed: async (record, terms) =>
    carry(await signGrant(...asOwner(), { record, terms, deadline: await inAnHour() })),
  rooted: async (record, terms) => {
    await grantRoot(...asOwner(), { record, leases: [terms] });
  },
  approved: async (record, terms) => {
    const asked = { sections: terms.sections, write: terms.write, duration: 60, note: "please" };
    await requestAccess(holder.context, holder.account, { record, terms: asked });
    await approveRequest(...asOwner(), { record, terms });
  },
};

const WAYS_OUT: Record<string, End> = {
  revoke: (record) => revoke(...asOwner(), { record, grantee: holder.account.address }),
  revokeMany: (record) => revokeMany(...asOwner(), { record, grantees: [holder.account.address] }),
};

async function newRecord() {
  const section = (title: string) => ({ title, description: "", message: "old", files: [] });
  const { record } = await createRecord(...asOwner(), {
    draft: { title: "Record", description: "", sections: [section("One"), section("Two")] },
  });
  return record;
}

async function terms(change: Partial<GrantTerms> = {}): Promise<GrantTerms> {
  const slice = await world.now();
  return {
    grantee: holder.account.address,
    sections: [1],
    write: false,
    notBefore: slice,
    expiresAt: slice + 60,
    history: true,
    ...change,
  };
}

const open = ({ context, account }: Person, record: Hex) =>
  openRecord(context, account, { record });

const publish = ({ context, account }: Person, record: Hex, message: string) =>
  publishEntry(context, account, { record, section: 1, draft: { message, files: [] } });

/** What is shown of section 1: the message of each entry, or its status. */
function shown({ sections }: OpenedRecord): string[] {
  const entries = sections.find(({ index }) => index === 1)?.entries ?? [];
  return entries.map(({ status, message }) => (status === "open" ? message : status));
}

/** Lends to the one who stays as well, the same way. */
async function lendToBoth(lend: Lend, record: Hex, change: Partial<GrantTerms> = {}) {
  await lend(record, await terms(change));
  const forStaying = await terms({ ...change, grantee: staying.account.address });
  await WAYS_IN.direct?.(record, forStaying);
}

describe.each(Object.entries(WAYS_IN))("a lease that came about this way: %s", (way, lend) => {
  it("opens what was lent, and nothing else", async () => {
    const record = await newRecord();
    await lend(record, await terms());
    const opened = await open(holder, record);
    expect(opened).toMatchObject({ role: "reader", title: "Record" });
    expect(opened.lease).toMatchObject({ grantee: holder.account.address, sections: [0, 1] });
    expect(opened.sections.map(({ title }) => title)).toEqual(["One"]);
    expect(shown(opened)).toEqual(["old"]);
    await publish(owner, record, "new");
    expect(shown(await open(holder, record))).toEqual(["new", "old"]);
    await expectCode("sharing/no-lease", () => open(carrier, record));
  });

  it("opens new entries only where history was not lent", async () => {
    const record = await newRecord();
    await lend(record, await terms({ history: false }));
    await publish(owner, record, "new");
    expect(shown(await open(holder, record))).toEqual(["new", "closed"]);
  });

  it("lets its holder write where it says so", async () => {
    const record = await newRecord();
    await lend(record, await terms());
    await expectCode("sharing/not-writer", () => publish(holder, record, "no"));
    await lend(record, await terms({ write: true }));
    await publish(holder, record, "mine");
    expect(shown(await open(owner, record))).toEqual(["mine", "old"]);
    expect((await open(holder, record)).sections[0]).toMatchObject({ canWrite: true });
  });

  it("begins and runs out to the second", async () => {
    const record = await newRecord();
    const slice = await world.now();
    const [notBefore, expiresAt] = [slice + 3, slice + 6];
    await lend(record, await terms({ notBefore, expiresAt }));
    const at = async (seconds: number) => {
      await world.chain.setTime(seconds);
      return open(holder, record);
    };
    await expectCode("sharing/not-yet", () => at(notBefore * 60 - 1));
    expect(shown(await at(notBefore * 60))).toEqual(["old"]);
    expect(shown(await at(expiresAt * 60 - 1))).toEqual(["old"]);
    await expectCode("sharing/expired", () => at(expiresAt * 60));
    await publish(owner, record, "later");
    await expectCode("sharing/expired", () => open(holder, record));
  });

  it.each(Object.entries(WAYS_OUT))("ends early by %s, for its holder only", async (_, end) => {
    const record = await newRecord();
    await lendToBoth(lend, record);
    await end(record);
    await expectCode("sharing/revoked", () => open(holder, record));
    await publish(owner, record, "after");
    expect(shown(await open(staying, record))).toEqual(["after", "old"]);
    const [newest, older] = await listLeases(world.device(), { record });
    expect([newest?.state, older?.state]).toEqual(["live", "revoked"]);
    await expectCode("sharing/no-lease", () => end(record));
  });

  it("ends with all others by revokeAll", async () => {
    const record = await newRecord();
    await lendToBoth(lend, record);
    await revokeAll(...asOwner(), { record });
    for (const person of [holder, staying]) {
      await expectCode("sharing/revoked", () => open(person, record));
    }
    await publish(owner, record, "after");
    expect(shown(await open(owner, record))).toEqual(["after", "old"]);
    // A new lease in the next generation is none of the ended ones.
    await lend(record, await terms());
    expect(shown(await open(holder, record))).toEqual(["after", "old"]);
    await expectCode("sharing/revoked", () => open(staying, record));
  });

  it("ends early by a signed revocation, unless it is under a root", async () => {
    const record = await newRecord();
    await lendToBoth(lend, record);
    const ending = { record, grantee: holder.account.address, deadline: await inAnHour() };
    if (way === "rooted") {
      await expectCode("sharing/no-lease", () => signRevoke(...asOwner(), ending));
      return;
    }
    await carry(await signRevoke(...asOwner(), ending));
    await expectCode("sharing/revoked", () => open(holder, record));
    await publish(owner, record, "after");
    expect(shown(await open(staying, record))).toEqual(["after", "old"]);
  });

  it("leaves no key to what is published after its end", async () => {
    const record = await newRecord();
    await lendToBoth(lend, record);
    const held = [await heldKeys(holder, record)];
    await publish(owner, record, "during");
    await revoke(...asOwner(), { record, grantee: holder.account.address });
    await publish(owner, record, "after");
    const of = { record, section: 1 };
    expect(await openableEntries(world.device(), { ...of, held })).toEqual([true, true, false]);
    const others = [await heldKeys(staying, record)];
    expect(await openableEntries(world.device(), { ...of, held: others })).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("leaves no key to what is published after it ran out", async () => {
    const record = await newRecord();
    const slice = await world.now();
    await lend(record, await terms({ expiresAt: slice + 10 }));
    const held = [await heldKeys(holder, record)];
    await publish(owner, record, "during");
    await world.chain.setTime((slice + 10) * 60);
    await publish(owner, record, "after");
    expect(await openableEntries(world.device(), { record, section: 1, held })).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("goes on through rotations that end other leases", async () => {
    const record = await newRecord();
    await lendToBoth(lend, record);
    await publish(owner, record, "before");
    await revoke(...asOwner(), { record, grantee: staying.account.address });
    await publish(owner, record, "after");
    expect(shown(await open(holder, record))).toEqual(["after", "before", "old"]);
  });
});
