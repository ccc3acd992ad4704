// `npm run test:deep`: the contracts' tests in Solidity, with twenty times the inputs and calls of `npm test`.
import { endChildren, runChild } from "../child.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endChildren("SIGTERM");
    process.exit(130);
  });
}

const { code } = await runChild("hardhat", ["test", "solidity", ...process.argv.slice(2)], {
  show: true,
  env: { LEASEHOLD_DEEP: "1" },
});
process.exitCode = code;
