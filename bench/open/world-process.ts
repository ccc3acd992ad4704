// A devnet with a record that was lent, and one that was lent to many, behind a proxy that passes requests
// on late. Arguments: a folder, the large file's size in MiB, how many leases the other has.
import { createCipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import type { FileSource, Network } from "../../lib/sharing/index.ts";
import {
  chainTime,
  createContext,
  createRecord,
  createVolatileMemory,
  grant,
  publishKey,
  recoveryCode,
  sliceOf,
  unlock,
} from "../../lib/sharing/index.ts";
import { createKuboStore } from "../../lib/storage/kubo-store.ts";
import { startDevnet } from "../../scripts/devnet/devnet.ts";
import { openState } from "../../scripts/devnet/state.ts";
import { lendToMany } from "./lend.ts";
import type { World } from "./world.ts";
import { LARGE, SMALL, SMALL_BYTES } from "./world.ts";

const [folder = "", mebibytes = "1024", leases = "1000"] = process.argv.slice(2);
const MIB = 2 ** 20;

const { network } = await startDevnet({
  host: "127.0.0.1",
  ports: { rpc: { port: 0 }, storage: { port: 0 } },
  state: openState(join(folder, "state")),
  demo: false,
  tell: () => undefined,
});
const [owner, reader] = [await enter(0), await enter(1)];
const entry = { title: "", description: "", message: "" };
const { record } = await createRecord(owner.context, owner.account, {
  draft: {
    title: "Measured",
    description: "",
    sections: [
      { ...entry, title: "Small", files: [randomFile(SMALL, SMALL_BYTES)] },
      { ...entry, title: "Large", files: [randomFile(LARGE, Number(mebibytes) * MIB)] },
    ],
  },
});
const slice = sliceOf(await chainTime(owner.context));
await grant(owner.context, owner.account, {
  record,
  terms: {
    grantee: reader.account.address,
    sections: [0, 1, 2],
    write: false,
    history: true,
    notBefore: slice,
    expiresAt: slice + 24 * 60,
  },
});
const world: World = {
  network,
  proxy: await startProxy(network),
  address: reader.account.address,
  code: recoveryCode(reader.account),
  record,
  lent: {
    record: await lendToMany(owner, Number(leases)),
    leases: Number(leases),
    address: owner.account.address,
    code: recoveryCode(owner.account),
  },
};
process.send?.(world);
process.on("disconnect", () => process.exit());

async function enter(n: number) {
  const context = createContext(network, {
    store: createKuboStore({ url: network.storage.kubo as string }),
    memory: createVolatileMemory(),
  });
  const person = network.demo?.accounts[n];
  if (person === undefined) throw new Error(`The devnet has no person ${n}.`);
  const wallet = createWalletClient({
    account: privateKeyToAccount(person.privateKey),
    chain: hardhat,
    transport: http(network.rpcUrls[0]),
    pollingInterval: 50,
  });
  const account = await unlock(context, wallet);
  await publishKey(context, account);
  return { context, account };
}

/** A file of that many bytes, which nothing can compress and nothing holds. */
function randomFile(name: string, size: number): FileSource {
  const cipher = createCipheriv("aes-256-ctr", randomBytes(32), randomBytes(16));
  const zeros = new Uint8Array(MIB);
  let left = size;
  return {
    name,
    type: "application/octet-stream",
    size,
    stream: () =>
      new ReadableStream({
        pull(controller) {
          const part = cipher.update(zeros.subarray(0, Math.min(MIB, left)));
          left -= part.length;
          controller.enqueue(new Uint8Array(part));
          if (left === 0) controller.close();
        },
      }),
  };
}

async function startProxy({ rpcUrls, storage }: Network): Promise<string> {
  const targets: Record<string, string | null | undefined> = {
    rpc: rpcUrls[0],
    storage: storage.gateway,
  };
  const server = createServer(async (request, response) => {
    const [, delay, name = "", ...rest] = (request.url ?? "").split("/");
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    await sleep(Number(delay));
    const body = Buffer.concat(chunks);
    const answer = await fetch(`${String(targets[name]).replace(/\/$/, "")}/${rest.join("/")}`, {
      method: request.method ?? "GET",
      headers: { "content-type": request.headers["content-type"] ?? "application/json" },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    response.writeHead(answer.status, {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
      "access-control-allow-methods": "*",
      "access-control-max-age": "86400",
      "content-type": answer.headers.get("content-type") ?? "application/octet-stream",
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
