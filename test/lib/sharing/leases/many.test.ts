import type { Address, Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SharedTerms } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  grantMany,
  hasCode,
  listLeases,
  openRecord,
  publishEntry,
  revokeMany,
  SharingError,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

/** One more than fits a transaction. */
const COUNT = 201;

/** A transaction may use so much (EIP-7825). */
const GAS_CAP = 2n ** 24n;

let world: World;
let owner: Person;
let people: Person[];
let accounts: Address[];

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  people = await world.crowd(COUNT);
  accounts = people.map(({ account }) => account.address);
}, 300_000);

afterAll(() => world.close());

const asOwner = () => [owner.context, owner.account] as const;

async function newRecord() {
  const { record } = await createRecord(...asOwner(), {
    draft: {
      title: "Record",
      description: "",
      sections: [{ title: "One", description: "", message: "old", files: [] }],
    },
  });
  return record;
}

async function terms(change: Partial<SharedTerms> = {}): Promise<SharedTerms> {
  const slice = await world.now();
  const [notBefore, expiresAt] = [slice, slice + 1000];
  return { sections: [1], write: false, notBefore, expiresAt, history: true, ...change };
}

const live = async (record: Hex) =>
  (await listLeases(world.device(), { record })).filter(({ state }) => state === "live");

const open = (person: Person, record: Hex) =>
  openRecord(person.context, person.account, { record });

/** Watches transactions; rejects the review of those from number `allowed` on. */
function counting(allowed = Number.POSITIVE_INFINITY) {
  const sent: Hex[] = [];
  const reviewed: bigint[] = [];
  return {
    sent,
    reviewed,
    review: async ({ gas }: { gas: bigint }) => {
      if (reviewed.length >= allowed) throw new SharingError("sharing/bad-terms", "Enough.");
      reviewed.push(gas);
    },
    onProgress: (progress: { step: string; transaction?: Hex }) => {
      if (progress.step === "confirm" && progress.transaction) sent.push(progress.transaction);
    },
  };
}

describe("lending to many", () => {
  it("takes as few transactions as fit their gas, and opens for each", async () => {
    const record = await newRecord();
    const watch = counting();
    await grantMany(...asOwner(), { record, terms: await terms(), grantees: accounts, ...watch });
    expect(watch.sent).toHaveLength(2);
    for (const hash of watch.sent) {
      const { gasUsed } = await world.chain.client.getTransactionReceipt({ hash });
      expect(gasUsed).toBeLessThan(GAS_CAP);
    }
    const leases = await live(record);
    expect(new Set(leases.map(({ grantee }) => grantee))).toEqual(new Set(accounts));
    expect(new Set(leases.map(({ leaf }) => leaf)).size).toBe(COUNT);
    for (const person of [people[0], people[199], people[200]]) {
      expect((await open(person as Person, record)).sections).toHaveLength(1);
    }
  });

  it("says who was reached when it is stopped half-way, and does the rest when told again", async () => {
    const record = await newRecord();
    const shared = { record, terms: await terms(), grantees: accounts };
    const error = await expectCode("sharing/partly-done", () =>
      grantMany(...asOwner(), { ...shared, ...counting(1) }),
    );
    expect(hasCode(error, "sharing/bad-terms")).toBe(true);
    expect(error.details).toEqual({ done: accounts.slice(0, 200), left: accounts.slice(200) });
    expect(await live(record)).toHaveLength(200);
    // Minutes later, the same call.
    await world.chain.increaseTime(180);
    const again = counting();
    await grantMany(...asOwner(), { ...shared, ...again });
    expect(again.sent).toHaveLength(1);
    expect(await listLeases(world.device(), { record })).toHaveLength(COUNT);
    const once = counting();
    await grantMany(...asOwner(), { ...shared, ...once });
    expect(once.sent).toHaveLength(0);
  });

  it("grants nothing where somebody has no key, and says who", async () => {
    const record = await newRecord();
    const strangers = [8, 9].map((n) => world.chain.wallets[n]?.account.address as Address);
    const grantees = [...accounts.slice(0, 3), ...strangers];
    const error = await expectCode("sharing/no-key", async () =>
      grantMany(...asOwner(), { record, terms: await terms(), grantees }),
    );
    expect((error.details.accounts as Address[]).map((it) => it.toLowerCase())).toEqual(
      strangers.map((it) => it.toLowerCase()),
    );
    expect(await live(record)).toHaveLength(0);
  });

  it("counts an account once, and refuses what makes no sense", async () => {
    const record = await newRecord();
    const one = accounts[0] as Address;
    const tryTo =
      (grantees: Address[], change: Partial<SharedTerms> = {}) =>
      async () =>
        grantMany(...asOwner(), { record, terms: await terms(change), grantees });
    await tryTo([one, one.toLowerCase() as Address])();
    expect(await live(record)).toHaveLength(1);
    await expectCode("sharing/bad-terms", tryTo([]));
    await expectCode("sharing/bad-terms", tryTo([one, owner.account.address]));
    await expectCode("sharing/bad-terms", tryTo([one], { sections: [128] }));
    await expectCode("sharing/bad-terms", tryTo([one], { expiresAt: 5 }));
    const [other] = people as [Person];
    await expectCode("sharing/not-owner", async () =>
      grantMany(other.context, other.account, {
        record,
        terms: await terms(),
        grantees: accounts.slice(1, 2),
      }),
    );
  });

  it("replaces what each held, and passes over only those who hold just this", async () => {
    const record = await newRecord();
    const shared = await terms({ write: true });
    const [a, b] = accounts as [Address, Address];
    await grantMany(...asOwner(), { record, terms: shared, grantees: [a] });
    await grantMany(...asOwner(), { record, terms: shared, grantees: [a, b] });
    expect(await listLeases(world.device(), { record })).toHaveLength(2);
    const narrower = { ...shared, write: false };
    await grantMany(...asOwner(), { record, terms: narrower, grantees: [a, b] });
    const states = (await listLeases(world.device(), { record })).map(({ state }) => state);
    expect(states).toEqual(["live", "live", "replaced", "replaced"]);
  });
});

describe("ending the leases of many", () => {
  it("closes the record to all of them at once, and to nobody else", async () => {
    const record = await newRecord();
    const grantees = accounts.slice(0, 5);
    await grantMany(...asOwner(), { record, terms: await terms(), grantees });
    const watch = counting();
    const ending = [...grantees.slice(0, 4), accounts[100] as Address];
    await revokeMany(...asOwner(), { record, grantees: ending, ...watch });
    expect(watch.sent).toHaveLength(1);
    await publishEntry(...asOwner(), { record, section: 1, draft: { message: "", files: [] } });
    for (const person of people.slice(0, 4)) {
      await expectCode("sharing/revoked", () => open(person, record));
    }
    const staying = await open(people[4] as Person, record);
    expect(staying.sections[0]?.entries.map(({ status }) => status)).toEqual(["open", "open"]);
    await expectCode("sharing/no-lease", () =>
      revokeMany(...asOwner(), { record, grantees: ending }),
    );
  });
});
