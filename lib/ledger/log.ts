import type { AbiEvent, Address, Hex } from "viem";
import {
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  isAddressEqual,
  numberToHex,
} from "viem";
import { z } from "zod/mini";
import { toLedgerError } from "./chain-errors.ts";
import { LedgerError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";

function hex(pattern: string) {
  return z.pipe(
    z.string().check(z.regex(new RegExp(`^0x${pattern}$`, "i"))),
    z.transform((text) => text.toLowerCase() as Hex),
  );
}

const word = hex("[0-9a-f]{64}");
const quantity = z.pipe(
  hex("[0-9a-f]{1,16}"),
  z.transform((text: Hex) => BigInt(text)),
);

/** A log of a mined transaction as `eth_getLogs` answers it (Ethereum JSON-RPC specification). */
const logSchema = z.object({
  address: hex("[0-9a-f]{40}"),
  topics: z.array(word).check(z.minLength(1), z.maxLength(4)),
  data: hex("([0-9a-f]{2})*"),
  blockNumber: quantity,
  blockHash: word,
  transactionHash: word,
  logIndex: z.pipe(quantity, z.transform(Number)),
  removed: z.optional(z.literal(false)),
});

export type Log = z.infer<typeof logSchema>;

/** Which logs are wanted: topics as in `eth_getLogs`, blocks inclusive. */
export interface LogFilter {
  readonly address: Address;
  readonly topics: readonly (Hex | readonly Hex[] | null)[];
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
}

/**
 * Reads the logs that a filter lets through.
 *
 * @throws LedgerError `chain/unreachable`; `ledger/foreign-event` where anything else comes back;
 * the signal's reason
 */
export async function readLogs(
  { client }: Pick<Ledger, "client">,
  { address, topics, fromBlock, toBlock }: LogFilter,
  options: { readonly signal?: AbortSignal | undefined; readonly retryCount?: number } = {},
): Promise<Log[]> {
  const filter = {
    address,
    topics: topics as (Hex | Hex[] | null)[],
    fromBlock: numberToHex(fromBlock),
    toBlock: numberToHex(toBlock),
  };
  const answer = await client
    .request({ method: "eth_getLogs", params: [filter] }, options)
    .catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw toLedgerError(error);
    });
  const logs = parseLogs(answer);
  if (!logs.every((log) => passes(log, { address, topics, fromBlock, toBlock }))) {
    throw foreignEvent();
  }
  return logs;
}

/**
 * Parses what `eth_getLogs` answered.
 *
 * @throws LedgerError `ledger/foreign-event` for anything but logs of mined transactions
 */
export function parseLogs(answer: unknown): Log[] {
  const parsed = z.safeParse(z.array(logSchema), answer);
  if (!parsed.success) throw foreignEvent(parsed.error);
  return parsed.data;
}

/**
 * Decodes a log's arguments. The log must be exactly what the contract's encoder makes of them:
 * decoders overlook padding and trailing bytes.
 *
 * @throws LedgerError `ledger/foreign-event`
 */
export function decodeArguments(event: AbiEvent, log: Log): Readonly<Record<string, unknown>> {
  try {
    const topics = log.topics as [Hex, ...Hex[]];
    const decoded = decodeEventLog({ abi: [event], topics, data: log.data });
    const args = (decoded.args ?? {}) as unknown as Record<string, unknown>;
    const inputs = event.inputs.filter(({ indexed }) => !indexed);
    const data = encodeAbiParameters(
      inputs,
      inputs.map(({ name }) => args[name ?? ""]),
    );
    const again = encodeEventTopics({ abi: [event], eventName: event.name, args } as never);
    const canonical = data === log.data && again.join() === log.topics.join();
    if (canonical) return args;
  } catch (error) {
    throw foreignEvent(error);
  }
  throw foreignEvent();
}

export function foreignEvent(cause?: unknown): LedgerError {
  return new LedgerError("ledger/foreign-event", "The node's answer is not of this ledger.", {
    cause,
  });
}

function passes(log: Log, { address, topics, fromBlock, toBlock }: LogFilter): boolean {
  return (
    isAddressEqual(log.address as Address, address) &&
    fromBlock <= log.blockNumber &&
    log.blockNumber <= toBlock &&
    topics.every((wanted, i) => {
      const topic = log.topics[i];
      return wanted === null || [wanted].flat().some((one) => one.toLowerCase() === topic);
    })
  );
}
