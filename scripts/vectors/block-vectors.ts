import { fromHex, toHex } from "../../lib/bytes.ts";
import type { Block } from "../../lib/crypto/block-codec.ts";
import type { BodyStream } from "../../lib/crypto/body.ts";
import { encodeBody, sealBody } from "../../lib/crypto/body.ts";
import { bodyStreamKey } from "../../lib/crypto/content-keys.ts";
import type { EntryHeader } from "../../lib/crypto/entry.ts";
import { sealEntry } from "../../lib/crypto/entry.ts";
import type { EnvelopeContext } from "../../lib/crypto/envelope.ts";
import { sealEnvelope } from "../../lib/crypto/envelope.ts";
import type { HandoverContext } from "../../lib/crypto/handover.ts";
import { sealHandover } from "../../lib/crypto/handover.ts";
import { keyPairOfSeed } from "../../lib/crypto/hpke.ts";
import type { Lease } from "../../lib/crypto/lease.ts";
import { makeLease } from "../../lib/crypto/lease.ts";
import type { NoteContext } from "../../lib/crypto/note.ts";
import { sealNote } from "../../lib/crypto/note.ts";
import type { RecordSecret } from "../../lib/crypto/record-keys.ts";
import {
  epochSecret,
  FIRST_EPOCH_NONCE,
  recordKeyPair,
  sectionRoot,
} from "../../lib/crypto/record-keys.ts";
import { makeRotation } from "../../lib/crypto/rotation.ts";
import { sealSecret } from "../../lib/crypto/secret-block.ts";
import { newStreamHeader } from "../../lib/crypto/segment-cipher.ts";
import { sliceKeyFromRoot } from "../../lib/crypto/time-tree.ts";
import {
  CHAIN_ID,
  FIRST_SECRET,
  granteeWallet,
  LEDGER,
  named,
  namedRandom,
  ownerWallet,
  SECOND_SECRET,
  storedAt,
} from "./sample.ts";

const OWNER = fromHex(ownerWallet.address);
const GRANTEE = fromHex(granteeWallet.address);
const SECTION = 3;
const SLICE = 29_400_123;
const LEAF = 4097;
const content = { id: named("entry id"), contentKey: named("content key") };

/** Vectors of every structured block (protocol §3 to §7, §9), with what opens them. */
export async function blockVectors() {
  const owner = await keyPairOfSeed(named("owner identity"));
  const grantee = await keyPairOfSeed(named("grantee identity"));
  const first = await sealSecret({
    secret: FIRST_SECRET,
    owner: OWNER,
    ownerPublicKey: owner.publicKey,
    previous: null,
    random: namedRandom("first secret block"),
  });
  const second = await sealSecret({
    secret: SECOND_SECRET,
    owner: OWNER,
    ownerPublicKey: owner.publicKey,
    previous: { block: first.cid, secret: FIRST_SECRET.secret },
    random: namedRandom("second secret block"),
  });
  const rotation = await makeRotation({
    secret: SECOND_SECRET,
    epoch: 5,
    sections: [
      { section: SECTION, leaves: [4096, LEAF, 4099] },
      { section: 0, leaves: [LEAF] },
    ],
    random: namedRandom("rotation"),
  });
  return {
    ownerSeed: toHex(owner.seed),
    granteeSeed: toHex(grantee.seed),
    secrets: [
      { ...hex(first), secret: toHex(FIRST_SECRET.secret), previous: null },
      { ...hex(second), secret: toHex(SECOND_SECRET.secret), previous: toHex(FIRST_SECRET.secret) },
    ],
    rotation: {
      ...hex(rotation),
      leaf: LEAF,
      section: SECTION,
      epochSecret: toHex(
        epochSecret(SECOND_SECRET, { section: SECTION, epoch: 5, nonce: rotation.nonce }),
      ),
    },
    envelope: await envelope(grantee.publicKey, { secretBlock: second, nonce: rotation.nonce }),
    entry: await entry({ secretBlock: second, nonce: rotation.nonce }),
    body: await body(),
    note: await note(owner.publicKey),
    longEnvelope: await longEnvelope(grantee.publicKey, { first, second, nonce: rotation.nonce }),
    handover: await handover(grantee.publicKey, second),
  };
}

type Made = { secretBlock: Block; nonce: Uint8Array };

async function envelope(publicKey: Uint8Array, { secretBlock, nonce }: Made) {
  const context: EnvelopeContext = {
    chainId: CHAIN_ID,
    ledger: LEDGER,
    record: SECOND_SECRET.record,
    owner: OWNER,
    grantee: GRANTEE,
  };
  const terms = { since: 29_400_000, expiresAt: 29_443_200, rights: 3, leaf: LEAF };
  const epochs = [
    { epoch: 0, nonce: FIRST_EPOCH_NONCE },
    { epoch: 5, nonce },
  ];
  const lease = makeLease({
    secret: SECOND_SECRET,
    secretBlock: secretBlock.cid,
    ...terms,
    publicKey: (await recordKeyPair(SECOND_SECRET)).publicKey,
    sections: [0, SECTION].map((section) => ({ section, epochs })),
  });
  const random = namedRandom("envelope");
  return {
    ...hex(await sealEnvelope(lease, { context, publicKey, random })),
    context: {
      chainId: CHAIN_ID,
      ledger: toHex(LEDGER),
      record: toHex(context.record),
      owner: toHex(OWNER),
      grantee: toHex(GRANTEE),
    },
    terms: { ...terms, sections: [0, SECTION] },
    lease: leaseHex(lease),
  };
}

