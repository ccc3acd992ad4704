import type { AbiEvent, Address, Hex } from "viem";
import {
  concatHex,
  decodeAbiParameters,
  encodeAbiParameters,
  numberToHex,
  toEventSelector,
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

type EventInput = AbiEvent["inputs"][number];

/** What is needed of an event to decode many of its logs: hashing its signature for each costs most. */
interface EventShape {
  readonly selector: Hex;
  readonly indexed: readonly EventInput[];
  readonly others: readonly EventInput[];
}

const shapes = new WeakMap<AbiEvent, EventShape>();

function shapeOf(event: AbiEvent): EventShape {
  const known = shapes.get(event);
  if (known !== undefined) return known;
  const isIndexed = ({ indexed = false }: EventInput) => indexed;
  const shape = {
    selector: toEventSelector(event),
    indexed: event.inputs.filter(isIndexed),
    others: event.inputs.filter((input) => !isIndexed(input)),
  };
  shapes.set(event, shape);
  return shape;
}

/**
 * Decodes a log's arguments. The log must be exactly what the contract's encoder makes of them:
 * decoders overlook padding and trailing bytes. Indexed ones have to be of a static type.
 *
 * @throws LedgerError `ledger/foreign-event`
 */
export function decodeArguments(event: AbiEvent, log: Log): Readonly<Record<string, unknown>> {
  const { selector, indexed, others } = shapeOf(event);
  const [first, ...topics] = log.topics;
  if (first !== selector || topics.length !== indexed.length) throw foreignEvent();
  // A topic of a static type is that type's encoding.
  const parts = [
    [indexed, concatHex(topics)],
    [others, log.data],
  ] as const;
  try {
    const args: Record<string, unknown> = {};
    for (const [inputs, data] of parts) {
      if (inputs.length === 0 && data === "0x") continue;
      const values = decodeAbiParameters(inputs, data);
      if (encodeAbiParameters(inputs, values) !== data) throw foreignEvent();
      for (const [i, { name = "" }] of inputs.entries()) args[name] = values[i];
    }
    return args;
  } catch (error) {
    throw foreignEvent(error);
  }
}

export function foreignEvent(cause?: unknown): LedgerError {
  return new LedgerError("ledger/foreign-event", "The node's answer is not of this ledger.", {
    cause,
  });
}

function passes(log: Log, { address, topics, fromBlock, toBlock }: LogFilter): boolean {
  return (
    log.address === address.toLowerCase() &&
    fromBlock <= log.blockNumber &&
    log.blockNumber <= toBlock &&
    topics.every((wanted, i) => {
      const topic = log.topics[i];
      return wanted === null || [wanted].flat().some((one) => one.toLowerCase() === topic);
    })
  );
}
