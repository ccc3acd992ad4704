import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export default buildModule("KeyDirectory", (m) => ({ contract: m.contract("KeyDirectory") }));
