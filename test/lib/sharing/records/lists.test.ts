import type { Hex } from "viem";
import { createPublicClient, custom } from "viem";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context, UnreadableRecord } from "../../../../lib/sharing/index.ts";
import {
  accountActivity,
  createContext,
  createRecord,
  createVolatileMemory,
  grant,
  listLent,
  listOwned,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let reader: Person;
const records: Hex[] = [];

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  reader = await world.person(1);
  const now = await world.now();
  for (const title of ["First", "Second"]) {
    const section = { title: "Section", description: "", message: "one", files: [] };
    const draft = { title, description: "", sections: [section] };
    const { record } = await createRecord(owner.context, owner.account, { draft });
    const terms = {
      sections: [1],
      write: false,
      notBefore: now,
      expiresAt: now + 60,
      history: true,
    };
    await grant(owner.context, owner.account, {
      record,
      terms: { ...terms, grantee: reader.account.address },
    });
    records.push(record);
  }
});
afterAll(() => world.close());

interface RpcLog {
  topics: Hex[];
}

/** A context whose node leaves out logs. */
function without(isGone: (log: RpcLog, filter: Hex[]) => boolean): Context {
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const answer = await world.chain.provider.request({ method, params } as never);
    if (method !== "eth_getLogs") return answer;
    const [{ topics = [] }] = params as [{ topics?: Hex[] }];
    return (answer as RpcLog[]).filter((log) => !isGone(log, topics));
  };
  const transport = custom({ request }, { retryCount: 0 });
  const client = createPublicClient({ chain: hardhat, transport, cacheTime: 0 });
  const memory = createVolatileMemory();
  return createContext(owner.context.network, { client, store: world.store, memory });
}

describe("lists where a node shows no whole history of one record", () => {
  /** Leaves out the record's creation where its history is asked for. */
  const withoutFirst = () =>
    without(({ topics }, asked) => asked[1] === records[0] && topics[1] === records[0]);

  it("show what is lent in the others, and name the one", async () => {
    const { address: account } = reader.account;
    const unreadable: UnreadableRecord[] = [];
    const onUnreadable = (it: UnreadableRecord) => unreadable.push(it);
    const lent = await listLent(withoutFirst(), { account, onUnreadable });
    expect(lent.map(({ record }) => record)).toEqual([records[1]]);
    expect(unreadable).toMatchObject([
      { record: records[0], error: { code: "ledger/history-gap" } },
    ]);
    // Whoever does not ask to be told gets no list that is not whole.
    await expectCode("ledger/history-gap", () => listLent(withoutFirst(), { account }));
  });

  it("tell what happened to the others", async () => {
    const { address: account } = owner.account;
    const unreadable: Hex[] = [];
    const onUnreadable = ({ record }: UnreadableRecord) => unreadable.push(record);
    const activities = await accountActivity(withoutFirst(), { account, onUnreadable });
    expect(new Set(activities.map(({ record }) => record))).toEqual(new Set([records[1]]));
    expect(unreadable).toEqual([records[0]]);
    await expectCode("ledger/history-gap", () => accountActivity(withoutFirst(), { account }));
  });

  it("show what an account created where the node has dropped its journal", async () => {
    const { address } = reader.account;
    const section = { title: "Section", description: "", message: "one", files: [] };
    const draft = { title: "Own", description: "", sections: [section] };
    const { record } = await createRecord(reader.context, reader.account, { draft });
    const pruned = without((_, asked) => asked[2] !== undefined);
    await expectCode("ledger/history-gap", () => listOwned(pruned, { owner: address }));
    const told: string[] = [];
    const onPartial = ({ code }: { code: string }) => told.push(code);
    const owned = await listOwned(pruned, { owner: address, onPartial });
    expect(owned.map(({ id }) => id)).toEqual([record]);
    expect(told).toEqual(["ledger/history-gap"]);
  });
});
