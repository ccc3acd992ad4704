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

type Kind = QueueItem["kind"];

/** An item of one of several records: each has a section of the model's ledger. */
function item(n: number, section: number, kind: Kind = "publication"): QueueItem {
  const common = { id: idOf(n), keptAt: n, state: "waiting", reason: null, blocks: [] } as const;
  const entries = {
    ...common,
    record: recordOf(section),
    size: 0,
    sealed: "0x",
    heads: [],
  } as const;
  switch (kind) {
    case "publication":
      return { kind, ...entries, section, blocks: [], heads: [] };
    case "creation":
      return { kind, ...entries, salt: section, blocks: [], heads: [] };
    case "signed":
      return { kind, ...common, blocks: [], size: 0, text: String(section) };
  }
}

const recordOf = (section: number): Hex => idOf(200 + section);

function sectionOf(it: QueueItem): number {
  if (it.kind === "publication") return it.section;
  return it.kind === "creation" ? it.salt : Number(it.text);
}

interface Transaction {
  readonly of: Hex;
  readonly kind: Kind;
  readonly section: number;
  readonly expected: number;
  readonly head: Hex;
}

/**
 * A ledger that compares and sets heads, takes a signature's nonce once and creates a record once; and a
 * wallet whose transactions may wait in between.
 */
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

  has(id: Hex): boolean {
    return this.landed.some(({ of }) => of === id);
  }

  private takes({ kind, of, section, expected }: Transaction): boolean {
    // What is signed says its nonce, and a new record its number: neither what it follows.
    return kind === "publication" ? this.length(section) === expected : !this.has(of);
  }

  nextHead(): Hex {
    this.count++;
    return toHex(Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? this.count >> (8 * i) : 7)));
  }

  /** Mines what waits, in an order of the chain's choice. */
  mine(reversed: boolean): void {
    const taken = reversed ? this.waiting.toReversed() : this.waiting;
    this.waiting = [];
    for (const transaction of taken) {
      const { of, section, head } = transaction;
      if (this.takes(transaction)) this.landed.push({ of, section, head });
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
    isDone: (it) =>
      step(() => (it.kind === "signed" ? world.has(it.id) : hasLanded(it.heads)), true),
    recordOf: (it) => recordOf(sectionOf(it)),
    // As `send-queue.ts` sends: from one state of the ledger, until one attempt has landed.
    async send(it, intend) {
      if (over.has(it.id)) throw new Over();
      const heads = it.kind === "signed" ? [] : [...it.heads];
      const isThere = () => (it.kind === "signed" ? world.has(it.id) : hasLanded(heads));
      const { id: of, kind } = it;
      const section = sectionOf(it);
      for (;;) {
        const state = await step(
          () => ({ there: isThere(), expected: world.length(section) }),
          true,
        );
        if (state.there) return;
        const head = world.nextHead();
        if (kind !== "signed") await intend(head);
        heads.push(head);
        const { expected } = state;
        await step(() => world.waiting.push({ of, kind, section, expected, head }), true);
        await step(() => world.mine(false), true);
        if (isThere()) return;
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

const queues = fc.array(
  fc.record({
    section: fc.integer({ min: 1, max: 2 }),
    kind: fc.constantFrom<Kind>("publication", "publication", "signed", "creation"),
  }),
  { minLength: 1, maxLength: 5 },
);

const itemsOf = (queue: readonly { section: number; kind: Kind }[]) =>
  queue.map(({ section, kind }, n) => item(n, section, kind));

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
      fc.asyncProperty(queues, fates, async (queue, script) => {
        const items = itemsOf(queue);
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

  it("loses nothing that can never be sent, sends nothing past it, and all other records' things", async () => {
    await fc.assert(
      fc.asyncProperty(
        queues,
        fates,
        fc.nat({ max: 4 }),
        fc.constantFrom("retried", "moved", "removed"),
        async (queue, script, which, then) => {
          const items = itemsOf(queue);
          const bad = items[which];
          const over = new Set(bad === undefined ? [] : [bad.id]);
          const world = new World(items);
          await runToTheEnd(world, script, over);
          world.mine(false);
          const waits = (it: QueueItem, n: number) =>
            bad !== undefined && n >= which && sectionOf(it) === sectionOf(bad);
          const own = () => world.landed.flatMap(({ of }) => of ?? []);
          const ids = (some: readonly { id: Hex }[]) => some.map(({ id }) => id);
          expect(own()).toEqual(ids(items.filter((it, n) => !waits(it, n))));
          expect(ids(world.kept)).toEqual(ids(items.filter(waits)));
          for (const it of world.kept) {
            expect(it).toMatchObject({ state: over.has(it.id) ? "stuck" : "waiting" });
          }
          if (bad === undefined) return;

          // What the person may do about it.
          const [stuck, ...held] = world.kept as [QueueItem, ...QueueItem[]];
          const again: QueueItem = { ...stuck, state: "waiting", reason: null };
          if (then === "retried") world.kept = [again, ...held];
          if (then === "moved") world.kept = [...held, again];
          if (then === "removed") world.kept = held;
          const next = ids(world.kept);
          await runToTheEnd(world, script.toReversed(), new Set());
          world.mine(false);
          expect(own().slice(-next.length || own().length)).toEqual(next);
          expect(world.kept).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("would send twice if it did not write down what it is about to send", async () => {
    // What the first property is worth: without the note it finds a duplicate.
    const run = fc.check(
      fc.asyncProperty(queues, fates, async (queue, script) => {
        const items = itemsOf(queue);
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
    expect(outcome).toEqual({ sent: 1, stuck: 0, held: 0 });
    expect(world.kept).toEqual([damaged]);
  });
});
