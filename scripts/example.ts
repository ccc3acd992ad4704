// Shares a file from a script and opens it as the person it was lent to, beside a running `npm start`:
//
//   node scripts/example.ts [http://localhost:4400]
import { readFile } from "node:fs/promises";
import type { Hex } from "viem";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import type { Network } from "../lib/sharing/index.ts";
import * as leasehold from "../lib/sharing/index.ts";
import { createKuboStore } from "../lib/storage/kubo-store.ts";

const site = process.argv[2] ?? "http://localhost:4400";
const network = leasehold.parseNetwork(await (await fetch(`${site}/devnet.json`)).json());
const [patient, specialist] = network.demo?.accounts ?? [];
if (!patient || !specialist) throw new TypeError("This network has no demo accounts.");

// A context reaches the chain and the storage; an account is a wallet whose identity is unlocked.
const context = contextOf(network);
const owner = await leasehold.unlock(context, walletOf(patient.privateKey));
const reader = await leasehold.unlock(context, walletOf(specialist.privateKey));

const readme = new File([await readFile("README.md")], "README.md", { type: "text/markdown" });
const { record } = await leasehold.createRecord(context, owner, {
  draft: {
    title: "From a script",
    description: "",
    sections: [{ title: "Papers", description: "", message: "", files: [readme] }],
  },
});

const now = leasehold.sliceOf(await leasehold.chainTime(context));
await leasehold.grant(context, owner, {
  record,
  terms: {
    grantee: reader.address,
    sections: [1],
    write: false,
    notBefore: now,
    expiresAt: now + 60, // an hour: slices are minutes
    history: true,
  },
});

const opened = await leasehold.openRecord(context, reader, { record });
const file = opened.sections[0]?.entries[0]?.files[0];
if (!file) throw new TypeError("The file is not there.");
const text = await new Response(leasehold.readFile(context, file.handle)).text();
console.log(`${specialist.name} reads ${file.name}: ${text.length} characters`);

function contextOf(on: Network) {
  return leasehold.createContext(on, {
    client: createPublicClient({ chain: hardhat, transport: http(on.rpcUrls[0]) }),
    store: createKuboStore({ url: on.storage.kubo ?? "" }),
    memory: leasehold.createVolatileMemory(),
  });
}

function walletOf(privateKey: Hex) {
  const account = privateKeyToAccount(privateKey);
  return createWalletClient({ account, chain: hardhat, transport: http(network.rpcUrls[0]) });
}
