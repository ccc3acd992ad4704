let all: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** Ids of the uploads that this page is at; for `useSyncExternalStore`. */
export const runningUploads = {
  current: (): ReadonlySet<string> => all,
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  add: (id: string) => change(new Set([...all, id])),
  remove: (id: string) => change(new Set([...all].filter((it) => it !== id))),
};

function change(next: ReadonlySet<string>): void {
  all = next;
  for (const listener of listeners) listener();
}
