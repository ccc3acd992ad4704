import { LeaseholdError } from "../../lib/error.ts";

/**
 * A failure of the app's own.
 *
 * - `network/none`: the site names no chain; `network/other-chain`: the node answers for another
 * - `site/shared-origin`: other sites could get at keys that are opened at this address
 * - `flow/not-seen`: a transaction was mined, but its effect does not show
 * - `download/too-large`: a file would have to be held in memory, and is too large for that
 * - `wallet/disconnected`: no wallet is connected
 * - `contacts/malformed`: a file of contacts is none, or damaged
 * - `ens/not-a-name`, `ens/not-found`, `ens/unreachable`: a name was not looked up
 * - `camera/refused`, `camera/none`: codes cannot be read by camera
 */
export class AppError extends LeaseholdError {
  override readonly name = "AppError";
}
