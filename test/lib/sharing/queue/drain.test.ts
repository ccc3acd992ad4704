import fc from "fast-check";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../../lib/bytes.ts";
import type { DrainPorts } from "../../../../lib/sharing/queue/drain.ts";
import { drain } from "../../../../lib/sharing/queue/drain.ts";
import type { DamagedItem, QueueItem } from "../../../../lib/sharing/queue/item.ts";

/** The program ends here: nothing after it runs. */
class Crash extends Error {}

/** A failure that may pass, and one that no waiting mends. */
class Away extends Error {}
class Over extends Error {}

const idOf = (n: number): Hex => toHex(Uint8Array.from({ length: 32 }, () => n + 1));

function item(n: number, section: number): QueueItem {
  return {
    kind: "publication",
    id: idOf(n),
    keptAt: n,
    state: "waiting",
    reason: null,
    record: idOf(99),
    section,
    blocks: [],
    size: 0,
    sealed: "0x",
    heads: [],
  };
}

interface Transaction {
  readonly of: Hex;
  readonly section: number;
  readonly expected: number;
  readonly head: Hex;
}

/** A ledger that compares and sets heads, and a wallet whose transactions may wait in between. */
class World {
  kept: (QueueItem | DamagedItem)[];
  /** What landed, in order: the author's items, and entries of somebody else (null). */
  readonly landed: { of: Hex | null; section: number; head: Hex }[] = [];
  waiting: Transaction[] = [];
  count = 0;

  constructor(items: QueueItem[]) {
    this.kept = items;
  }

  length(section: number): number {
    return this.landed.filter((it) => it.section === section).length;
  }

  nextHead(): Hex {
    this.count++;
    return toHex(Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? this.count >> (8 * i) : 7)));
  }

  /** Mines what waits, in an order of the chain's choice. */
  mine(reversed: boolean): void {
    const taken = reversed ? this.waiting.toReversed() : this.waiting;
    this.waiting = [];
    for (const { of, section, expected, head } of taken) {
      if (this.length(section) === expected) this.landed.push({ of, section, head });
    }
  }
}

/** What happens at each step of a run, drawn by the test. */
type Fate = "on" | "crash-before" | "crash-after" | "away" | "rival" | "mine" | "mine-reversed";

function portsOf(world: World, nextFate: () => Fate, over: ReadonlySet<Hex>): DrainPorts {
  /** One effect, before or after which the program may end. */
  const step = async <T>(effect: () => T, mayBeAway = false): Promise<T> => {
    const fate = nextFate();
    if (fate === "crash-before") throw new Crash();
    if (fate === "away" && mayBeAway) throw new Away();
    if (fate === "rival") world.landed.push({ of: null, section: 1, head: world.nextHead() });
    if (fate === "mine") world.mine(false);
    if (fate === "mine-reversed") world.mine(true);
    const result = effect();
    if (fate === "crash-after") throw new Crash();
    return result;
  };
  const hasLanded = (heads: readonly Hex[]) =>
    world.landed.some(({ head }) => heads.includes(head));
  return {
    read: () => step(() => structuredClone(world.kept)),
    change: (id, change) =>
      step(() => {
        world.kept = world.kept.flatMap((it) =>
          it.id === id && it.kind !== "damaged" ? (change(it) ?? []) : [it],
        );
      }),
    isDone: (it) => step(() => it.kind === "publication" && hasLanded(it.heads), true),
    // As `send-queue.ts` sends: from one state of the ledger, until one attempt has landed.
    async send(it, intend) {
      if (it.kind !== "publication") return;
      if (over.has(it.id)) throw new Over();
      const heads = [...it.heads];
      for (;;) {
        const state = await step(
          () => ({ there: hasLanded(heads), expected: world.length(it.section) }),
          true,
        );
        if (state.there) return;
        const head = world.nextHead();
        await intend(head);
        heads.push(head);
        const { id: of, section } = it;
        await step(() => world.waiting.push({ of, section, expected: state.expected, head }), true);
        await step(() => world.mine(false), true);
        if (hasLanded([head])) return;
      }
    },
    judge: (error) => {
      // A program that has ended judges nothing.
      if (error instanceof Crash) throw error;
      return { code: "test/away", isFinal: error instanceof Over };
    },
  };
}

