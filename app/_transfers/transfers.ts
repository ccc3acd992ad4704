/** Something that is being downloaded, or was a moment ago. */
export interface Transfer {
  readonly id: number;
  /** What it is of: see `isTransferred`. */
  readonly key: string;
  /** Name of the file that is made. */
  readonly name: string;
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** Bytes per second and seconds left; null until they can be told. */
  readonly rate: number | null;
  readonly left: number | null;
  readonly cancel: () => void;
}

let all: readonly Transfer[] = [];
const listeners = new Set<() => void>();
let last = 0;

/** The downloads under way; for `useSyncExternalStore`. */
export const transfers = {
  current: (): readonly Transfer[] => all,
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  add(transfer: Omit<Transfer, "id">): number {
    last += 1;
    change([...all, { ...transfer, id: last }]);
    return last;
  },
  update(id: number, part: Partial<Pick<Transfer, "done" | "rate" | "left">>): void {
    change(all.map((it) => (it.id === id ? { ...it, ...part } : it)));
  },
  remove(id: number): void {
    change(all.filter((it) => it.id !== id));
  },
};

function change(next: readonly Transfer[]): void {
  // Downloads go on while other pages of the app are shown; only leaving the app ends them.
  if (all.length === 0 && next.length > 0) addEventListener("beforeunload", askToStay);
  if (next.length === 0) removeEventListener("beforeunload", askToStay);
  all = next;
  for (const listener of listeners) listener();
}

function askToStay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
