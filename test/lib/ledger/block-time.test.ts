import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import hre from "hardhat";
import type { Abi, Address, Chain, Hash, Hex, PublicClient, Transport } from "viem";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  http,
  keccak256,
  serializeTransaction,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { chainSlice } from "../../../lib/ledger/block.ts";
import { createRecord, publish } from "../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../lib/ledger/history.ts";
import type { Ledger } from "../../../lib/ledger/ledger.ts";
import { recordId } from "../../../lib/ledger/record-id.ts";
import type { SigningWallet } from "../../../lib/ledger/send.ts";
import { send } from "../../../lib/ledger/send.ts";
import { listen } from "../../../scripts/devnet/http.ts";
import { entry } from "../../support/records.ts";

const anvil = join(
  import.meta.dirname,
  "../../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil",
);
const hasAnvil = existsSync(anvil);
if (!hasAnvil) process.stderr.write("anvil is not here: the tests that need it are skipped\n");

/** The well-known first key. */
const OWNER = privateKeyToAccount(
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
);

const chain: Chain = defineChain({
  id: 31338,
  name: "anvil",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});

/** A node of another make, whose blocks come by the clock, as on a public chain. */
describe.skipIf(!hasAnvil)("a chain with a block every second", () => {
  let child: ChildProcess;
  let client: PublicClient<Transport, Chain>;
  let ledger: Ledger;
  let wallet: SigningWallet;
  let control: ReturnType<typeof controlOf>;
  let salt = 0;

  const controlOf = (url: string) =>
    createTestClient({ chain, mode: "anvil", transport: http(url) });

  /** Takes the newest blocks away and puts as many others in their place, with these transactions. */
  const reorganise = (depth: number, transactions: [raw: Hex, block: number][] = []) =>
    control.request<{ Method: "anvil_reorg"; Parameters: unknown[]; ReturnType: null }>({
      method: "anvil_reorg",
      params: [depth, transactions],
    });

  /** Does something between two blocks. */
  const betweenBlocks = async (body: () => Promise<unknown>) => {
    await control.setIntervalMining({ interval: 0 });
    await body();
    await control.setIntervalMining({ interval: 1 });
  };

  beforeAll(async () => {
    const { port, close } = await listen(() => undefined, { host: "127.0.0.1", port: 0 });
    await close(); // anvil cannot choose a free port by itself
    const url = `http://127.0.0.1:${port}`;
    const args = ["--port", `${port}`, "--chain-id", `${chain.id}`, "--block-time", "1"];
    child = spawn(anvil, [...args, "--silent"], { stdio: "ignore" });
    const transport = http(url);
    client = createPublicClient({ chain, transport, pollingInterval: 100, cacheTime: 0 });
    await vi.waitUntil(() => client.getChainId().catch(() => null), { timeout: 30_000 });
    control = controlOf(url);
    wallet = createWalletClient({ account: OWNER, chain, transport, pollingInterval: 100 });
    const deploy = async (name: string): Promise<Address> => {
      const { abi, bytecode } = await hre.artifacts.readArtifact(name);
      const made = { abi: abi as Abi, bytecode: bytecode as Hex, account: OWNER, chain };
      const hash = await wallet.deployContract(made);
      return (await client.waitForTransactionReceipt({ hash })).contractAddress!;
    };
    const deployedAt = Number(await client.getBlockNumber());
    const contracts = {
      ledger: await deploy("Ledger"),
      keyDirectory: await deploy("KeyDirectory"),
    };
    ledger = { client, chainId: chain.id, ...contracts, deployedAt };
  });

  afterAll(async () => {
    if (child === undefined) return;
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });

  const newRecord = async () => {
    salt += 1;
    const sent = await send(ledger, createRecord(ledger, { salt, publications: [] }), { wallet });
    return { record: recordId(ledger, { owner: OWNER.address, salt }), sent };
  };

  const publishNext = async (record: Hex, head: Hex | null) => {
    const next = entry({ slice: await chainSlice(ledger), expectedHead: head });
    const call = publish(ledger, { record, publications: [next] });
    return { head: next.newHead, sent: await send(ledger, call, { wallet }) };
  };

  it("shows each event in the block that its transaction waited for", async () => {
    const { record, sent } = await newRecord();
    const first = await publishNext(record, null);
    const second = await publishNext(record, first.head);
    const { events, count } = await recordHistory(ledger, record);
    expect(count).toBe(3);
    expect(events.map(({ blockNumber }) => blockNumber)).toEqual(
      [sent, first.sent, second.sent].map(({ blockNumber }) => blockNumber),
    );
    expect(new Set([sent, first.sent, second.sent].map((it) => it.blockNumber)).size).toBe(3);
  });

  it("unwinds the history of blocks that a reorganisation took away", async () => {
    const { record } = await newRecord();
    const stays = await publishNext(record, null);
    const standing = await recordHistory(ledger, record);
    const falls = await publishNext(record, stays.head);
    const before = await recordHistory(ledger, record);
    expect(before.count).toBe(3);

    await betweenBlocks(async () => {
      const tip = await client.getBlockNumber();
      await reorganise(Number(tip - falls.sent.blockNumber) + 1);
    });
    const after = await recordHistory(ledger, record, { known: before.events });
    expect(after.unwound).toBe(1);
    expect(after.events).toEqual(standing.events);

    // The section's head is again what it was, so another entry can follow it.
    const other = await publishNext(record, stays.head);
    const last = await recordHistory(ledger, record, { known: after.events });
    expect(last.count).toBe(3);
    expect(last.events.at(-1)).toMatchObject({ blockNumber: other.sent.blockNumber });
  });

  it("goes on waiting for a transaction that a reorganisation moved to another block", async () => {
    const { record } = await newRecord();
    const next = entry({ slice: await chainSlice(ledger), expectedHead: null });
    const call = publish(ledger, { record, publications: [next] });
    const raised = Promise.withResolvers<Hash>();
    const sending = send(ledger, call, { wallet, confirmations: 6, onSent: raised.resolve });
    const hash = await raised.promise;
    const { blockNumber, blockHash } = await client.waitForTransactionReceipt({ hash });
    const raw = await rawOf(hash);
    expect(keccak256(raw)).toBe(hash);

    await betweenBlocks(async () => {
      const depth = Number((await client.getBlockNumber()) - blockNumber) + 1;
      await reorganise(depth, [[raw, depth - 1]]);
    });
    const sent = await sending;
    expect(sent.hash).toBe(hash);
    expect(sent.blockHash).not.toBe(blockHash);
    expect(sent.blockHash).toBe((await client.getTransactionReceipt({ hash })).blockHash);
    const { events } = await recordHistory(ledger, record);
    expect(events.at(-1)).toMatchObject({ blockNumber: sent.blockNumber });
  });

  /** The signed bytes of a transaction that is in a block. */
  async function rawOf(hash: Hash): Promise<Hex> {
    const { r, s, yParity, ...fields } = await client.getTransaction({ hash });
    if (fields.type !== "eip1559" || yParity === undefined) throw new TypeError("Another type.");
    const { chainId, nonce, gas, maxFeePerGas, maxPriorityFeePerGas, to, value, input } = fields;
    const transaction = { chainId, nonce, gas, maxFeePerGas, maxPriorityFeePerGas, to, value };
    return serializeTransaction(
      { type: "eip1559", ...transaction, data: input, accessList: fields.accessList },
      { r, s, yParity },
    );
  }
});
