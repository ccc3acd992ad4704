import { utf8ToBytes } from "../bytes.ts";

/** `TAG(name)` of protocol §1: a versioned text and a zero byte, so that no tag begins another. */
function tag(name: string): Uint8Array {
  return utf8ToBytes(`leasehold/v1/${name}\0`);
}

/** Every domain tag of the protocol. A tag is used for one purpose only. */
export const TAGS = {
  identity: tag("identity"),
  previousIdentity: tag("previous-identity"),
  factorLock: tag("factor-lock"),
  recordKey: tag("record-key"),
  sectionRoot: tag("section-root"),
  epochSecret: tag("epoch-secret"),
  leaseTree: tag("lease-tree"),
  leaseNode: tag("lease-node"),
  manifest: tag("manifest"),
  manifestOwner: tag("manifest-owner"),
  manifestSeal: tag("manifest-seal"),
  timeChild: tag("time-child"),
  secret: tag("secret"),
  previousSecret: tag("previous-secret"),
  rotationWrap: tag("rotation-wrap"),
  envelope: tag("envelope"),
  contentCommitment: tag("content-commitment"),
  entryWrap: tag("entry-wrap"),
  entryCopy: tag("entry-copy"),
  body: tag("body"),
  file: tag("file"),
  stream: tag("stream"),
  note: tag("note"),
  handover: tag("handover"),
  link: tag("link"),
  linkAccount: tag("link-account"),
  linkSalt: tag("link-salt"),
  linkIdentity: tag("link-identity"),
  exportSeal: tag("export-seal"),
  deviceSeal: tag("device-seal"),
  uploadSeal: tag("upload-seal"),
} as const;
