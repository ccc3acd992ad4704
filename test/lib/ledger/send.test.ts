import type { Hash } from "viem";
import { createWalletClient, custom, encodeFunctionData, HttpRequestError } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerCall } from "../../../lib/ledger/call.ts";
import { createRecord } from "../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../lib/ledger/history.ts";
import { recordId } from "../../../lib/ledger/record-id.ts";
import type { SendOptions, SigningWallet } from "../../../lib/ledger/send.ts";
import { estimateCost, followTransaction, send } from "../../../lib/ledger/send.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import { addressOf, submitOnly, walletOf } from "../../support/records.ts";
import { walletWith } from "../../support/wallets.ts";

let chain: TestChain;
let owner: SigningWallet;
let salt = 0;

beforeAll(async () => {
  chain = await startChain();
  owner = walletOf(chain, 0);
});
afterAll(() => chain.close());

/** A call that succeeds, once. */
const createNext = (): LedgerCall => createRecord(chain.ledger, { salt: salt++, publications: [] });

/** What an EIP-1193 provider throws. */
const providerError = (code: number, message = "no") => Object.assign(new Error(message), { code });

/** A wallet that fails to send, like so. */
const failing = (error: unknown): SigningWallet =>
  walletWith(chain, ({ method, params }, provider) => {
    if (/sendTransaction/.test(method)) throw error;
    return provider.request({ method, params });
  });

describe("send", () => {
  it("sends a call, and tells when and where it is in a block", async () => {
    const hashes: Hash[] = [];
    const call = createNext();
    const sent = await send(chain.ledger, call, { wallet: owner, onSent: (h) => hashes.push(h) });
    expect(hashes).toEqual([sent.hash]);
    const receipt = await chain.client.getTransactionReceipt({ hash: sent.hash });
    const { blockNumber, blockHash, gasUsed } = receipt;
    expect(sent).toEqual({ hash: receipt.transactionHash, blockNumber, blockHash, gasUsed });
  });

  it("sends for an account that signs here", async () => {
    const account = privateKeyToAccount(`0x${"11".repeat(32)}`);
    await chain.test.setBalance({ address: account.address, value: 10n ** 18n });
    const wallet = createWalletClient({ account, transport: custom(chain.provider) });
    await send(chain.ledger, createRecord(chain.ledger, { salt: 0, publications: [] }), { wallet });
    const record = recordId(chain.ledger, { owner: account.address, salt: 0 });
    expect((await recordHistory(chain.ledger, record)).count).toBe(1);
  });

  /** An account that signs here, and whose node's answers to what is sent are lost. */
  async function losing(seed: string, lost: () => void = () => undefined) {
    const account = privateKeyToAccount(`0x${seed.repeat(32)}`);
    await chain.test.setBalance({ address: account.address, value: 10n ** 18n });
    const request = async (args: { method: string; params?: unknown }) => {
      const answer = await chain.provider.request(args);
      if (args.method !== "eth_sendRawTransaction") return answer;
      lost();
      throw new HttpRequestError({ url: "http://node.test" });
    };
    return createWalletClient({ account, transport: custom({ request }) });
  }

  it("goes on where a node took it and its answer was lost", async () => {
    const wallet = await losing("12");
    const call = createRecord(chain.ledger, { salt: 0, publications: [] });
    const { hash } = await send(chain.ledger, call, { wallet });
    expect((await chain.client.getTransaction({ hash })).from).toBe(
      wallet.account.address.toLowerCase(),
    );
  });

  it("tells the hash where the node goes away amid it, and it can be waited for", async () => {
    let isAway = false;
    const wallet = await losing("13", () => {
      isAway = true;
    });
    const ledger = chain.ledgerOver(
      custom(
        {
          request: async (args: { method: string; params?: unknown }) => {
            if (isAway) throw new HttpRequestError({ url: "http://node.test" });
            return chain.provider.request(args);
          },
        },
        { retryCount: 0 },
      ),
    );
    const call = createRecord(ledger, { salt: 0, publications: [] });
    const error = await send(ledger, call, { wallet }).catch((reason) => reason);
    expect(error).toMatchObject({ code: "chain/unreachable" });
    isAway = false;
    const sent = await followTransaction(ledger, error.details.hash);
    expect(sent.hash).toBe(error.details.hash);
  });

  it("looks for the transaction that a wallet tells with its refusal", async () => {
    const hash = `0x${"34".repeat(32)}`;
    const error = Object.assign(providerError(-32603, "no answer"), { data: { hash } });
    await expectCode("chain/unreachable", () =>
      send(chain.ledger, createNext(), { wallet: failing(error) }),
    );
    const { hash: mined } = await send(chain.ledger, createNext(), { wallet: owner });
    const taken = Object.assign(providerError(-32603, "no answer"), { data: { hash: mined } });
    expect((await send(chain.ledger, createNext(), { wallet: failing(taken) })).hash).toBe(mined);
  });

  it("waits for as many confirmations as it is told", async () => {
    let done = false;
    const sending = send(chain.ledger, createNext(), { wallet: owner, confirmations: 3 }).then(
      (sent) => {
        done = true;
        return sent;
      },
    );
    await pause(100);
    expect(done).toBe(false);
    await chain.mine(1);
    await pause(100);
    expect(done).toBe(false);
    await chain.mine(1);
    const { blockNumber } = await sending;
    expect(await chain.client.getBlockNumber()).toBe(blockNumber + 2n);
  });

  it("goes on waiting where the block it counted from was reorganised away", async () => {
    const goBack = await chain.snapshot();
    const call = createNext();
    let sentAs: Hash | undefined;
    const sending = send(chain.ledger, call, {
      wallet: owner,
      confirmations: 3,
      onSent: (hash) => {
        sentAs = hash;
      },
    });
    await pause(100);
    const transaction = await chain.client.getTransaction({ hash: sentAs as Hash });
    await goBack();
    // Mined again two blocks later, in the new fork.
    await chain.mine(2);
    const again = await owner.sendTransaction({
      chain: null,
      to: transaction.to,
      data: transaction.input,
      nonce: transaction.nonce,
      gas: transaction.gas,
      maxFeePerGas: transaction.maxFeePerGas as bigint,
      maxPriorityFeePerGas: transaction.maxPriorityFeePerGas as bigint,
    });
    expect(again).toBe(sentAs);
    await chain.mine(5);
    const { blockHash } = await sending;
    const receipt = await chain.client.getTransactionReceipt({ hash: again });
    expect(blockHash).toBe(receipt.blockHash);
  });

  it("stops waiting when it is told to, and leaves the transaction sent", async () => {
    await chain.test.setAutomine(false);
    try {
      const abort = new AbortController();
      const enough = new Error("enough");
      const hashes: Hash[] = [];
      const sending = send(chain.ledger, createNext(), {
        wallet: owner,
        signal: abort.signal,
        onSent(hash) {
          hashes.push(hash);
          abort.abort(enough);
        },
      });
      expect(await sending.catch((reason) => reason)).toBe(enough);
      await chain.mine(1);
      const receipt = await chain.client.getTransactionReceipt({ hash: hashes[0] as Hash });
      expect(receipt.status).toBe("success");
    } finally {
      await chain.test.setAutomine(true);
    }
  });

  it("sends nothing where it was told to stop before", async () => {
    let asked = false;
    const wallet = walletWith(chain, ({ method, params }, provider) => {
      asked = true;
      return provider.request({ method, params });
    });
    const signal = AbortSignal.abort(new Error("enough"));
    const sending = send(chain.ledger, createNext(), { wallet, signal });
    expect(await sending.catch((reason) => reason)).toBe(signal.reason);
    expect(asked).toBe(false);
  });
});