/** The envelope of a lease with history, over both versions of the record secret. */
async function longEnvelope(
  publicKey: Uint8Array,
  { first, second, nonce }: { first: Block; second: Block; nonce: Uint8Array },
) {
  const context: EnvelopeContext = {
    chainId: CHAIN_ID,
    ledger: LEDGER,
    record: SECOND_SECRET.record,
    owner: OWNER,
    grantee: GRANTEE,
  };
  const terms = { since: 0, expiresAt: 29_443_200, rights: 1, leaf: LEAF };
  const lease = makeLease({
    secret: SECOND_SECRET,
    secretBlock: second.cid,
    ...terms,
    publicKey: null,
    sections: [{ section: SECTION, epochs: [{ epoch: 5, nonce }] }],
    earlier: [
      {
        secret: FIRST_SECRET,
        secretBlock: first.cid,
        until: 29_400_001,
        sections: [{ section: SECTION, epochs: [{ epoch: 0, nonce: FIRST_EPOCH_NONCE }] }],
      },
    ],
  });
  const random = namedRandom("long envelope");
  return {
    ...hex(await sealEnvelope(lease, { context, publicKey, random })),
    terms: { ...terms, sections: [SECTION] },
    lease: leaseHex(lease),
    earlier: lease.earlier.map(({ version, secret, until, sections }) => ({
      version,
      secret: secret.toString(),
      until,
      sections: sections.map(({ section, cover, epochs }) => ({
        section,
        cover: toHex(cover),
        epochs: toHex(epochs),
      })),
    })),
  };
}

async function handover(publicKey: Uint8Array, secretBlock: Block) {
  const context: HandoverContext = {
    chainId: CHAIN_ID,
    ledger: LEDGER,
    record: SECOND_SECRET.record,
    owner: OWNER,
    newOwner: GRANTEE,
  };
  const to = { context, publicKey, secretBlock: secretBlock.cid, random: namedRandom("handover") };
  return hex(await sealHandover(SECOND_SECRET, to));
}

async function entry({ secretBlock, nonce }: Made) {
  const secret: RecordSecret = SECOND_SECRET;
  const recordKeys = await recordKeyPair(secret);
  const header: EntryHeader = {
    record: secret.record,
    section: SECTION,
    version: secret.version,
    secret: secretBlock.cid,
    epoch: 6,
    keyEpoch: 5,
    nonce,
    slice: SLICE,
    previous: storedAt("previous entry", 0x71),
    author: OWNER,
    id: content.id,
    body: storedAt("body"),
    manifest: null,
  };
  const secrets = {
    sliceKey: sliceKeyFromRoot(sectionRoot(secret, SECTION), SLICE),
    epochSecret: epochSecret(secret, { section: SECTION, epoch: 5, nonce }),
  };
  const sealed = await sealEntry(header, {
    ...secrets,
    contentKey: content.contentKey,
    recordPublicKey: recordKeys.publicKey,
    random: namedRandom("entry"),
  });
  return {
    ...hex(sealed),
    sliceKey: toHex(secrets.sliceKey),
    epochSecret: toHex(secrets.epochSecret),
    recordKeySeed: toHex(recordKeys.seed),
    contentKey: toHex(content.contentKey),
  };
}

async function body() {
  const said = {
    title: "Blood tests",
    description: "Results since 2021",
    message: "Second sample – fasting.",
    written: 1_764_000_000_000,
  };
  const files = [
    {
      name: "results.pdf",
      mediaType: "application/pdf",
      size: 123_456,
      modified: 1_763_900_000_000,
      stream: 1,
      offset: 0,
    },
    { name: "a.txt", mediaType: "", size: 10, modified: -1, stream: 0, offset: 90 },
    { name: "b.txt", mediaType: "", size: 90, modified: null, stream: 0, offset: 0 },
  ];
  const header = (name: string) => newStreamHeader(namedRandom(name));
  const streams: BodyStream[] = [
    { cid: storedAt("pack"), size: 100, header: header("pack"), key: null },
    {
      cid: storedAt("file", 0x70),
      size: 123_456,
      header: header("file"),
      key: { id: named("earlier entry"), number: 4, key: named("stream key") },
    },
  ];
  const place = { record: SECOND_SECRET.record, section: SECTION };
  const streamKey = bodyStreamKey(content, place);
  const random = namedRandom("body");
  return {
    ...said,
    streams: streams.map(({ cid, size, header, key }) => ({
      cid: cid.toString(),
      size,
      header: toHex(header),
      key: key && { id: toHex(key.id), number: key.number, key: toHex(key.key) },
    })),
    files,
    plaintext: toHex(encodeBody({ ...said, streams, files })),
    streamKey: toHex(streamKey.key),
    associatedData: toHex(streamKey.associatedData),
    ciphertext: toHex(await sealBody({ ...said, streams, files }, { streamKey, random })),
  };
}

async function note(publicKey: Uint8Array) {
  const text = "I am your dentist – please lend me the scans.";
  const context: NoteContext = {
    chainId: CHAIN_ID,
    ledger: LEDGER,
    record: SECOND_SECRET.record,
    owner: OWNER,
    requester: GRANTEE,
  };
  const random = namedRandom("note");
  return { ...hex(await sealNote(text, { context, publicKey, random })), text };
}

function leaseHex(lease: Lease) {
  return {
    secret: lease.secret.toString(),
    sections: lease.sections.map(({ section, cover, epochs, path }) => ({
      section,
      cover: toHex(cover),
      epochs: toHex(epochs),
      path: toHex(path),
    })),
  };
}

function hex({ bytes, cid }: Block) {
  return { cid: cid.toString(), bytes: toHex(bytes) };
}
