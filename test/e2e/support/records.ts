import type { Hex } from "viem";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import {
  createContext,
  createRecord,
  createVolatileMemory,
  publishKey,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createKuboStore } from "../../../lib/storage/kubo-store.ts";
import type { Devnet } from "./devnet.ts";
import { textFile } from "./files.ts";

/** Has an account publish its key, and make records with these titles: by the library, without a browser. */
export async function makeRecords(
  { network, fund }: Devnet,
  { privateKey, titles }: { privateKey: Hex; titles: readonly string[] },
): Promise<void> {
  const signer = privateKeyToAccount(privateKey);
  await fund(signer.address);
  const transport = http(network.rpcUrls[0]);
  const chain = { chain: hardhat, transport, pollingInterval: 50 };
  const context = createContext(network, {
    client: createPublicClient(chain),
    store: createKuboStore({ url: network.storage.kubo as string }),
    memory: createVolatileMemory(),
  });
  const account = await unlock(context, createWalletClient({ ...chain, account: signer }));
  await publishKey(context, account);
  for (const title of titles) {
    const { name, buffer } = textFile(`${title}.txt`, title);
    const files = [new File([new Uint8Array(buffer)], name)];
    const section = { title: "Notes", description: "", message: "", files };
    const draft = { title, description: "", sections: [section] };
    await createRecord(context, account, { draft });
  }
}
