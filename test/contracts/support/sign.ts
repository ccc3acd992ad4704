import type { BaseContract } from "ethers";
import type { LeaseFields } from "./words.ts";
import type { Signer, World } from "./world.ts";
import { ethers, now } from "./world.ts";

export interface Authorization {
  nonce: bigint;
  deadline: bigint;
  signature: string;
}

const GRANT = {
  Grant: [
    { name: "record", type: "bytes32" },
    { name: "account", type: "address" },
    { name: "leaf", type: "uint32" },
    { name: "notBefore", type: "uint32" },
    { name: "expiresAt", type: "uint32" },
    { name: "since", type: "uint32" },
    { name: "sections", type: "uint128" },
    { name: "rights", type: "uint8" },
    { name: "generation", type: "uint16" },
    { name: "envelope", type: "bytes32" },
    { name: "epoch", type: "uint24" },
    { name: "rotation", type: "bytes32" },
    { name: "revocations", type: "uint32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const REVOKE = {
  Revoke: [
    { name: "record", type: "bytes32" },
    { name: "account", type: "address" },
    { name: "generation", type: "uint16" },
    { name: "epoch", type: "uint24" },
    { name: "rotation", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const PUBLISH = {
  Publish: [
    { name: "record", type: "bytes32" },
    { name: "generation", type: "uint16" },
    { name: "publications", type: "Publication[]" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  Publication: [
    { name: "section", type: "uint8" },
    { name: "slice", type: "uint32" },
    { name: "epoch", type: "uint24" },
    { name: "expectedHead", type: "bytes32" },
    { name: "newHead", type: "bytes32" },
  ],
};

/** What a grant's signature covers besides nonce and deadline. */
export interface GrantMessage {
  record: string;
  account: string;
  lease: bigint;
  envelope: string;
  epoch: bigint;
  rotation: string;
  revocations: bigint;
}

export interface RevokeMessage {
  record: string;
  account: string;
  generation: bigint;
  epoch: bigint;
  rotation: string;
}

export type Publication = [stamp: bigint, expectedHead: string, newHead: string];

export interface PublishMessage {
  record: string;
  generation: bigint;
  publications: Publication[];
}

/** Nonce and deadline of a signature, where a test cares: nonce 0, and a day from now, where it does not. */
export type Once = Partial<{ nonce: bigint; deadline: bigint }>;

export async function signGrant(
  world: Pick<World, "ledger">,
  signer: Signer,
  { lease, ...message }: GrantMessage & Once,
): Promise<Authorization> {
  return await sign(world.ledger, signer, GRANT, { ...message, ...unpackLease(lease) });
}

export async function signRevoke(
  world: Pick<World, "ledger">,
  signer: Signer,
  message: RevokeMessage & Once,
): Promise<Authorization> {
  return await sign(world.ledger, signer, REVOKE, { ...message });
}

export async function signPublish(
  world: Pick<World, "ledger">,
  signer: Signer,
  { publications, ...message }: PublishMessage & Once,
): Promise<Authorization> {
  const unpacked = publications.map(([stamp, expectedHead, newHead]) => ({
    section: stamp & 0xffn,
    slice: (stamp >> 8n) & 0xffffffffn,
    epoch: stamp >> 40n,
    expectedHead,
    newHead,
  }));
  return await sign(world.ledger, signer, PUBLISH, { ...message, publications: unpacked });
}

async function sign(
  ledger: BaseContract,
  signer: Signer,
  types: Record<string, { name: string; type: string }[]>,
  message: Record<string, unknown> & Once,
): Promise<Authorization> {
  const domain = {
    name: "Leasehold Ledger",
    version: "1",
    chainId: (await ethers.provider.getNetwork()).chainId,
    verifyingContract: await ledger.getAddress(),
  };
  const { nonce = 0n, deadline = (await now()) + 86_400n } = message;
  const value = { ...message, nonce, deadline };
  return { nonce, deadline, signature: await signer.signTypedData(domain, types, value) };
}

function unpackLease(word: bigint): LeaseFields {
  const field = (from: bigint, bits: bigint) => (word >> from) & ((1n << bits) - 1n);
  return {
    leaf: field(0n, 32n),
    notBefore: field(32n, 26n),
    expiresAt: field(58n, 26n),
    since: field(84n, 26n),
    sections: field(110n, 128n),
    rights: field(238n, 2n),
    generation: field(240n, 16n),
  };
}
