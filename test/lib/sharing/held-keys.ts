import type { Hex } from "viem";
import { fromHex } from "../../../lib/bytes.ts";
import { decodeEntry, openEntryAsReader } from "../../../lib/crypto/entry.ts";
import { decodeEnvelope, openEnvelope } from "../../../lib/crypto/envelope.ts";
import type { Lease as LeaseKeys } from "../../../lib/crypto/lease.ts";
import { leaseEpochSecrets, leaseHolder, leaseSliceKey } from "../../../lib/crypto/lease.ts";
import { openRotation } from "../../../lib/crypto/rotation.ts";
import type { LeaseArgument } from "../../../lib/ledger/calls.ts";
import type { Terms } from "../../../lib/ledger/terms.ts";
import { packRights } from "../../../lib/ledger/terms.ts";
import { structuredCid } from "../../../lib/sharing/blocks.ts";
import type { Context, SignedMessage } from "../../../lib/sharing/index.ts";
import { leasesOf } from "../../../lib/sharing/records/record-history.ts";
import { takeSnapshot } from "../../../lib/sharing/records/snapshot.ts";
import type { Person } from "./world.ts";

/** Opens the envelope of a person's newest lease, as their own software would while it is live. */
export async function heldKeys(person: Person, record: Hex): Promise<LeaseKeys> {
  const { history } = await takeSnapshot(person.context, record);
  const lease = leasesOf(history, person.account.address).at(-1);
  if (lease === undefined) throw new TypeError("There is no lease.");
  return openLease(person, lease);
}

/** The same of a lease that was signed for a person, whether it was ever sent or not. */
export async function keysOfSigned(person: Person, message: SignedMessage): Promise<LeaseKeys> {
  if (message.kind !== "grant") throw new TypeError("It is no grant.");
  const { record, terms, lease } = message.content;
  return openLease(person, { record, owner: message.signer, ...terms, ...lease });
}

async function openLease(
  { context, account }: Person,
  lease: Omit<Terms, "notBefore" | "generation"> & { owner: Hex; record: Hex } & Pick<
      LeaseArgument,
      "leaf" | "envelope"
    >,
): Promise<LeaseKeys> {
  const { ledger, store } = context;
  const envelope = decodeEnvelope(await store.get(structuredCid(lease.envelope)));
  return openEnvelope(envelope, {
    identity: account.identity,
    context: {
      chainId: ledger.chainId,
      ledger: fromHex(ledger.ledger),
      record: fromHex(lease.record),
      owner: fromHex(lease.owner),
      grantee: fromHex(account.address),
    },
    terms: { ...lease, rights: packRights(lease.rights) },
  });
}

/** Which of a section's entries some combination of held keys opens, the oldest first. */
export async function openableEntries(
  context: Context,
  { record, section, held }: { record: Hex; section: number; held: readonly LeaseKeys[] },
): Promise<boolean[]> {
  const { history, rotations } = await takeSnapshot(context, record);
  const epochSecrets: Uint8Array[] = [];
  for (const lease of held) {
    epochSecrets.push(...leaseEpochSecrets(lease, { section }).values());
    for (const { rotation } of rotations) {
      const secret = await openRotation(rotation, leaseHolder(lease, section));
      if (secret) epochSecrets.push(secret);
    }
  }
  const openable: boolean[] = [];
  for (const { head } of history.publications.filter((it) => it.section === section)) {
    const entry = decodeEntry(await context.store.get(structuredCid(head)));
    const attempts = held.flatMap((lease) => {
      const sliceKey = attempt(() => leaseSliceKey(lease, { section, slice: entry.slice }));
      if (sliceKey === null) return [];
      return epochSecrets.map((epochSecret) =>
        openEntryAsReader(entry, { sliceKey, epochSecret }).then(
          () => true,
          () => false,
        ),
      );
    });
    openable.push((await Promise.all(attempts)).includes(true));
  }
  return openable;
}

function attempt<T>(body: () => T): T | null {
  try {
    return body();
  } catch {
    return null;
  }
}
