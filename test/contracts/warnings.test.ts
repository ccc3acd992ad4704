import { readFileSync } from "node:fs";
import { expect } from "chai";
import { artifacts } from "hardhat";

interface Output {
  output: {
    sources: Record<string, unknown>;
    errors?: { formattedMessage: string; sourceLocation?: { file: string } }[];
  };
}

const OURS = "project/contracts/";

describe("the compiler", () => {
  it("it should have nothing to warn of in the contracts", async () => {
    const built = new Set<string>();
    const warnings: string[] = [];
    for (const id of await artifacts.getAllBuildInfoIds()) {
      const path = await artifacts.getBuildInfoOutputPath(id);
      const { output } = JSON.parse(readFileSync(path as string, "utf8")) as Output;
      for (const source of Object.keys(output.sources)) built.add(source);
      for (const { formattedMessage, sourceLocation } of output.errors ?? []) {
        if (sourceLocation?.file.startsWith(OURS)) warnings.push(formattedMessage);
      }
    }
    expect([...built]).to.include.members([`${OURS}Ledger.sol`, `${OURS}KeyDirectory.sol`]);
    expect(warnings).to.deep.equal([]);
  });
});
