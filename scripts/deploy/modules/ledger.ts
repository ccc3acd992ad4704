import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export default buildModule("Ledger", (m) => ({ contract: m.contract("Ledger") }));