describe("send, where the wallet does not", () => {
  const sendBy = (wallet: SigningWallet, options: Partial<SendOptions> = {}) =>
    send(chain.ledger, createNext(), { wallet, ...options });

  it.each([
    ["wallet/rejected", providerError(4001, "User denied transaction signature.")],
    ["wallet/locked", providerError(4100)],
    ["wallet/disconnected", providerError(4900)],
    ["wallet/disconnected", providerError(4901)],
    ["wallet/wrong-chain", providerError(4902)],
    ["wallet/not-sent", providerError(-32000, "something else")],
    ["wallet/not-sent", new Error("something else")],
    ["wallet/not-sent", providerError(-32603, "upstream error")],
    ["wallet/not-sent", providerError(-32005, "too many requests")],
    ["wallet/insufficient-funds", providerError(-32000, "insufficient funds for gas * price")],
  ])("fails with %s", async (code, error) => {
    await expectCode(code, () => sendBy(failing(error)));
  });

  it("goes on where it had sent it all the same", async () => {
    const call = createNext();
    const wallet = walletWith(chain, async ({ method, params }, provider) => {
      const answer = await provider.request({ method, params });
      if (/sendTransaction/.test(method)) throw providerError(-32603, "no answer");
      return answer;
    });
    const { hash } = await send(chain.ledger, call, { wallet });
    const { input } = await chain.client.getTransaction({ hash });
    expect(input).toBe(encodeFunctionData(call));
  });

  it("finds what it had sent while no block has taken it yet", async () => {
    const wallet = walletWith(chain, async ({ method, params }, provider) => {
      if (!/sendTransaction/.test(method)) return provider.request({ method, params });
      await chain.test.setAutomine(false);
      await provider.request({ method, params });
      setTimeout(
        () => chain.test.setAutomine(true).then(() => chain.test.mine({ blocks: 1 })),
        300,
      );
      throw providerError(-32603, "no answer");
    });
    const sent = await send(chain.ledger, createNext(), { wallet });
    expect(sent.gasUsed).toBeGreaterThan(21_000n);
  });

  it("does not take another transaction of the account for it", async () => {
    const wallet = walletWith(chain, async ({ method, params }, provider) => {
      if (!/sendTransaction/.test(method)) return provider.request({ method, params });
      await send(chain.ledger, createNext(), { wallet: owner });
      throw providerError(-32603, "no answer");
    });
    await expectCode("wallet/not-sent", () => sendBy(wallet));
  });

  it("says that it may have sent it where no node can be asked", async () => {
    let isAway = false;
    const request = async (args: { method: string; params?: unknown }) => {
      if (isAway) throw new HttpRequestError({ url: "http://node.test" });
      return chain.provider.request(args);
    };
    const ledger = chain.ledgerOver(custom({ request }, { retryCount: 0 }));
    const wallet = walletWith(chain, ({ method, params }, provider) => {
      isAway = /sendTransaction/.test(method);
      if (isAway) throw providerError(-32603, "no answer");
      return provider.request({ method, params });
    });
    await expectCode("wallet/maybe-sent", () => send(ledger, createNext(), { wallet }));
  });

  it("tells which chain is needed", async () => {
    const wallet = walletWith(chain, ({ method, params }, provider) =>
      method === "eth_chainId" ? "0x1" : provider.request({ method, params }),
    );
    const error = await expectCode("wallet/wrong-chain", () => sendBy(wallet));
    expect(error.details).toEqual({ expected: 31337, actual: 1 });
  });

  it("finds out by itself that an account cannot pay", async () => {
    // This node's words are not among those that are generally known.
    const account = mnemonicToAccount(
      "legal winner thank year wave sausage worth useful legal winner thank yellow",
    );
    const wallet = createWalletClient({ account, transport: custom(chain.provider) });
    await expectCode("wallet/insufficient-funds", () => sendBy(wallet));
    await chain.test.setBalance({ address: addressOf(chain, 15), value: 1000n });
    await expectCode("wallet/insufficient-funds", () => sendBy(walletOf(chain, 15)));
  });

  it("reports a transaction that nobody takes into a block", async () => {
    await chain.test.setAutomine(false);
    try {
      const error = await expectCode("chain/timeout", () => sendBy(owner, { timeout: 100 }));
      expect(error.details.hash).toMatch(/^0x[0-9a-f]{64}$/);
    } finally {
      await chain.test.setAutomine(true);
      await chain.mine(1);
    }
  });

  it.each(["wallet/cancelled", "wallet/replaced", null])(
    "notices it when replaced: %s",
    async (code) => {
      await chain.test.setAutomine(false);
      try {
        const hashes: Hash[] = [];
        const sending = sendBy(owner, { onSent: (hash) => hashes.push(hash) });
        sending.catch(() => {});
        while (hashes.length === 0) await pause(10);
        // Let the wait see the first transaction before another takes its nonce.
        await pause(100);
        const first = await chain.client.getTransaction({ hash: hashes[0] as Hash });
        const dearer = {
          nonce: first.nonce,
          gas: first.gas,
          maxFeePerGas: (first.maxFeePerGas as bigint) * 2n,
          maxPriorityFeePerGas: (first.maxPriorityFeePerGas as bigint) * 2n,
        };
        const [to, data] =
          code === null
            ? ([first.to, first.input] as const)
            : ([
                code === "wallet/cancelled" ? owner.account.address : addressOf(chain, 9),
                "0x",
              ] as const);
        const second = await owner.sendTransaction({ ...dearer, to, data, chain: null });
        await chain.mine(1);
        if (code === null) {
          expect((await sending).hash).toBe(second);
          expect(hashes).toEqual([first.hash, second]);
        } else {
          const error = await expectCode(code, () => sending);
          expect(error.details.hash).toBe(second);
        }
      } finally {
        await chain.test.setAutomine(true);
      }
    },
  );
});

