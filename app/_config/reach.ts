/** Whether the chain can be reached, as far as this page has noticed. */
export interface Reach {
  isAway(): boolean;
  set(isAway: boolean): void;
  subscribe(listener: () => void): () => void;
}

/** A chain counts as away from the beginning where the browser says that it has no network. */
export function createReach(isOnline: boolean): Reach {
  let isAway = !isOnline;
  const listeners = new Set<() => void>();
  return {
    isAway: () => isAway,
    set(next) {
      if (next === isAway) return;
      isAway = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
