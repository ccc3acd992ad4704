// `npm start`: a devnet with contracts, storage and demo data, and the app on it.
import { parseArgs, styleText } from "node:util";
import { endChildren } from "./child.ts";
import type { Devnet } from "./devnet/devnet.ts";
import { startDevnet } from "./devnet/devnet.ts";
import type { Listening, Port } from "./devnet/http.ts";
import { listen } from "./devnet/http.ts";
import { openState } from "./devnet/state.ts";
import { createStaticListener } from "./devnet/static-server.ts";
import { buildSite, SITE } from "./site/build.ts";

const HELP = `npm start -- [options]

  --port <n>        the app's port (default 4400, or LEASEHOLD_PORT)
  --no-demo         an empty devnet, without demo records
  --no-app          the devnet alone, without the app
  --fresh           forget the devnet of earlier runs
  --now <time>      what a new chain's clock begins to show, as 2027-03-01T09:00:00Z
  --help            this text

LEASEHOLD_RPC_PORT (default 8545) and LEASEHOLD_STORAGE_PORT (default 4401) set the other ports,
LEASEHOLD_STATE the folder that the devnet is kept in (default .cache/devnet). A default port that
is taken is passed over; one that you asked for is not.`;

const HOST = "127.0.0.1";
/** How long closing may take. */
const GRACE_MS = 1_500;

const { values: flags } = parseArgs({
  options: {
    port: { type: "string" },
    demo: { type: "boolean", default: true },
    app: { type: "boolean", default: true },
    fresh: { type: "boolean", default: false },
    now: { type: "string" },
    help: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const started = Date.now();
const closers: (() => Promise<void> | void)[] = [];
let ending = false;

if (flags.help) {
  console.log(HELP);
} else {
  endOnSignals();
  try {
    await start();
  } catch (error) {
    await fail(error);
  }
}

async function start(): Promise<void> {
  const state = openState(process.env.LEASEHOLD_STATE ?? ".cache/devnet");
  closers.push(state.release);
  if (flags.fresh) state.clear();

  const site = flags.app ? buildSite({ tell }) : Promise.resolve();
  site.catch(() => undefined); // awaited below; until then its failure waits for us
  const devnet = await startDevnet({
    host: HOST,
    ports: { rpc: port("LEASEHOLD_RPC_PORT", 8545), storage: port("LEASEHOLD_STORAGE_PORT", 4401) },
    state,
    demo: flags.demo,
    now: moment(flags.now),
    tell,
  });
  closers.push(devnet.close);
  await site;

  const json = { "/devnet.json": devnet.network };
  const listener = createStaticListener({ root: flags.app ? SITE : null, json });
  const app = await listen(listener, { host: HOST, ...port("LEASEHOLD_PORT", 4400, flags.port) });
  closers.push(app.close);
  summarise(app, devnet);
}

function moment(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const parsed = Date.parse(time);
  if (Number.isNaN(parsed)) throw new Error(`${time} is no time: --now.`);
  return parsed;
}

/** A port from a flag or a variable, taken by its word; else the usual one, or the next that is free. */
function port(setting: string, usual: number, flag?: string): Port {
  const asked = flag ?? process.env[setting];
  if (asked === undefined || asked === "") return { port: usual, setting };
  if (!/^\d+$/.test(asked) || Number(asked) > 65535) {
    throw new Error(`${asked} is no port: ${flag === undefined ? setting : "--port"}.`);
  }
  return { port: Number(asked), strict: true, setting: flag === undefined ? setting : "--port" };
}

function summarise(app: Listening, { network, restored }: Devnet): void {
  const address = `http://localhost:${app.port}/`;
  const names = network.demo?.accounts.map(({ name }) => name) ?? [];
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const steps = flags.app
    ? `
  1. Open ${address}
  2. Choose Connect, then ${names[0]}: the devnet's people bring their own wallets.
  3. Open a second tab and connect as ${names[1]} to see the other side.
`
    : "";
  console.log(`
${styleText("bold", "Leasehold is running")} (started in ${seconds} s)

  ${flags.app ? "App       " : "Described "}${styleText("cyan", flags.app ? address : `${address}devnet.json`)}
  Chain     ${network.rpcUrls[0]}  (id ${network.chainId}, ${restored === null ? "new" : "kept from the last run"})
  Storage   ${network.storage.kubo}
${steps}
Ctrl-C ends everything; the chain and its data are kept for the next start (--fresh forgets them).`);
}

function tell(line: string): void {
  console.log(
    `${styleText("gray", `${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s`)}  ${line}`,
  );
}

/** Ends on a signal, and when npm started this and what stands between is gone without sending one. */
function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void end(0));
  }
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void end(0);
  }, 1_000).unref();
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), GRACE_MS);
  endChildren("SIGTERM");
  await Promise.allSettled(closers.reverse().map((close) => close()));
  process.exit(code);
}

async function fail(error: unknown): Promise<void> {
  if (ending) return; // what broke, broke because we are leaving
  const message = error instanceof Error ? error.message : String(error);
  console.error(`\n${styleText("red", "Leasehold could not start.")} ${message}`);
  if (process.env.DEBUG) console.error(error);
  await end(1);
}
