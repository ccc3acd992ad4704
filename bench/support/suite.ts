/*
 * A suite is a module that exports `tasks`. It runs in Node and in a browser alike, so it imports
 * nothing of either.
 */

import type { Heap } from "./heap.ts";

/** The part of a browser's `File` that tasks use. */
export interface InputFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
  stream(): ReadableStream<Uint8Array>;
}

/** The files of a folder, by name. */
export type Inputs = ReadonlyMap<string, InputFile>;

export type Parameters = Readonly<Record<string, number>>;

/** Prepares what is to be measured. Only what it returns is timed; its result must be JSON. */
export type Task = (inputs: Inputs, parameters: Parameters) => Promise<() => Promise<unknown>>;

export type Suite = Readonly<Record<string, Task>>;

/** What to run: a suite's task, once on a small folder so that the code is warm, then on the other. */
export interface Job {
  /** Path of the suite's module. */
  suite: string;
  /** Paths of the modules that its workers run in a page, which serves `dir/name.ts` as `/name.js`. */
  workers?: readonly string[];
  task: string;
  parameters?: Parameters;
  /** Folders; without them the task has no files, and runs once. */
  warmUp?: string;
  /** Whether to look at a page's heap now and then. */
  watchesHeap?: boolean;
  folder?: string;
}

/** One measurement, in a process that did nothing before. */
export interface Sample {
  milliseconds: number;
  /** Processor time in all threads, and in a browser all processes. */
  cpuMilliseconds: number;
  /** Most memory that the process (the page's, in a browser) had resident; null if it is not known. */
  peakBytes: number | null;
  /** What it had resident before the task. */
  bytesBefore: number | null;
  /** What a page's heap and buffers were before, and at most, where a job asks for it. */
  heap?: { before: Heap; most: Heap } | undefined;
  /** What the task returned. */
  result: unknown;
}

/** Something that runs jobs. */
export interface Host {
  readonly name: string;
  readonly version: string;
  run(job: Job): Promise<Sample>;
}

/** Prepares and times a task. */
export async function time(
  task: Task,
  { inputs, parameters = {} }: { inputs: Inputs; parameters?: Parameters | undefined },
): Promise<{ milliseconds: number; result: unknown }> {
  const run = await task(inputs, parameters);
  const start = performance.now();
  const result = (await run()) ?? null;
  return { milliseconds: performance.now() - start, result };
}
