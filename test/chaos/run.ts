// `npm run chaos`: real processes are killed, paused, slowed, cut off and made to lie while an owner
// and a writer publish and readers read, and somebody keeps entries and sends them later by programs that
// are killed as well. What was acknowledged has to be readable afterwards by those who may, what failed
// must not be there, and nothing may be there twice.
//
// The tab that is killed while it uploads, before and after it sends is a real browser's:
// `test/e2e/offline.test.ts`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Hex } from "viem";
import { createTestClient, http, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import type { Account, Network } from "../../lib/sharing/index.ts";
import {
  chainTime,
  createRecord,
  grant,
  hasCode,
  openRecord,
  sliceOf,
} from "../../lib/sharing/index.ts";
import type { FaultCounts } from "./faults.ts";
import { injectFaults } from "./faults.ts";
import type { Device } from "./people.ts";
import { createDevice, enter } from "./people.ts";
import type { Victim } from "./processes.ts";
import { endAll, start, startVictim } from "./processes.ts";
import type { Publication } from "./publisher.ts";
import { publishUntil } from "./publisher.ts";
import type { Findings, Reads } from "./readers.ts";
import { compare, readUntil } from "./readers.ts";
import { createTraveller } from "./traveller.ts";

const HELP = `npm run chaos -- [options]

  --seconds <n>   how long faults are injected (default 300)
  --short         for 20 seconds, as in \`npm test\`
  --seed <n>      chooses the faults; what they meet is a matter of time
  --json          print the outcome as JSON, and nothing else on stdout
  --help          this text

Killed browser tabs are tested in a real browser: test/e2e/offline.test.ts.`;

const { values: flags } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    short: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    json: { type: "boolean", default: false },
    report: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** How long all may take to be in order again once no more faults come. */
const RECOVERY_MS = 60_000;

interface Outcome {
  passed: boolean;
  seed: number;
  seconds: number;
  faults: FaultCounts;
  faultsInjected: number;
  publications: Record<"attempted" | "acknowledged" | "failed" | "unknown", number>;
  /** Codes of what failed. */
  failures: Record<string, number>;
  reads: Record<string, Reads>;
  findings: Record<string, Findings>;
  /** Acknowledged publications that some entitled person could not read afterwards. */
  losses: number;
  /** What is wrong, in words; empty where all is well. */
  problems: string[];
}

if (flags.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      endAll();
      process.exit(130);
    });
  }
  process.once("exit", endAll);
  await main();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "leasehold-chaos-"));
  try {
    const outcome = await run(folder);
    if (flags.report !== undefined) {
      const failed = outcome.problems.length;
      const passed = outcome.passed ? 1 : 0;
      writeFileSync(flags.report, JSON.stringify({ passed, failed, skipped: 0 }));
    }
    const text = flags.json ? JSON.stringify(outcome, null, 2) : describe(outcome);
    process.stdout.write(`${text}\n`);
    process.exitCode = outcome.passed ? 0 : 1;
  } finally {
    endAll();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(); // sockets to nodes that were paused may linger
}

async function run(folder: string): Promise<Outcome> {
  const seed = Number(flags.seed);
  const seconds = flags.short ? 20 : Number(flags.seconds);
  tell("Starting the chain, two RPC nodes and three storage nodes …");
  const { network, victims, places } = await startAll(folder);
  const [patient, specialist, laboratory, supplier] = network.demo?.accounts ?? [];
  if (!patient || !specialist || !laboratory || !supplier) throw new Error("There are no people.");

  const [ownerDevice, readerDevice, writerDevice] = [1, 2, 3].map(() => createDevice(places)) as [
    Device,
    Device,
    Device,
  ];
  const owner = await enter(ownerDevice, patient.privateKey);
  const reader = await enter(readerDevice, specialist.privateKey);
  const writer = await enter(writerDevice, laboratory.privateKey);
  const stranger = await enter(createDevice(places), supplier.privateKey);
  const control = createTestClient({
    chain: hardhat,
    mode: "hardhat",
    transport: http(places.chain),
  });
  const key = generatePrivateKey();
  await control.setBalance({
    address: privateKeyToAccount(key).address,
    value: parseEther("1000"),
  });
  const travellerDevice = createDevice(places);
  const traveller = await enter(travellerDevice, key);
  const record = await prepare(ownerDevice, owner, { reader, writers: [writer, traveller] });

  const book: Publication[] = [];
  const stop = AbortSignal.timeout(seconds * 1000);
  const random = randomFrom(seed);
  const travels = createTraveller(travellerDevice, traveller, {
    record,
    book,
    random: randomFrom(seed + 1),
    signal: stop,
  });
  tell(`Injecting faults for ${seconds} s (seed ${seed}) …`);
  const [faults, , , ownerReads, readerReads] = await Promise.all([
    injectFaults({
      victims,
      random,
      signal: stop,
      passTime: async (jump) => {
        await control.increaseTime({ seconds: Math.round(jump) });
        await control.mine({ blocks: 1 });
      },
      repair: () => isWhole([ownerDevice, writerDevice, travellerDevice]),
    }),
    publishUntil(ownerDevice, owner, { record, book, signal: stop }),
    publishUntil(writerDevice, writer, { record, book, signal: stop }),
    readUntil(ownerDevice, owner, { record, book, signal: stop }),
    readUntil(readerDevice, reader, { record, book, signal: stop }),
    travels.run(),
  ]);
  faults["program/kill"] = travels.killed();

  tell("No more faults. Comparing …");
  await recover(places, owner, record);
  await travels.finish();
  const findings: Record<string, Findings> = {};
  for (const [name, account] of Object.entries({ owner, reader, writer, traveller })) {
    findings[name] = await compare(createDevice(places), account, { record, book });
  }
  const isClosed = await isClosedTo(stranger, createDevice(places), record);
  return conclude({
    seed,
    seconds,
    faults,
    book,
    findings,
    isClosed,
    reads: { owner: ownerReads, reader: readerReads },
  });
}

