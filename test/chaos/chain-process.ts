// The chain with the contracts on it, which no fault reaches. Argument: a folder for its state.
import { startDevnet } from "../../scripts/devnet/devnet.ts";
import { openState } from "../../scripts/devnet/state.ts";

const devnet = await startDevnet({
  host: "127.0.0.1",
  ports: { rpc: { port: 0 }, storage: { port: 0 } },
  state: openState(process.argv[2] ?? ""),
  demo: false,
  tell: () => undefined,
});
process.send?.({ ready: true, network: devnet.network });
