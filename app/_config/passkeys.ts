import type { Passkeys } from "../../lib/sharing/index.ts";
import type { Sharing } from "./world.ts";

/** The passkeys of the address that this page is served from. */
export function passkeysHere({ createPasskeys }: Pick<Sharing, "createPasskeys">): Passkeys {
  const site = location.hostname;
  // Browsers without passkeys, and pages without a secure context, have no such container.
  const credentials = navigator.credentials ?? { create: refuse, get: refuse };
  return createPasskeys({ credentials, site });
}

async function refuse(): Promise<never> {
  throw new DOMException("There are no passkeys here.", "NotSupportedError");
}