describe("followTransaction", () => {
  it("waits for a transaction that was sent before", async () => {
    const call = createNext();
    await chain.test.setAutomine(false);
    try {
      const hash = await submitOnly(owner, call);
      const following = followTransaction(chain.ledger, hash);
      await pause(50);
      await chain.mine(1);
      const { blockNumber, ...sent } = await following;
      expect(sent.hash).toBe(hash);
      expect(blockNumber).toBe(await chain.client.getBlockNumber());
    } finally {
      await chain.test.setAutomine(true);
    }
  });

  it("tells that it failed", async () => {
    const call = createRecord(chain.ledger, { salt: 0, publications: [] });
    const hash = await chain.inOneBlock(() => submitOnly(owner, call));
    const error = await expectCode("chain/reverted", () => followTransaction(chain.ledger, hash));
    expect(error.details).toEqual({ hash });
  });
});

describe("estimateCost", () => {
  it("tells gas and price of a call", async () => {
    const call = createNext();
    const { gas, wei } = await estimateCost(chain.ledger, call, { account: owner.account });
    const { gasUsed } = await send(chain.ledger, call, { wallet: owner });
    expect(gas).toBeGreaterThanOrEqual(gasUsed);
    expect(wei).toBeGreaterThanOrEqual(gas);
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
