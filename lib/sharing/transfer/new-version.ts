import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import { recordKeyPair } from "../../crypto/record-keys.ts";
import { makeRotation } from "../../crypto/rotation.ts";
import { sealSecret } from "../../crypto/secret-block.ts";
import type { Publication, Rotation } from "../../ledger/calls.ts";
import type { Reader } from "../account.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { StoredContent } from "../records/content.ts";
import { storeContent } from "../records/content.ts";
import { COVER } from "../records/cover.ts";
import type { LoadedRotation } from "../records/key-epochs.ts";
import { keyEpochAt, keyEpochsOf } from "../records/key-epochs.ts";
import type { OpenedSection } from "../records/open.ts";
import { sealContent } from "../records/publication.ts";
import { headOfSection } from "../records/record-history.ts";
import { ownerKeys } from "../records/record-keys.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { storeManifest } from "../recovery/manifests.ts";

/**
 * The next version of a record's secret, whose blocks are stored: it begins with the transaction
 * that names the rotation and publishes the entry (protocol §4).
 */
export interface PreparedVersion {
  readonly secret: OwnedSecret;
  /** All rotations of the record, and the one with which the version begins. */
  readonly rotations: readonly LoadedRotation[];
  /** What the ledger is told of that one: it has to be part of a call that ends all leases. */
  readonly rotation: Rotation;
  /** The cover's next entry, in which its owner names the block of the secret. */
  readonly publication: Publication;
}

/**
 * Makes the next version of a record's secret, which seals the present one.
 *
 * @param owner who owns the record with the transaction
 * @param of.present the version in force
 * @param of.content of the cover's next entry: {@link coverAgain}
 * @throws StorageError; CryptoError; the signal's reason
 */
export async function prepareVersion(
  context: Context,
  owner: Reader,
  of: {
    snapshot: Snapshot;
    present: OwnedSecret;
    content: StoredContent;
    signal?: AbortSignal | undefined;
  },
): Promise<PreparedVersion> {
  const { snapshot, signal } = of;
  const { history, slice } = snapshot;
  const secret = await nextSecret(context, owner, of);
  const epoch = history.epoch + 1;
  // Nobody stays: every section's secrets are new anyway, since they derive from the new version.
  const rotation = await makeRotation({ secret: secret.secret, epoch, sections: [] });
  await context.store.put(rotation, { signal });
  const rotations = [...snapshot.rotations, { epoch, slice, rotation: rotation.rotation }];
  const entry = { section: COVER, body: of.content.body };
  const manifest = await storeManifest(context, owner, {
    history,
    secret: secret.secret,
    entry,
    signal,
  });
  const publication = await sealContent(context, ownerKeys(secret), {
    content: of.content,
    manifest,
    record: history.record,
    section: COVER,
    author: owner.address,
    previous: headOfSection(history, COVER)?.head ?? null,
    slice,
    epoch,
    keyEpoch: keyEpochAt(keyEpochsOf(rotations, COVER), epoch),
    signal,
  });
  const digest = digestHex(rotation.cid);
  return { secret, rotations, rotation: { epoch: history.epoch, digest }, publication };
}

/** Encrypts and stores what a cover says, for an entry that says the same again. */
export async function coverAgain(
  context: Context,
  { title, description }: Pick<OpenedSection, "title" | "description">,
  { record, signal }: { record: Hex; signal?: AbortSignal | undefined },
): Promise<StoredContent> {
  const draft = { title, description, message: "", files: [] };
  return storeContent(context, draft, { record, section: COVER, signal });
}

async function nextSecret(
  { store }: Context,
  { address, identity }: Reader,
  { present, signal }: { present: OwnedSecret; signal?: AbortSignal | undefined },
): Promise<OwnedSecret> {
  const { record, version } = present.secret;
  const secret = { record, version: version + 1, secret: platformRandom(32) };
  const block = await sealSecret({
    secret,
    owner: fromHex(address),
    ownerPublicKey: identity.publicKey,
    previous: { block: present.block, secret: present.secret.secret },
  });
  await store.put(block, { signal });
  return { secret, block: block.cid, publicKey: (await recordKeyPair(secret)).publicKey };
}
