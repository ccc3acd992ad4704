import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Build } from "../../test/contracts/support/gas-meter.ts";

const ROOT = join(import.meta.dirname, "../..");
const PEERS = "bench/gas/peers";

const solc = createRequire(import.meta.url)("solc") as {
  compile(input: string, importing: { import: (path: string) => object }): string;
};

/** Contracts of packages, by the name under which they are compiled. */
const PACKAGES = [
  "@openzeppelin/contracts/access/manager/AccessManager.sol",
  "@ethereum-attestation-service/eas-contracts/contracts/EAS.sol",
  "@ethereum-attestation-service/eas-contracts/contracts/SchemaRegistry.sol",
  "ethr-did-registry/contracts/EthereumDIDRegistry.sol",
];

/** Builds the peers with the settings with which the ledger is built; by contract name. */
export function buildPeers(settings: object): Map<string, Build> {
  return buildSources([...globSync(`${PEERS}/*.sol`, { cwd: ROOT }), ...PACKAGES], settings);
}

/** Builds files of this project or of a package; by contract name. */
export function buildSources(files: readonly string[], settings: object): Map<string, Build> {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(files.map((file) => [file, { content: read(file) }])),
    settings: { ...settings, outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }),
  );
  for (const { severity, formattedMessage } of output.errors ?? []) {
    if (severity === "error") throw new Error(formattedMessage);
  }
  const builds = files.flatMap((file) => Object.entries<Output>(output.contracts[file]));
  return new Map(
    builds.map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]),
  );
}

interface Output {
  abi: Build["abi"] & unknown[];
  evm: { bytecode: { object: string } };
}

/** A source, for our compiler: some packages insist on another. */
function read(path: string): string {
  const own = join(ROOT, path);
  const text = readFileSync(existsSync(own) ? own : join(ROOT, "node_modules", path), "utf8");
  return text.replace(/^pragma solidity .*;$/m, "pragma solidity 0.8.37;");
}
