/**
 * Writes the contracts' interfaces as typed modules for the library, from what `hardhat build` left in `artifacts/`.
 * With `--check` it only compares, and fails if a module is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const modules = [
  { contract: "Ledger", file: "ledger", name: "ledgerAbi" },
  { contract: "KeyDirectory", file: "key-directory", name: "keyDirectoryAbi" },
];

const check = process.argv.includes("--check");

for (const { contract, file, name } of modules) {
  const artifact: { abi: unknown[] } = JSON.parse(
    readFileSync(join(root, `artifacts/contracts/${contract}.sol/${contract}.json`), "utf8"),
  );
  const items = artifact.abi.map((item) => `  ${JSON.stringify(withoutInternalTypes(item))},\n`);
  const text =
    `// Generated from contracts/${contract}.sol by \`npm run generate\`. Do not edit.\n` +
    `export const ${name} = [\n${items.join("")}] as const;\n`;
  const target = join(root, `lib/ledger/abi/${file}.ts`);
  if (!check) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  } else if (!isSame(target, text)) {
    console.error(`${target} is out of date: run \`npm run generate\` and commit.`);
    process.exitCode = 1;
  }
}

/** Solidity's own type names say nothing to a client and would weigh in the app's bundle. */
function withoutInternalTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutInternalTypes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "internalType")
      .map(([key, inner]) => [key, withoutInternalTypes(inner)]),
  );
}

function isSame(path: string, text: string): boolean {
  try {
    return readFileSync(path, "utf8") === text;
  } catch {
    return false;
  }
}
