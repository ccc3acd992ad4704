import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { measureKeyDirectory, measureLedger } from "./support/gas-cases.ts";
import { openMeter } from "./support/gas-meter.ts";

/** `LEASEHOLD_GAS=write npm run test:contracts` writes it anew; the difference shows in the commit. */
const SNAPSHOT = join(import.meta.dirname, "gas/snapshot.json");

describe("gas", () => {
  it("it should be what it was, to the unit", async () => {
    const all = {
      ...(await measureLedger(await openMeter())),
      ...(await measureKeyDirectory(await openMeter())),
    };
    // Deploying changes with every comment, whose hash is in the code.
    const measured = Object.fromEntries(
      Object.entries(all).filter(([name]) => !name.startsWith("deploy ")),
    );
    if (process.env.LEASEHOLD_GAS === "write") {
      writeFileSync(SNAPSHOT, `${JSON.stringify(measured, null, 2)}\n`);
    }
    expect(measured).to.deep.equal(JSON.parse(readFileSync(SNAPSHOT, "utf8")));
  }).timeout(120_000);
});
