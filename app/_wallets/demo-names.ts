/** How the reverse-domain ids of demo wallets begin (EIP-6963 `rdns`). */
export const DEMO_RDNS = "local.leasehold.demo.";

/** The id of a demo person's wallet. */
export function demoRdns(address: string): string {
  return `${DEMO_RDNS}${address.slice(2).toLowerCase()}`;
}

/** A disc with the first letter of a name, as a data URI (EIP-6963 wants one). */
export function initialIcon(name: string): string {
  const initial = Array.from(name)[0]?.replace(/[^\p{L}\p{N}]/u, "?") ?? "?";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="48" fill="#8a4700"/><text x="48" y="66" font-family="sans-serif" font-size="52" font-weight="700" text-anchor="middle" fill="#fff">${initial}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
