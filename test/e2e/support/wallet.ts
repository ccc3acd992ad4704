import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { BrowserContext, Page } from "@playwright/test";
import type { Hex, TransactionSerializableEIP1559, TypedDataDefinition } from "viem";
import {
  BaseError,
  bytesToHex,
  createPublicClient,
  hashTypedData,
  hexToBytes,
  http,
  RpcRequestError,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { Devnet } from "./devnet.ts";

/** The name under which the wallet announces itself. */
export const WALLET = "Test wallet";

type Sent = TransactionSerializableEIP1559 & {
  nonce: number;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
};

interface Request {
  method: string;
  params?: unknown[];
}

/**
 * A browser wallet whose keys and decisions are the test's: the page sees an EIP-1193 provider that
 * announced itself by EIP-6963, every request of which is answered here.
 */
export interface TestWallet {
  readonly address: Hex;
  readonly privateKey: Hex;
  /** Methods that were asked, in order. */
  readonly asked: string[];
  /** What the person declines: methods by name, `all`, or nothing. */
  decline: string | null;
  /** The chain that the wallet is on. */
  chainId: number;
  /** Whether it knows the devnet, or has to be told how to reach it first. */
  knowsDevnet: boolean;
  /** Holds transactions back while it is set; they are sent when it resolves. */
  hold: Promise<void> | null;
  /** Offers a fee for which no block takes a transaction, where the chain does not refuse it. */
  underpays: boolean;
  /** Sends the last transaction again for the usual fee, as it is or as one that does nothing. */
  replace: (by: "itself" | "nothing") => Promise<void>;
  /** Signs the same message differently each time, as shared wallets may. */
  signsAnew: boolean;
  /** Brings the wallet into a browser profile. */
  install: (context: BrowserContext) => Promise<void>;
  /** Tells a page that the person chose another account or chain in the wallet. */
  emit: (page: Page, event: "accountsChanged" | "chainChanged", value: unknown) => Promise<void>;
}

class ProviderError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the node answered, where that is why something failed. */
function nodeAnswer(error: unknown): { code?: number; message: string; data?: unknown } {
  const answer = error instanceof BaseError && error.walk((it) => it instanceof RpcRequestError);
  return (answer || error) as ProviderError & { data?: unknown };
}

const DECLINABLE = [
  "eth_requestAccounts",
  "wallet_requestPermissions",
  "eth_signTypedData_v4",
  "eth_sendTransaction",
  "wallet_switchEthereumChain",
  "wallet_addEthereumChain",
];

/** A wallet with a fresh account, or with that of a given key. */
export function createTestWallet(devnet: Devnet, privateKey = generatePrivateKey()): TestWallet {
  const account = privateKeyToAccount(privateKey);
  const client = createPublicClient({ transport: http(devnet.network.rpcUrls[0]) });
  const devnetId = devnet.network.chainId;
  let isConnected = false;
  let last: Sent | null = null;

  async function answer({ method, params = [] }: Request): Promise<unknown> {
    wallet.asked.push(method);
    const isDeclined = wallet.decline === "all" || wallet.decline === method;
    if (isDeclined && DECLINABLE.includes(method)) throw new ProviderError(4001, "declined");
    switch (method) {
      case "eth_requestAccounts":
        isConnected = true;
        return [account.address];
      case "wallet_requestPermissions":
        isConnected = true;
        return [
          {
            parentCapability: "eth_accounts",
            caveats: [{ type: "restrictReturnedAccounts", value: [account.address] }],
          },
        ];
      case "wallet_revokePermissions":
        isConnected = false;
        return null;
      case "eth_accounts":
        return isConnected ? [account.address] : [];
      case "eth_chainId":
        return `0x${wallet.chainId.toString(16)}`;
      case "wallet_switchEthereumChain":
        if (!wallet.knowsDevnet) throw new ProviderError(4902, "unknown chain");
        wallet.chainId = Number((params[0] as { chainId: string }).chainId);
        return null;
      case "wallet_addEthereumChain":
        wallet.knowsDevnet = true;
        wallet.chainId = Number((params[0] as { chainId: string }).chainId);
        return null;
      case "eth_signTypedData_v4":
        return wallet.signsAnew
          ? signAnew(privateKey, JSON.parse(params[1] as string))
          : account.signTypedData(JSON.parse(params[1] as string));
      case "eth_sendTransaction":
        await wallet.hold;
        return send(params[0] as Record<string, Hex>);
      default:
        return devnet.request(method, params);
    }
  }

  async function send({ to, data, value, gas }: Record<string, Hex>): Promise<Hex> {
    const request = await client.prepareTransactionRequest({
      account,
      chain: null,
      chainId: devnetId,
      ...(to && { to }),
      ...(data && { data }),
      ...(value && { value: BigInt(value) }),
      ...(gas && { gas: BigInt(gas) }),
    });
    last = request as NonNullable<typeof last>;
    const offered = wallet.underpays ? { maxFeePerGas: 2n, maxPriorityFeePerGas: 1n } : {};
    const raw = await account.signTransaction({ ...last, ...offered });
    return client.sendRawTransaction({ serializedTransaction: raw });
  }

  async function replace(by: "itself" | "nothing"): Promise<void> {
    if (last === null) throw new Error("This wallet has sent nothing.");
    const { maxFeePerGas, maxPriorityFeePerGas } = last;
    const raw = await account.signTransaction({
      ...last,
      maxFeePerGas: maxFeePerGas * 2n,
      maxPriorityFeePerGas: maxPriorityFeePerGas * 2n,
      ...(by === "nothing" && { to: account.address, data: "0x", gas: 21_000n }),
    });
    await client.sendRawTransaction({ serializedTransaction: raw });
  }

  const wallet: TestWallet = {
    address: account.address,
    privateKey,
    asked: [],
    decline: null,
    chainId: devnetId,
    knowsDevnet: true,
    hold: null,
    signsAnew: false,
    underpays: false,
    replace,
    install: async (context) => {
      await context.exposeFunction("answerWalletRequest", async (request: Request) => {
        try {
          return { result: await answer(request) };
        } catch (error) {
          const { code = -32603, message, data } = nodeAnswer(error);
          return { error: { code, message, data } };
        }
      });
      await context.addInitScript(announce, WALLET);
    },
    emit: (page, event, value) =>
      page.evaluate(([name, payload]) => window.emitWalletEvent(name as string, payload), [
        event,
        value,
      ] as const),
  };
  return wallet;
}

/** A signature with randomness of its own (RFC 6979 section 3.6), good like any other. */
function signAnew(privateKey: Hex, typedData: TypedDataDefinition): Hex {
  const [recovery, ...rest] = secp256k1.sign(
    hexToBytes(hashTypedData(typedData)),
    hexToBytes(privateKey),
    { prehash: false, extraEntropy: true, format: "recovered" },
  );
  return bytesToHex(Uint8Array.of(...rest, 27 + (recovery ?? 0)));
}

declare global {
  interface Window {
    answerWalletRequest: (request: unknown) => Promise<{
      result?: unknown;
      error?: { code: number; message: string; data?: unknown };
    }>;
    emitWalletEvent: (event: string, value: unknown) => void;
  }
}

/** Runs in the page before anything else: the provider, and its announcement. */
function announce(name: string): void {
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  window.emitWalletEvent = (event, value) => {
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  const provider = {
    request: async (request: { method: string }) => {
      const { result, error } = await window.answerWalletRequest(request);
      if (error) throw Object.assign(new Error(error.message), error);
      if (/wallet_(switch|add)EthereumChain/.test(request.method)) {
        window.emitWalletEvent("chainChanged", await provider.request({ method: "eth_chainId" }));
      }
      return result;
    },
    on: (event: string, listener: (value: unknown) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    removeListener: (event: string, listener: (value: unknown) => void) => {
      listeners.get(event)?.delete(listener);
    },
  };
  const icon =
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>";
  const uuid = "7b0a5a3c-5f0e-4f3e-9d0c-0f6f6a1d2c11";
  const info = { uuid, name, icon, rdns: "test.wallet" };
  const say = () =>
    window.dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    );
  window.addEventListener("eip6963:requestProvider", say);
  say();
}
