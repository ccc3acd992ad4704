import { toHex } from "../../lib/bytes.ts";
import type { StreamKey } from "../../lib/crypto/content-keys.ts";
import { bodyStreamKey, contentCommitment, fileStreamKey } from "../../lib/crypto/content-keys.ts";
import { keyPairOfSeed } from "../../lib/crypto/hpke.ts";
import { fingerprint, identitySeed, identityTypedData } from "../../lib/crypto/identity.ts";
import { leaseCover, leaseNodeKey, leasePath } from "../../lib/crypto/lease-tree.ts";
import type { RecordSecret } from "../../lib/crypto/record-keys.ts";
import {
  epochSecret,
  FIRST_EPOCH_NONCE,
  leaseTreeKey,
  manifestKey,
  recordKeyPair,
  sectionRoot,
} from "../../lib/crypto/record-keys.ts";
import { seal } from "../../lib/crypto/seal.ts";
import { coverKeys, coverNodes, sliceKeyFromRoot } from "../../lib/crypto/time-tree.ts";
import { FIRST_SECRET, granteeWallet, named, ownerWallet, SECOND_SECRET } from "./sample.ts";

/** Vectors of every derivation (protocol §2 to §7). */
export async function keyVectors() {
  return {
    identities: [
      await identity(ownerWallet, { index: 0 }),
      await identity(granteeWallet, { index: 0 }),
      await identity(ownerWallet, { index: 1, factor: named("second factor") }),
    ],
    records: [await record(FIRST_SECRET), await record(SECOND_SECRET)],
    timeTree: timeTree(),
    leaseTree: leaseTree(),
    contents: contents(),
    seal: {
      key: toHex(named("seal key")),
      aad: toHex(named("seal aad", 20)),
      plaintext: toHex(named("seal plaintext")),
      sealed: toHex(
        await seal(named("seal key"), {
          aad: named("seal aad", 20),
          plaintext: named("seal plaintext"),
        }),
      ),
    },
  };
}

async function identity(
  wallet: typeof ownerWallet,
  { index, factor }: { index: number; factor?: Uint8Array },
) {
  const name = { account: wallet.address, index };
  const signature = await wallet.signTypedData(identityTypedData(name));
  const seed = await identitySeed({ ...name, signatures: [signature, signature], factor });
  const { publicKey } = await keyPairOfSeed(seed);
  return {
    ...name,
    signature,
    factor: factor ? toHex(factor) : null,
    seed: toHex(seed),
    publicKey: toHex(publicKey),
    fingerprint: toHex(fingerprint(publicKey)),
  };
}

async function record(from: RecordSecret) {
  const nonce = named("rotation nonce");
  const pair = await recordKeyPair(from);
  return {
    record: toHex(from.record),
    version: from.version,
    secret: toHex(from.secret),
    recordKeySeed: toHex(pair.seed),
    recordPublicKey: toHex(pair.publicKey),
    manifestKey: toHex(manifestKey(from)),
    sections: [0, 1, 127].map((section) => ({
      section,
      root: toHex(sectionRoot(from, section)),
      leaseTreeKey: toHex(leaseTreeKey(from, section)),
      epochSecrets: [
        { epoch: 0, nonce: FIRST_EPOCH_NONCE },
        { epoch: 1, nonce },
        { epoch: 2 ** 24 - 1, nonce },
      ].map((key) => ({
        epoch: key.epoch,
        nonce: toHex(key.nonce),
        secret: toHex(epochSecret(from, { section, ...key })),
      })),
    })),
  };
}

function timeTree() {
  const root = named("section root");
  const ranges = [
    { from: 0, to: 1 },
    { from: 29_400_000, to: 29_443_200 },
    { from: 1, to: 2 ** 26 - 1 },
    { from: 2 ** 25 - 3, to: 2 ** 25 + 5 },
  ];
  return {
    root: toHex(root),
    slices: [0, 1, 29_400_000, 2 ** 26 - 1].map((slice) => ({
      slice,
      key: toHex(sliceKeyFromRoot(root, slice)),
    })),
    covers: ranges.map((range) => ({
      ...range,
      nodes: coverNodes(range).map(({ depth, start }) => [depth, start]),
      keys: coverKeys(root, range).map(toHex),
    })),
  };
}

function leaseTree() {
  const key = named("lease tree key");
  const sets = [[], [0], [4096, 4097, 4098, 4100, 8191], [2 ** 32 - 2, 2 ** 32 - 1]];
  return {
    key: toHex(key),
    nodes: [
      { depth: 0, index: 0 },
      { depth: 17, index: 99_999 },
      { depth: 32, index: 2 ** 32 - 1 },
    ].map((node) => ({ ...node, key: toHex(leaseNodeKey(key, node)) })),
    path: { leaf: 3_735_928_559, keys: toHex(leasePath(key, 3_735_928_559)) },
    covers: sets.map((leaves) => ({
      leaves,
      nodes: leaseCover(leaves).map(({ depth, index }) => [depth, index]),
    })),
  };
}

function contents() {
  const content = { id: named("entry id"), contentKey: named("content key") };
  const place = { record: FIRST_SECRET.record, section: 3 };
  const stream = ({ key, associatedData }: StreamKey) => ({
    key: toHex(key),
    associatedData: toHex(associatedData),
  });
  return {
    id: toHex(content.id),
    contentKey: toHex(content.contentKey),
    record: toHex(place.record),
    section: place.section,
    commitment: toHex(contentCommitment(content, place.record)),
    body: stream(bodyStreamKey(content, place)),
    files: [0, 1, 65_536].map((number) => ({
      number,
      ...stream(fileStreamKey(content, { ...place, number })),
    })),
  };
}
