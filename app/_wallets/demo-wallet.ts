import type { Address, Hex, LocalAccount, TransactionSerializable } from "viem";
import { BaseError, createPublicClient, http, keccak256, numberToHex, RpcRequestError } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Network } from "../../lib/sharing/index.ts";

/** What an EIP-1193 provider is asked. */
interface Request {
  method: string;
  params?: readonly unknown[] | object;
}

type Listener = (...values: never[]) => void;

/** A wallet as EIP-1193 describes it. */
export interface Provider {
  request(request: Request): Promise<unknown>;
  on(event: string, listener: Listener): Provider;
  removeListener(event: string, listener: Listener): Provider;
}

/** Where a wallet remembers that this page may see its account. */
export interface Permission {
  granted(): boolean;
  set(granted: boolean): void;
}

/** The id of the only chain that demo wallets sign for. */
const CHAIN_ID = 31337;

interface DemoWalletOptions {
  rpcUrl: string;
  /** The account of the key. */
  address: Address;
  privateKey: Hex;
  permission: Permission;
}

/**
 * The wallet of a demo person: signs with a devnet's well-known key, without asking.
 *
 * Every signature is preceded by a fresh look at the node's chain id: on any chain but 31337 it
 * refuses (code 4901). Its account is visible only after `eth_requestAccounts`, like any wallet's.
 */
export function createDemoWallet({
  rpcUrl,
  address,
  privateKey,
  permission,
}: DemoWalletOptions): Provider {
  // Slow to make, and most of these wallets are never used.
  const keyed = once(() => privateKeyToAccount(privateKey));
  const client = once(() => createPublicClient({ transport: http(rpcUrl) }));
  const listeners = new Map<string, Set<Listener>>();
  let sending: Promise<unknown> = Promise.resolve();

  const emit = (event: string, value: unknown) => {
    for (const listener of listeners.get(event) ?? []) (listener as (v: unknown) => void)(value);
  };
  const assertDevnet = async () => {
    const chainId = await client()
      .getChainId()
      .catch(() => null);
    if (chainId !== CHAIN_ID) throw new ProviderError(4901, "Demo wallets sign on a devnet only.");
  };
  const connect = () => {
    permission.set(true);
    return [address];
  };
  const disconnect = () => {
    permission.set(false);
    emit("accountsChanged", []);
    return null;
  };
  const signed = async (signer: unknown, sign: (by: LocalAccount) => Promise<unknown>) => {
    if (!permission.granted() || !isSame(signer, address)) {
      throw new ProviderError(4100, "This account is not connected.");
    }
    await assertDevnet();
    return sign(keyed());
  };
  const send = (transaction: RpcTransaction) =>
    signed(transaction.from, async (account) => {
      // One after the other, so that two transactions never take the same nonce.
      const sent = sending.then(async () => {
        const request = await client().prepareTransactionRequest({
          account,
          chain: null,
          chainId: CHAIN_ID,
          ...fromRpc(transaction),
        });
        const raw = await account.signTransaction(request as TransactionSerializable);
        const answer = client().sendRawTransaction({ serializedTransaction: raw });
        return answer.catch((error: unknown) => {
          // The node may have taken it although its answer was lost: so say which one.
          if (isAnswered(error)) throw error;
          throw new ProviderError(-32603, "The node does not answer.", { hash: keccak256(raw) });
        });
      });
      sending = sent.catch(() => null);
      return sent;
    });

  const request = async ({ method, params }: Request): Promise<unknown> => {
    const [first, second] = Array.isArray(params) ? params : [];
    switch (method) {
      case "eth_requestAccounts":
        return connect();
      case "wallet_requestPermissions":
        connect();
        return [
          {
            parentCapability: "eth_accounts",
            caveats: [{ type: "restrictReturnedAccounts", value: [address] }],
          },
        ];
      case "wallet_revokePermissions":
        return disconnect();
      case "eth_accounts":
        return permission.granted() ? [address] : [];
      case "eth_chainId":
        return numberToHex(CHAIN_ID);
      case "wallet_switchEthereumChain":
        if (Number(first?.chainId) === CHAIN_ID) return null;
        throw new ProviderError(4902, "Demo wallets know the devnet only.");
      case "wallet_addEthereumChain":
        throw new ProviderError(4200, "Demo wallets know the devnet only.");
      case "personal_sign":
        return signed(second, (by) => by.signMessage({ message: { raw: first } }));
      case "eth_signTypedData_v4":
        return signed(first, (by) => by.signTypedData(JSON.parse(second)));
      case "eth_sendTransaction":
        return send(first);
      default:
        return client().request({ method, params } as never);
    }
  };

  const provider: Provider = {
    request: (asked) =>
      request(asked).catch((error: unknown) => {
        throw toProviderError(error);
      }),
    on: (event, listener) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return provider;
    },
    removeListener: (event, listener) => {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };
  return provider;
}

interface RpcTransaction {
  from?: Address;
  to?: Address;
  data?: Hex;
  value?: Hex;
  gas?: Hex;
  nonce?: Hex;
  maxFeePerGas?: Hex;
  maxPriorityFeePerGas?: Hex;
}

/** A transaction as JSON-RPC writes it, with numbers as numbers. */
function fromRpc({ to, data, value, gas, nonce, ...fees }: RpcTransaction) {
  return {
    ...(to !== undefined && { to }),
    ...(data !== undefined && { data }),
    ...(value !== undefined && { value: BigInt(value) }),
    ...(gas !== undefined && { gas: BigInt(gas) }),
    ...(nonce !== undefined && { nonce: Number(nonce) }),
    ...(fees.maxFeePerGas !== undefined && { maxFeePerGas: BigInt(fees.maxFeePerGas) }),
    ...(fees.maxPriorityFeePerGas !== undefined && {
      maxPriorityFeePerGas: BigInt(fees.maxPriorityFeePerGas),
    }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function isSame(a: unknown, b: Address): boolean {
  return typeof a === "string" && a.toLowerCase() === b.toLowerCase();
}

/**
 * Whether demo wallets may exist: the network description says devnet and names demo accounts, and
 * the node itself says so too.
 */
export async function isDevnet(network: Network): Promise<boolean> {
  if (network.chainId !== CHAIN_ID || network.demo === null) return false;
  const client = createPublicClient({ transport: http(network.rpcUrls[0]) });
  return (await client.getChainId().catch(() => null)) === CHAIN_ID;
}

function isAnswered(error: unknown): boolean {
  return error instanceof BaseError && error.walk((it) => it instanceof RpcRequestError) !== null;
}

/** What the node answered, as it answered it: a refused transaction's reason is in its data. */
function toProviderError(error: unknown): unknown {
  const answer = error instanceof BaseError && error.walk((it) => it instanceof RpcRequestError);
  if (!(answer instanceof RpcRequestError)) return error;
  return new ProviderError(answer.code, answer.details, answer.data);
}

/** An error as EIP-1193 wants it: the code is a number of that standard, or the node's. */
class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
