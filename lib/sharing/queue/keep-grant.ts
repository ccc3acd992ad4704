import type { Hex } from "viem";
import { toHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { readOrRecall } from "../last-known.ts";
import type { GrantTerms } from "../leases/terms.ts";
import type { Watch } from "../progress.ts";
import { signGrant } from "../signed/sign-grant.ts";
import { encodeSigned } from "../signed/signed-text.ts";
import { deviceBlocks } from "./device-blocks.ts";
import { newItem } from "./item.ts";
import { appendItem } from "./queue-store.ts";

/**
 * Signs a grant and keeps it on this device, with its envelope, until it is sent (`sendQueue`): for when
 * there is no network. It is made from what this device last knew, and the ledger refuses it if the
 * record's keys or leases changed since then; nobody has its keys before it is sent.
 *
 * @throws SharingError `sharing/not-kept` where the record or the grantee's key is not on this device;
 *   otherwise as `signGrant`; StorageError `storage/full`, `storage/unavailable` where there is no
 *   store on this device
 */
export async function keepGrant(
  context: Context,
  account: Account,
  of: { record: Hex; terms: GrantTerms; deadline: number; isAway?: boolean } & Watch,
): Promise<{ id: Hex }> {
  const { isAway = false, ...signed } = of;
  const { value } = await readOrRecall(
    context,
    async (at) => {
      const { store, given } = deviceBlocks(at);
      const message = await signGrant({ ...at, store }, account, signed);
      return { text: encodeSigned(message), ...given() };
    },
    { isAway, signal: of.signal },
  );
  const id = toHex(platformRandom(32));
  await appendItem(context, {
    account: account.address,
    item: { kind: "signed", ...newItem(id), ...value },
  });
  return { id };
}
