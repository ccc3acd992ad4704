import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import type { Abi, Hex } from "viem";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Compiles one Solidity source that is not part of the project, such as a harness around one of
 * its libraries. It imports by paths from the root, like `contracts/types/Journal.sol`.
 */
export async function compileHarness(
  contract: string,
  source: string,
): Promise<{ abi: Abi; bytecode: Hex }> {
  const sources: Record<string, { content: string }> = {};
  const add = async (path: string, content: string): Promise<void> => {
    sources[path] = { content };
    for (const [, target = ""] of content.matchAll(/from "([^"]+)"/g)) {
      const found = target.startsWith(".") ? posix.join(posix.dirname(path), target) : target;
      if (found in sources) continue;
      const inPackage = found.startsWith("@") ? "node_modules" : "";
      await add(found, await readFile(join(ROOT, inPackage, found), "utf8"));
    }
  };
  await add("Harness.sol", source);
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const settings = {
    evmVersion: "cancun",
    outputSelection: { "Harness.sol": { [contract]: ["abi", "evm.bytecode.object"] } },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify({ language: "Solidity", sources, settings })),
  );
  const compiled = output.contracts?.["Harness.sol"]?.[contract];
  if (compiled === undefined) throw new Error(JSON.stringify(output.errors, null, 2));
  return { abi: compiled.abi, bytecode: `0x${compiled.evm.bytecode.object}` };
}