async function startAll(folder: string) {
  const chain = await start("chain-process.ts", [join(folder, "chain")]);
  const { network } = chain.ready as { network: Network };
  const [chainUrl] = network.rpcUrls as [string];
  const nodes = ["first", "second"].map((name) =>
    startVictim({ name, kind: "rpc", args: [chainUrl] }),
  );
  const stores = ["a", "b", "c"].map((name) =>
    startVictim({
      name,
      kind: "storage",
      args: [join(folder, name)],
      folder: join(folder, name),
    }),
  );
  const victims: Victim[] = await Promise.all([...nodes, ...stores]);
  const urls = (kind: Victim["kind"]) =>
    victims.filter((victim) => victim.kind === kind).map(({ url }) => url);
  const places = {
    network: { ...network, rpcUrls: urls("rpc") },
    storageUrls: urls("storage"),
    chain: chainUrl,
  };
  return { network, victims, places };
}

/** A record of two sections, lent to a reader and to writers for as long as all this can take. */
async function prepare(
  { context }: Device,
  owner: Account,
  { reader, writers }: { reader: Account; writers: readonly Account[] },
): Promise<Hex> {
  const section = (title: string) => ({ title, description: "", message: "begin", files: [] });
  const { record } = await createRecord(context, owner, {
    draft: { title: "Chaos", description: "", sections: [section("One"), section("Two")] },
  });
  const notBefore = sliceOf(await chainTime(context));
  for (const { address, write } of [
    { address: reader.address, write: false },
    ...writers.map(({ address }) => ({ address, write: true })),
  ]) {
    await grant(context, owner, {
      record,
      terms: {
        grantee: address,
        sections: [1, 2],
        write,
        notBefore,
        expiresAt: notBefore + 7 * 24 * 60,
        history: true,
      },
    });
  }
  return record;
}

/** Puts back what stores lack; whether they then have everything that is known to be missing. */
async function isWhole(devices: readonly Device[]): Promise<boolean> {
  for (const { store } of devices) {
    await store.repair().catch(() => undefined);
    if (store.missing().length > 0) return false;
  }
  return true;
}

/** Waits until a new device can open the record. */
async function recover(
  places: Parameters<typeof createDevice>[0],
  account: Account,
  record: Hex,
): Promise<void> {
  const deadline = Date.now() + RECOVERY_MS;
  for (;;) {
    try {
      await openRecord(createDevice(places).context, account, { record });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

async function isClosedTo(account: Account, { context }: Device, record: Hex): Promise<boolean> {
  try {
    await openRecord(context, account, { record });
    return false;
  } catch (error) {
    return hasCode(error, "sharing/no-lease");
  }
}

function conclude({
  book,
  findings,
  reads,
  isClosed,
  ...rest
}: Pick<Outcome, "seed" | "seconds" | "faults" | "reads" | "findings"> & {
  book: readonly Publication[];
  isClosed: boolean;
}): Outcome {
  const countOf = (outcome: Publication["outcome"]) =>
    book.filter((publication) => publication.outcome === outcome).length;
  const failures: Record<string, number> = {};
  for (const { code } of book) if (code !== null) failures[code] = (failures[code] ?? 0) + 1;
  const problems: string[] = [];
  const lost = new Set<string>();
  for (const [who, { lost: gone, duplicates, phantoms }] of Object.entries(findings)) {
    for (const token of gone) {
      lost.add(token);
      problems.push(`${token} was acknowledged, and ${who} cannot read it`);
    }
    for (const token of duplicates) problems.push(`${token} is there more than once (${who})`);
    for (const token of phantoms) problems.push(`${token} failed, and is there (${who})`);
  }
  for (const [who, { stale }] of Object.entries(reads)) {
    for (const token of stale) problems.push(`${who} was shown a record without ${token}`);
  }
  if (!isClosed) problems.push("somebody without a lease was not kept out");
  if (countOf("acknowledged") === 0) problems.push("nothing was published");
  if (Object.keys(rest.faults).length === 0) problems.push("no fault was injected");
  return {
    passed: problems.length === 0,
    ...rest,
    faultsInjected: Object.values(rest.faults).reduce((sum, count) => sum + count, 0),
    publications: {
      attempted: book.length,
      acknowledged: countOf("acknowledged"),
      failed: countOf("failed"),
      unknown: countOf("unknown"),
    },
    failures,
    reads,
    findings,
    losses: lost.size,
    problems,
  };
}

function describe({
  faults,
  faultsInjected,
  publications,
  losses,
  problems,
  reads,
}: Outcome): string {
  const list = Object.entries(faults)
    .sort()
    .map(([name, count]) => `  ${name.padEnd(24)} ${count}`)
    .join("\n");
  const good = Object.values(reads).reduce((sum, { good: count }) => sum + count, 0);
  return `${faultsInjected} faults injected:
${list}
${publications.acknowledged} of ${publications.attempted} publications acknowledged, ${publications.failed} failed, ${publications.unknown} unknown; ${good} good reads
${losses} losses${problems.map((problem) => `\n  ${problem}`).join("")}`;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
