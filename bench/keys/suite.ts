import { decodeEnvelope, openEnvelope, sealEnvelope } from "../../lib/crypto/envelope.ts";
import { keyPairOfSeed } from "../../lib/crypto/hpke.ts";
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

export const tasks: Suite = { grant, open, rotate, follow };
