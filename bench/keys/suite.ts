import { gcm } from "@noble/ciphers/aes.js";
import { ml_kem768_x25519 as xWing } from "@noble/post-quantum/hybrid.js";
import { decodeEnvelope, openEnvelope, sealEnvelope } from "../../lib/crypto/envelope.ts";
import { hpkeSeal, keyPairOfSeed } from "../../lib/crypto/hpke.ts";
import { leaseHolder, makeLease } from "../../lib/crypto/lease.ts";
import { platformRandom } from "../../lib/crypto/random.ts";
import {
  decodeRotation,
  makeRotation,
  openRotation,
  rotationNodes,
} from "../../lib/crypto/rotation.ts";
import { repeat } from "../support/repeat.ts";
import type { Suite, Task } from "../support/suite.ts";
import { CONTEXT, leaseInput, liveLeaves, SECRET } from "./record.ts";

/** What a grant costs its owner: deriving what it hands out, and sealing it. */
const grant: Task = async (_, { sections = 1 }) => {
  const { publicKey } = await keyPairOfSeed(platformRandom(32));
  const input = leaseInput(0, sections);
  const seal = () => sealEnvelope(makeLease(input), { context: CONTEXT, publicKey });
  const { bytes } = await seal();
  return async () => ({ ...(await repeat(seal)), bytes: bytes.length });
};

/** What an envelope costs its grantee. */
const open: Task = async (_, { sections = 1 }) => {
  const identity = await keyPairOfSeed(platformRandom(32));
  const lease = makeLease(leaseInput(0, sections));
  const { bytes } = await sealEnvelope(lease, { context: CONTEXT, publicKey: identity.publicKey });
  const terms = { ...lease, sections: lease.sections.map(({ section }) => section) };
  const opening = () => openEnvelope(decodeEnvelope(bytes), { identity, context: CONTEXT, terms });
  return async () => ({ ...(await repeat(opening)), bytes: bytes.length });
};

/** What ending leases early costs the owner, for a section. */
const rotate: Task = async (_, { leases = 8, ended = 1 }) => {
  const sections = [{ section: 0, leaves: liveLeaves({ leases, ended }) }];
  const make = () => makeRotation({ secret: SECRET, epoch: 1, sections });
  return async () => {
    const repeated = await repeat(make);
    const { bytes, rotation } = await make();
    return { ...repeated, bytes: bytes.length, wraps: rotationNodes(rotation, 0)?.length };
  };
};

/** What that costs each who stays. */
const follow: Task = async (_, { leases = 8, ended = 1 }) => {
  const sections = [{ section: 0, leaves: liveLeaves({ leases, ended }) }];
  const { bytes } = await makeRotation({ secret: SECRET, epoch: 1, sections });
  const holder = leaseHolder(makeLease(leaseInput(leases - 1, 1)), 0);
  const find = async () => {
    if ((await openRotation(decodeRotation(bytes), holder)) === null) throw new Error("left out");
  };
  return async () => ({ ...(await repeat(find)), bytes: bytes.length });
};

const NONCE = new Uint8Array(12);

/** The least that any envelope of that length costs its maker: one encapsulation, one encryption. */
const grantLimit: Task = async (_, { sections = 1 }) => {
  const { publicKey } = xWing.keygen();
  const plaintext = new Uint8Array(await envelopeLength(sections));
  const seal = () => gcm(xWing.encapsulate(publicKey).sharedSecret, NONCE).encrypt(plaintext);
  return async () => ({ ...(await repeat(seal)), bytes: plaintext.length });
};

/** The least that it costs its reader. */
const openLimit: Task = async (_, { sections = 1 }) => {
  const { publicKey, secretKey } = xWing.keygen();
  const { cipherText, sharedSecret } = xWing.encapsulate(publicKey);
  const sealed = gcm(sharedSecret, NONCE).encrypt(new Uint8Array(await envelopeLength(sections)));
  const opening = () => gcm(xWing.decapsulate(cipherText, secretKey), NONCE).decrypt(sealed);
  return async () => ({ ...(await repeat(opening)), bytes: sealed.length });
};

/** The usual way to end a lease early: a new secret, sealed anew to each who stays. */
const sealAnew: Task = async (_, { leases = 8, ended = 1 }) => {
  const staying = leases - ended;
  // The same key for all: to make as many takes longer than what is measured.
  const { publicKey } = await keyPairOfSeed(platformRandom(32));
  const [info, aad] = [new Uint8Array(32), new Uint8Array()];
  let bytes = 0;
  const make = async () => {
    bytes = 0;
    const plaintext = platformRandom(32);
    for (let n = 0; n < staying; n++) {
      bytes += (await hpkeSeal({ publicKey, info, aad, plaintext })).length;
    }
  };
  return async () => ({ ...(await repeat(make)), bytes });
};

async function envelopeLength(sections: number): Promise<number> {
  const { publicKey } = await keyPairOfSeed(platformRandom(32));
  const { bytes } = await sealEnvelope(makeLease(leaseInput(0, sections)), {
    context: CONTEXT,
    publicKey,
  });
  return bytes.length;
}

export const tasks: Suite = {
  grant,
  "grant limit": grantLimit,
  open,
  "open limit": openLimit,
  rotate,
  "seal anew": sealAnew,
  follow,
};
