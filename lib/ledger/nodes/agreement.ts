import { LeaseholdError } from "../../error.ts";
import { LedgerError } from "../errors.ts";
import { pause } from "../retry.ts";
import type { ChainNode, Nodes } from "./nodes.ts";

/** How long a second node is waited for once the first has answered, at least and by its factor. */
const WITNESS_MS = 1500;
const WITNESS_FACTOR = 3;

/** Failures that say something about the node, and not about the way to it. */
const WITHHOLDING: readonly string[] = [
  "ledger/history-gap",
  "ledger/history-inconsistent",
  "ledger/foreign-event",
  "ledger/foreign-word",
];

export interface AgreementOptions<T> {
  /** Reads from one node alone. */
  read(node: ChainNode): Promise<T>;
  /** Whether both can come from the same chain, though one may be some blocks behind. */
  agree(a: Reading<T>, b: Reading<T>): boolean | Promise<boolean>;
  /** The block that it was read at: the newest of its node. Absent where the node did not say. */
  blockOf?: (reading: T) => bigint;
  /** Milliseconds before a disagreement is looked at again. Default 500. */
  readonly retryDelay?: number | undefined;
  /** Milliseconds that a second node is waited for at least, once the first has answered. Default 1500. */
  readonly witnessTime?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reading<T> {
  readonly node: ChainNode;
  readonly value: T;
}

/**
 * Reads from two nodes at once, and takes what the one says that is further ahead if both agree.
 *
 * A second node that fails or is late is done without. Where two contradict each other, both are
 * read again (the chain may have been reorganised in between), then all others are asked, and the
 * majority counts. A node that is alone with what it says, or that leaves out what another one has,
 * is not asked again for a while (`distrusted` in its health).
 *
 * @throws LedgerError `chain/nodes-disagree` (`details.nodes`) where there is no majority; whatever
 *   `read` throws where it fails with every node; the signal's reason
 */
export async function readAgreed<T>(nodes: Nodes, options: AgreementOptions<T>): Promise<T> {
  const { agree, signal, retryDelay = 500 } = options;
  const first = await readEach(nodes, { candidates: candidatesOf(nodes), wanted: 2 }, options);
  if (await areOne(first, agree)) return settle(first, options);
  await pause(retryDelay, signal);
  const again = await readEach(nodes, { candidates: candidatesOf(nodes), wanted: 2 }, options);
  if (await areOne(again, agree)) return settle(again, options);
  const all = await readEach(
    nodes,
    { candidates: nodes.ranked(), wanted: Number.POSITIVE_INFINITY },
    options,
  );
  const majority = await largestGroup(all, agree);
  const others = all.filter((reading) => !majority.includes(reading));
  const names = (readings: readonly Reading<T>[]) => readings.map(({ node }) => node.name).sort();
  if (majority.length > others.length) {
    for (const { node } of others) node.record.distrust(disagreement(names(others)));
    return settle(majority, options);
  }
  const error = disagreement(names(all));
  for (const { node } of all) node.record.distrust(error);
  throw error;
}

/** Those that are not distrusted, the best first; all where none is left. */
function candidatesOf(nodes: Nodes): readonly ChainNode[] {
  const ranked = nodes.ranked();
  const trusted = ranked.filter(({ record }) => record.isTrusted());
  return trusted.length > 0 ? trusted : ranked;
}

/**
 * Readings of so many nodes, or of as many as answer. A node that failed a moment ago is asked only
 * where no other answers.
 */
function readEach<T>(
  nodes: Nodes,
  { candidates, wanted }: { candidates: readonly ChainNode[]; wanted: number },
  { read, blockOf, witnessTime = WITNESS_MS, signal }: AgreementOptions<T>,
): Promise<Reading<T>[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Reading<T>[]>();
  const readings: Reading<T>[] = [];
  const errors: { node: ChainNode; error: unknown }[] = [];
  const underWay = new Set<ChainNode>();
  const fresh = candidates.filter(({ record }) => !record.isResting());
  const ahead = [...fresh];
  const spare = candidates.filter((node) => !fresh.includes(node));
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    if (signal?.aborted) reject(signal.reason);
    const [failure] = errors;
    if (readings.length === 0) reject(failure?.error);
    // Others have what these left out.
    for (const { node, error } of errors) {
      if (error instanceof LedgerError && WITHHOLDING.includes(error.code)) {
        node.record.distrust(error);
      }
    }
    resolve(readings);
  }

  const late = () => {
    for (const { record, name } of underWay) {
      record.failed(new LedgerError("chain/unreachable", `${name} is late.`));
    }
    end();
  };
  const stop = () => end();

  function next(): void {
    while (readings.length + underWay.size < wanted) {
      const node =
        ahead.shift() ?? (readings.length + underWay.size === 0 ? spare.shift() : undefined);
      if (node === undefined) break;
      underWay.add(node);
      read(node).then(
        (value) => {
          underWay.delete(node);
          if (blockOf !== undefined) nodes.reached(node, blockOf(value));
          readings.push({ node, value });
          const patience = Math.max(witnessTime, WITNESS_FACTOR * (performance.now() - started));
          timer ??= setTimeout(late, patience);
          next();
        },
        (error: unknown) => {
          underWay.delete(node);
          // A mistake in the program, or a refusal that is not the node's, is no reason to ask another.
          if (!(error instanceof LeaseholdError)) reject(error);
          errors.push({ node, error });
          next();
        },
      );
    }
    if (underWay.size === 0) end();
  }

  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  else next();
  return promise;
}

async function areOne<T>(
  readings: readonly Reading<T>[],
  agree: AgreementOptions<T>["agree"],
): Promise<boolean> {
  const pairs = readings.flatMap((a, i) => readings.slice(i + 1).map((b) => [a, b] as const));
  return (await Promise.all(pairs.map(([a, b]) => agree(a, b)))).every(Boolean);
}

async function largestGroup<T>(
  readings: readonly Reading<T>[],
  agree: AgreementOptions<T>["agree"],
): Promise<Reading<T>[]> {
  const groups = await Promise.all(
    readings.map(async (one) => {
      const verdicts = await Promise.all(
        readings.map((other) => other === one || agree(one, other)),
      );
      return readings.filter((_, i) => verdicts[i]);
    }),
  );
  return groups.reduce((best, group) => (group.length > best.length ? group : best), []);
}

/** What the node that is furthest ahead says, of several that agree. */
function settle<T>(readings: readonly Reading<T>[], { blockOf }: AgreementOptions<T>): T {
  if (readings.length > 1) for (const { node } of readings) node.record.trust();
  const block = ({ value }: Reading<T>) => blockOf?.(value) ?? 0n;
  return readings.reduce((best, one) => (block(one) > block(best) ? one : best)).value;
}

function disagreement(names: readonly string[]): LedgerError {
  return new LedgerError(
    "chain/nodes-disagree",
    "The chain's nodes contradict each other: one of them does not tell the truth.",
    { details: { nodes: names } },
  );
}