const fates = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Fate>("on") },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Fate>(
        "crash-before",
        "crash-after",
        "away",
        "rival",
        "mine",
        "mine-reversed",
      ),
    },
  ),
  { maxLength: 120 },
);

const queues = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 5 });

/** Runs a queue again after every end of the program, until nothing waits. */
async function runToTheEnd(world: World, script: readonly Fate[], over: ReadonlySet<Hex>) {
  let place = 0;
  const nextFate = () => script[place++] ?? "on";
  for (let runs = 0; ; runs++) {
    expect(runs).toBeLessThan(200);
    try {
      return await drain(portsOf(world, nextFate, over));
    } catch (error) {
      if (!(error instanceof Crash) && !(error instanceof Away)) throw error;
    }
  }
}

describe("sending what waits", () => {
  it("sends each item exactly once and in order, wherever the program ends", async () => {
    await fc.assert(
      fc.asyncProperty(queues, fates, async (sections, script) => {
        const items = sections.map((section, n) => item(n, section));
        const world = new World(items);
        await runToTheEnd(world, script, new Set());
        world.mine(false);
        const own = world.landed.flatMap(({ of }) => of ?? []);
        expect(own).toEqual(items.map(({ id }) => id));
        expect(world.kept).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("loses nothing that can never be sent, and sends the others", async () => {
    await fc.assert(
      fc.asyncProperty(queues, fates, fc.nat({ max: 4 }), async (sections, script, which) => {
        const items = sections.map((section, n) => item(n, section));
        const over = new Set(items.filter((_, n) => n === which).map(({ id }) => id));
        const world = new World(items);
        await runToTheEnd(world, script, over);
        world.mine(false);
        const rest = items.filter(({ id }) => !over.has(id)).map(({ id }) => id);
        expect(world.landed.flatMap(({ of }) => of ?? [])).toEqual(rest);
        expect(world.kept.map(({ id }) => id)).toEqual([...over]);
        for (const it of world.kept) expect(it).toMatchObject({ state: "stuck" });
      }),
      { numRuns: 1_000 },
    );
  });

  it("would send twice if it did not write down what it is about to send", async () => {
    // What the first property is worth: without the note it finds a duplicate.
    const run = fc.check(
      fc.asyncProperty(queues, fates, async (sections, script) => {
        const items = sections.map((section, n) => item(n, section));
        const world = new World(items);
        let place = 0;
        const nextFate = () => script[place++] ?? "on";
        for (let runs = 0; runs < 200; runs++) {
          const { send, ...ports } = portsOf(world, nextFate, new Set());
          const forgetful = { ...ports, send: (it: QueueItem) => send(it, async () => undefined) };
          try {
            await drain(forgetful);
            break;
          } catch (error) {
            if (!(error instanceof Crash) && !(error instanceof Away)) throw error;
          }
        }
        world.mine(false);
        const own = world.landed.flatMap(({ of }) => of ?? []);
        return own.length === items.length;
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect((await run).failed).toBe(true);
  });

  it("leaves alone what is damaged, and what was removed meanwhile", async () => {
    const damaged: DamagedItem = { kind: "damaged", id: idOf(50), raw: "x" };
    const world = new World([item(0, 1), item(1, 1)]);
    world.kept.splice(1, 0, damaged);
    const ports = portsOf(world, () => "on", new Set());
    let reads = 0;
    const outcome = await drain({
      ...ports,
      read: async () => {
        if (++reads === 3) world.kept = world.kept.filter(({ id }) => id !== idOf(1));
        return ports.read();
      },
    });
    expect(outcome).toEqual({ sent: 1, stuck: 0 });
    expect(world.kept).toEqual([damaged]);
  });
});
