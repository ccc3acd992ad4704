import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { createWalletClient, custom } from "viem";
import { hardhat } from "viem/chains";
import type { Account, Context } from "../../lib/sharing/index.ts";
import {
  countQueue,
  keepPublication,
  LeaseholdError,
  openRecord,
  sendQueue,
} from "../../lib/sharing/index.ts";
import type { Locks } from "../../lib/sharing/queue/locks.ts";
import { createMemoryStore } from "../../lib/storage/memory-store.ts";
import type { Device } from "./people.ts";
import type { Publication } from "./publisher.ts";
import { digestOf } from "./publisher.ts";

/** Milliseconds after which a program that sends what waits is killed, where it is. */
const KILLED_AFTER = [20, 2_500] as const;

/** How often a program is killed rather than left to finish. */
const KILL_SHARE = 0.6;

/** How long all that waits may take to be sent once nothing is broken any more. */
const FINISH_MS = 60_000;

interface Travels {
  record: Hex;
  book: Publication[];
  random(): number;
  signal: AbortSignal;
}

/** Somebody who keeps entries on a device and sends them later, while the program is killed. */
export interface Traveller {
  /** Keeps and sends until the signal fires. */
  run(): Promise<void>;
  /** Sends what still waits, and says that what went is acknowledged. */
  finish(): Promise<void>;
  /** Programs killed while they were sending. */
  killed(): number;
}

export function createTraveller(
  device: Device,
  account: Account,
  { record, book, random, signal }: Travels,
): Traveller {
  const cache = createMemoryStore() as ReturnType<typeof createMemoryStore> & Context["cache"];
  const context: Context = { ...device.context, cache };
  const own: Publication[] = [];
  let killed = 0;

  async function keepOne(): Promise<void> {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.floor(random() * 20_000)));
    const n = own.length;
    const publication: Publication = {
      token: `kept ${account.address.slice(2, 6)}-${n}`,
      section: 1 + (n % 2),
      digest: digestOf(bytes),
      outcome: "under way",
      code: null,
    };
    const { section, token: message } = publication;
    try {
      await keepPublication(context, account, {
        record,
        section,
        draft: { message, files: [new File([bytes], `${n}.bin`)] },
        titles: { record: "Chaos", section: "" },
        isAway: random() < 0.5,
      });
      own.push(publication);
      book.push(publication);
    } catch (error) {
      if (!(error instanceof LeaseholdError)) throw error;
    }
  }

  /** Sends what waits by a program of its own, which may be killed before it is done. */
  async function sendOnce(isKilled: boolean): Promise<void> {
    const program = startProgram(context, account);
    const [low, high] = KILLED_AFTER;
    const over = new AbortController();
    const kill = isKilled
      ? sleep(low + random() * (high - low), true, { signal: over.signal }).catch(() => false)
      : new Promise<boolean>(() => undefined);
    const sent = sendQueue(program.context, program.account, { locks: program.locks }).then(
      () => false,
      () => false,
    );
    if (await Promise.race([sent, kill])) {
      program.kill();
      killed++;
    }
    over.abort();
  }

  async function isEmpty(): Promise<boolean> {
    const { waiting, stuck } = await countQueue(context, { account: account.address });
    if (waiting + stuck > 0) return false;
    for (const publication of own) publication.outcome = "acknowledged";
    return true;
  }

  return {
    killed: () => killed,
    async run() {
      // What it opens is what it may write to without a network.
      await openRecord(context, account, { record });
      while (!signal.aborted) {
        for (let n = 1 + Math.floor(random() * 3); n > 0; n--) await keepOne();
        while (!signal.aborted && !(await isEmpty())) await sendOnce(random() < KILL_SHARE);
        await sleep(100, undefined, { signal }).catch(() => undefined);
      }
    },
    async finish() {
      const deadline = Date.now() + FINISH_MS;
      while (!(await isEmpty())) {
        if (Date.now() > deadline) {
          // The comparison tells whether they are there all the same.
          const left = own.filter(({ outcome }) => outcome !== "acknowledged");
          for (const publication of left) publication.outcome = "unknown";
          throw new LeaseholdError("chaos/waits", `${left.length} entries still wait.`);
        }
        await sendOnce(false);
      }
    },
  };
}

/** A program of its own on the device: what it does has no effect any more once it was killed. */
function startProgram(context: Context, account: Account) {
  let isAlive = true;
  const alive = async <T>(effect: () => Promise<T>): Promise<T> => {
    if (!isAlive) throw new LeaseholdError("chaos/killed", "This program was killed.");
    return effect();
  };
  const { memory, store } = context;
  const { wallet } = account;
  const request = (args: { method: string; params?: unknown }) =>
    alive(() => wallet.request(args as never));
  return {
    context: {
      ...context,
      memory: {
        ...memory,
        update: (key, change) => alive(() => memory.update(key, change)),
      },
      store: { ...store, put: (block, options) => alive(() => store.put(block, options)) },
    } satisfies Context as Context,
    account: {
      ...account,
      wallet: createWalletClient({
        account: wallet.account,
        chain: hardhat,
        transport: custom({ request }, { retryCount: 0 }),
        pollingInterval: 100,
      }),
    },
    // A lock dies with its program: a killed one that hangs holds none.
    locks: {
      tryLock: async <T>(_: string, body: () => Promise<T>) => ({ value: await body() }),
    } satisfies Locks,
    kill: () => {
      isAlive = false;
    },
  };
}
