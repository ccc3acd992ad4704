// `npm run bench:gas -- [--json]`
//
// What the ledger's calls cost in gas, against what was aimed at, and what lending costs elsewhere:
// contracts of packages and of two ERCs' texts, built in this run with the same compiler and settings.
// Gas is exact: no runs, no medians.
import { parseArgs } from "node:util";
import hre from "hardhat";
import {
  MANY,
  measureKeyDirectory,
  measureLedger,
} from "../../test/contracts/support/gas-cases.ts";
import { openMeter } from "../../test/contracts/support/gas-meter.ts";
import { formatTable } from "../support/table.ts";
import { buildPeers } from "./compile.ts";
import { measurePeers } from "./peers.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });

await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
const compiler = hre.config.solidity.profiles.default!.compilers[0]!;
const ledger = await measureLedger(await openMeter());
const keys = await measureKeyDirectory(await openMeter());
const peers = await measurePeers(await openMeter(), buildPeers(compiler.settings));

const many = `grantMany, ${MANY} accounts with inboxes`;
const aims = [
  aim("grant, account with an inbox", 61_000),
  aim("grant, first ever", 78_500),
  { ...aim(many, 33_000), gas: ledger[many]! / MANY, name: `${many}, each` },
  aim("grantRoot, any number", 80_000),
  aim("revoke", 33_000),
  aim("revokeAll", 32_000),
  aim("createRecord, one section", 95_000),
].map((one) => ({ ...one, met: one.gas <= one.aim }));

const rows = [
  {
    name: "Leasehold",
    note: "until a time, for chosen sections, with rights, the digest of its keys, and both journals",
    grant: ledger["grant, account with an inbox"]!,
    again: ledger["grant, again"]!,
    revoke: ledger.revoke!,
    check: ledger.hasAccess!,
  },
  ...peers,
];

if (values.json) {
  const settings = { version: compiler.version, ...compiler.settings };
  console.log(JSON.stringify({ bench: "gas", settings, aims, ledger, keys, peers: rows }, null, 2));
} else {
  const { evmVersion, optimizer, viaIR } = compiler.settings;
  console.log(
    `solc ${compiler.version}, ${evmVersion}, optimizer ${optimizer.runs} runs, viaIR ${viaIR}\n`,
  );
  console.log(
    formatTable(
      ["aim", "gas", "at most", ""],
      aims.map(({ name, gas, aim, met }) => [name, `${gas}`, `${aim}`, met ? "met" : "missed"]),
    ),
  );
  console.log("\nLending to one account\n");
  console.log(
    formatTable(
      ["", "grant", "again", "revoke", "check", ""],
      rows.map(({ name, grant, again, revoke, check, note }) => [
        name,
        `${grant}`,
        `${again}`,
        revoke === null ? "–" : `${revoke}`,
        `${check}`,
        note,
      ]),
    ),
  );
  console.log("\nEverything\n");
  const everything = Object.entries({ ...ledger, ...keys });
  console.log(
    formatTable(
      ["", "gas"],
      everything.map(([name, gas]) => [name, `${gas}`]),
    ),
  );
}
process.exit(0); // a network left open would keep it alive

function aim(name: string, most: number) {
  return { name, gas: ledger[name]!, aim: most };
}
