import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../../../../lib/sharing/index.ts";
import {
  createContext,
  createRecord,
  createVolatileMemory,
  listLeases,
  openCover,
} from "../../../../lib/sharing/index.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import type { Traffic } from "../../../support/slow-transport.ts";
import { lockstepTransport } from "../../../support/slow-transport.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let records: Hex[];

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  records = [];
  for (let i = 0; i < 3; i++) {
    const section = { title: "Notes", description: "", message: `${i}`, files: [] };
    const draft = { title: `Record ${i}`, description: "", sections: [section, section] };
    // The owner's newest entry is a section's, not what the record is called.
    const { record } = await createRecord(owner.context, owner.account, { draft });
    records.push(record);
  }
});
afterAll(() => world.close());

/** A device that knows nothing, with what it asks of the chain and of the store. */
function counted(): { context: Context; fetched: string[]; traffic: Traffic } {
  const { network } = owner.context;
  const { transport, traffic } = lockstepTransport(world.chain.provider);
  const { client } = world.chain.ledgerOver(transport);
  const fetched: string[] = [];
  const store: BlockStore = {
    ...world.store,
    get: (cid, options) => {
      fetched.push(`${cid}`);
      return world.store.get(cid, options);
    },
  };
  const context = createContext(network, { client, store, memory: createVolatileMemory() });
  return { context, fetched, traffic };
}

describe("a record's cover", () => {
  it("takes three blocks: its entry, the secret and the body", async () => {
    const { context, fetched } = counted();
    const [record = "0x"] = records;
    const cover = await openCover(context, owner.account, { record });
    expect(cover).toMatchObject({ title: "Record 0", sectionCount: 2, role: "owner" });
    expect(new Set(fetched).size).toBe(3);
    expect(fetched).toHaveLength(3);
  });

  it("and its leases, asked for at once, are read from the chain once", async () => {
    const alone = counted();
    const [record = "0x"] = records;
    await openCover(alone.context, owner.account, { record });
    const both = counted();
    const [cover, leases] = await Promise.all([
      openCover(both.context, owner.account, { record }),
      listLeases(both.context, { record }),
    ]);
    expect([cover.title, leases]).toEqual(["Record 0", []]);
    expect(both.traffic).toEqual(alone.traffic);
  });

  it("takes no more round trips where there are several in a list", async () => {
    const one = counted();
    await openCover(one.context, owner.account, { record: records[0] as Hex });
    const all = counted();
    const covers = await Promise.all(
      records.map((record) => openCover(all.context, owner.account, { record })),
    );
    expect(covers.map(({ title }) => title)).toEqual(["Record 0", "Record 1", "Record 2"]);
    expect(all.traffic.rounds.length).toBe(one.traffic.rounds.length);
  });

  it("is that of the next read where it is asked for later", async () => {
    const { context, traffic } = counted();
    const [record = "0x"] = records;
    await listLeases(context, { record });
    const before = traffic.requests;
    await listLeases(context, { record });
    expect(traffic.requests).toBeGreaterThan(before);
  });

  it("ends for who gives up, and for nobody else", async () => {
    const { context } = counted();
    const [record = "0x"] = records;
    const stop = new AbortController();
    const left = listLeases(context, { record, signal: stop.signal }).catch((error) => error);
    const stayed = listLeases(context, { record });
    const reason = new RangeError("enough");
    stop.abort(reason);
    expect(await left).toBe(reason);
    expect(await stayed).toEqual([]);
  });
});
