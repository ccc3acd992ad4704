import type { Hex } from "viem";
import { siteUrl } from "./site.ts";

/** The address of a record in this copy of the site, for somebody to whom it is lent. */
export function recordLink(record: Hex): string {
  return siteUrl(`record/?id=${record}`).href;
}

/** The address of a link to a lease; no server sees what follows the `#`. */
export function leaseLink(fragment: string): string {
  return siteUrl(`link/#${fragment}`).href;
}

/** The address under which something signed is shown and sent; no server sees what follows the `#`. */
export function signedLink(text: string): string {
  return siteUrl(`signed/#${text}`).href;
}
