/** Where this browser keeps the address of the node that ENS names are asked of. */
const KEPT = "leasehold.ens";

/**
 * The Ethereum node that names are looked up at; null while the person has entered none. Nobody is
 * asked about a name until then.
 */
export function ensNode(): string | null {
  const kept = localStorage.getItem(KEPT);
  return kept !== null && isNodeUrl(kept) ? kept : null;
}

/** Chooses the node, or none. */
export function chooseEnsNode(url: string | null): void {
  if (url === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, url);
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

/** Calls when another node, or none, is chosen in this page. */
export function watchEnsNode(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the page may connect to such an address: HTTPS, or this computer. */
export function isNodeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isOwn = hostname === "localhost" || hostname === "127.0.0.1";
  return protocol === "https:" || (protocol === "http:" && isOwn);
}

/** Whether somebody means a name rather than an address: labels with dots between them. */
export function isEnsName(typed: string): boolean {
  return /^[^\s./:@]+(\.[^\s./:@]+)+$/u.test(typed.trim());
}
