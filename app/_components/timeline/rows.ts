import type { Address } from "viem";
import type { LeaseState, ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import type { Ending } from "../../_text/lease-ending.ts";
import { endingOf } from "../../_text/lease-ending.ts";
import type { Span } from "./scale.ts";

/** An entry on the line of time; unix seconds. */
export interface TimelineEntry {
  key: string;
  author: Address;
  time: number;
}

/** Leases that stand together, under a heading if there is one. */
export interface TimelineGroup {
  key: string;
  title: string | null;
  leases: readonly ListedLease[];
  entries?: readonly TimelineEntry[];
  /** How many entries there are before those. */
  older?: number;
}

/** One line of the picture: a heading with its entries, or the leases of somebody. */
export type Row =
  | {
      kind: "heading";
      key: string;
      title: string;
      entries: readonly TimelineEntry[];
      older: number;
    }
  | { kind: "leases"; key: string; leases: readonly ListedLease[]; isGroup: boolean };

/** From so many leases under one root on, they share a line. */
export const TOGETHER = 4;

/** The lines: each person's leases on one, those that run or will before those that are over. */
export function rowsOf(groups: readonly TimelineGroup[]): Row[] {
  return groups.flatMap(({ key, title, leases, entries = [], older = 0 }) => {
    const heading: Row[] = title === null ? [] : [{ kind: "heading", key, title, entries, older }];
    return [...heading, ...leaseRows(leases, key)];
  });
}

function leaseRows(leases: readonly ListedLease[], prefix: string): Row[] {
  const sizes = new Map<string, number>();
  for (const { root } of leases) if (root) sizes.set(root, (sizes.get(root) ?? 0) + 1);
  const lines = new Map<string, { leases: ListedLease[]; isGroup: boolean }>();
  for (const lease of leases) {
    const isGroup = lease.root !== null && (sizes.get(lease.root) ?? 0) >= TOGETHER;
    // What was lent to somebody by several people stands on a line for each of them.
    const name = isGroup ? lease.root : `${lease.owner}/${lease.grantee}`.toLowerCase();
    const line = lines.get(name as string);
    if (line === undefined) lines.set(name as string, { leases: [lease], isGroup });
    else line.leases.push(lease);
  }
  return [...lines]
    .map(([name, line]) => ({ kind: "leases" as const, key: `${prefix}/${name}`, ...line }))
    .sort((a, b) => rank(a.leases) - rank(b.leases));
}

const RANKS: Readonly<Record<LeaseState, number>> = {
  live: 0,
  pending: 1,
  expired: 2,
  revoked: 2,
  replaced: 2,
  closed: 2,
};

function rank(leases: readonly ListedLease[]): number {
  return leases.reduce((least, { state }) => Math.min(least, RANKS[state]), 2);
}

/** One lease on the line of time; unix seconds. */
export interface Bar extends Span {
  lease: ListedLease;
  state: LeaseState;
}

/** A line's bars; `endings` says when each of its leases ends or ended. */
export function barsOf(row: Extract<Row, { kind: "leases" }>, endings: readonly Ending[]): Bar[] {
  const bars = row.leases.map((lease, i) => {
    const { at: to, state } = endings[i] ?? endingOf(lease, undefined);
    return { lease, state, from: Math.min(sliceStart(lease.notBefore), to), to };
  });
  return row.isGroup ? merged(bars) : bars;
}

/** Bars of a group: those of the same stretch and state are one. */
function merged(bars: readonly Bar[]): Bar[] {
  const kept = new Map(bars.map((bar) => [`${bar.from}/${bar.to}/${bar.state}`, bar]));
  return [...kept.values()];
}

/** Leaves out bars that could not be told from their neighbour: closer than `gap` seconds. */
export function thinned(bars: readonly Bar[], gap: number): Bar[] {
  const last = new Map<LeaseState, Bar>();
  return bars
    .toSorted((a, b) => a.from - b.from)
    .filter((bar) => {
      const before = last.get(bar.state);
      const isNew =
        before === undefined || bar.from - before.from > gap || Math.abs(bar.to - before.to) > gap;
      if (isNew) last.set(bar.state, bar);
      return isNew;
    });
}

/** Entries that lie closer than `gap` seconds, as one mark. */
export function clustered(
  entries: readonly TimelineEntry[],
  gap: number,
): (TimelineEntry & { count: number })[] {
  const marks: (TimelineEntry & { count: number })[] = [];
  for (const entry of entries.toSorted((a, b) => a.time - b.time)) {
    const last = marks.at(-1);
    if (last !== undefined && entry.time - last.time < gap) last.count += 1;
    else marks.push({ ...entry, count: 1 });
  }
  return marks;
}

export interface TimelineWords {
  /** Whose lease it is. */
  nameOf: (lease: ListedLease) => string;
  /** What it covers. */
  whatOf: (lease: ListedLease) => string;
}

/** What can be done in the picture. */
export interface TimelineActions {
  words: TimelineWords;
  chosen: ListedLease | null;
  onChoose: (lease: ListedLease) => void;
  /** Whether a lease's end can be moved. */
  isMovable?: (lease: ListedLease) => boolean;
  /** Told where an end was dragged to, as a slice. Nothing has changed yet. */
  onMove?: (lease: ListedLease, expiresAt: number) => void;
}
