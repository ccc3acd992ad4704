import { createChromiumHost } from "./chromium-host.ts";
import { nodeHost } from "./node-host.ts";
import type { Host } from "./suite.ts";

/** The hosts that an option names: `node`, `chromium`, or both if it names none. */
export function chooseHosts(name: string | undefined): Host[] {
  switch (name) {
    case undefined:
      return [nodeHost, createChromiumHost()];
    case "node":
      return [nodeHost];
    case "chromium":
      return [createChromiumHost()];
    default:
      throw new Error(`The host is node or chromium, not ${name}.`);
  }
}
