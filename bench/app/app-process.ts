// A devnet, the built site, and an owner with many records. Argument: a folder, how many records.
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import {
  createContext,
  createRecord,
  createVolatileMemory,
  publishKey,
  unlock,
} from "../../lib/sharing/index.ts";
import { createKuboStore } from "../../lib/storage/kubo-store.ts";
import { startDevnet } from "../../scripts/devnet/devnet.ts";
import { listen } from "../../scripts/devnet/http.ts";
import { openState } from "../../scripts/devnet/state.ts";
import { createStaticListener } from "../../scripts/devnet/static-server.ts";
import { SITE } from "../../scripts/site/build.ts";

const [folder = "", records = "0"] = process.argv.slice(2);

const { network } = await startDevnet({
  host: "127.0.0.1",
  ports: { rpc: { port: 0 }, storage: { port: 0 } },
  state: openState(folder),
  demo: false,
  tell: () => undefined,
});
const owner = network.demo?.accounts[0];
if (owner === undefined) throw new Error("The devnet has no people.");
const context = createContext(network, {
  store: createKuboStore({ url: network.storage.kubo as string }),
  memory: createVolatileMemory(),
});
const account = await unlock(
  context,
  createWalletClient({
    account: privateKeyToAccount(owner.privateKey),
    chain: hardhat,
    transport: http(network.rpcUrls[0]),
    pollingInterval: 20,
  }),
);
await publishKey(context, account);
for (let i = 1; i <= Number(records); i++) {
  await createRecord(context, account, {
    draft: {
      title: `Record ${i}`,
      description: "",
      sections: [{ title: "Notes", description: "", message: `The note of ${i}`, files: [] }],
    },
  });
  if (i % 100 === 0) process.send?.({ done: i });
}
const listener = createStaticListener({ root: SITE, json: { "/devnet.json": network } });
const { port } = await listen(listener, { host: "localhost", port: 0 });
process.send?.({ url: `http://localhost:${port}/`, person: owner.name });
process.on("disconnect", () => process.exit());
