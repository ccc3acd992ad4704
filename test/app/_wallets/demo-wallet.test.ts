import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { privateKeyToAccount } from "viem/accounts";
import { recoverMessageAddress } from "viem/utils";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDemoWallet, isDevnet } from "../../../app/_wallets/demo-wallet.ts";
import type { Network } from "../../../lib/sharing/index.ts";

const KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const { address } = privateKeyToAccount(KEY);
const TEXT = "0x68656c6c6f";

let chainId = 31337;
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const { id } = JSON.parse(body) as { id: number };
    const result = `0x${chainId.toString(16)}`;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
});
let rpcUrl = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  rpcUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  chainId = 31337;
});

function wallet() {
  let granted = false;
  return createDemoWallet({
    rpcUrl,
    address,
    privateKey: KEY,
    permission: {
      granted: () => granted,
      set: (value) => {
        granted = value;
      },
    },
  });
}

const network = (change: Partial<Network> = {}) =>
  ({ chainId: 31337, rpcUrls: [rpcUrl], demo: { accounts: [] }, ...change }) as Network;

describe("createDemoWallet", () => {
  it("shows its account only once it was asked to connect, and not after it was let go", async () => {
    const demo = wallet();
    expect(await demo.request({ method: "eth_accounts" })).toEqual([]);
    expect(await demo.request({ method: "eth_requestAccounts" })).toEqual([address]);
    expect(await demo.request({ method: "eth_accounts" })).toEqual([address]);
    const left: unknown[] = [];
    demo.on("accountsChanged", (accounts: never) => left.push(accounts));
    await demo.request({ method: "wallet_revokePermissions" });
    expect(left).toEqual([[]]);
    expect(await demo.request({ method: "eth_accounts" })).toEqual([]);
  });

  it("signs as its account", async () => {
    const demo = wallet();
    await demo.request({ method: "eth_requestAccounts" });
    const signature = await demo.request({ method: "personal_sign", params: [TEXT, address] });
    const signer = await recoverMessageAddress({
      message: { raw: TEXT },
      signature: signature as `0x${string}`,
    });
    expect(signer).toBe(address);
  });

  it("signs nothing before it is connected, nor for another account", async () => {
    const demo = wallet();
    const sign = (by: string) => demo.request({ method: "personal_sign", params: [TEXT, by] });
    await expect(sign(address)).rejects.toMatchObject({ code: 4100 });
    await demo.request({ method: "eth_requestAccounts" });
    await expect(sign(`0x${"11".repeat(20)}`)).rejects.toMatchObject({ code: 4100 });
  });

  it.each([
    ["personal_sign", [TEXT, address]],
    ["eth_signTypedData_v4", [address, "{}"]],
    ["eth_sendTransaction", [{ from: address, to: address, value: "0x1" }]],
  ])("refuses %s as soon as the node is another chain's", async (method, params) => {
    const demo = wallet();
    await demo.request({ method: "eth_requestAccounts" });
    chainId = 1;
    await expect(demo.request({ method, params })).rejects.toMatchObject({ code: 4901 });
  });

  it("does not follow to another chain", async () => {
    const request = { method: "wallet_switchEthereumChain", params: [{ chainId: "0x1" }] };
    await expect(wallet().request(request)).rejects.toMatchObject({ code: 4902 });
  });
});

describe("isDevnet", () => {
  it("wants the description and the node to agree", async () => {
    expect(await isDevnet(network())).toBe(true);
    expect(await isDevnet(network({ chainId: 1 }))).toBe(false);
    expect(await isDevnet(network({ demo: null }))).toBe(false);
    chainId = 11155111;
    expect(await isDevnet(network())).toBe(false);
    expect(await isDevnet(network({ rpcUrls: ["http://127.0.0.1:9"] }))).toBe(false);
  });
});
