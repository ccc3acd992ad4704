import { createContext } from "./context.ts";
import { parseNetwork } from "./network.ts";

/** What of the library an app needs first: it loads beside the rest, and runs in a step before it. */
export const early = { createContext, parseNetwork };
