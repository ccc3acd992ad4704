import type { Hex } from "viem";
import { getAddress } from "viem/utils";
import { fromHex, toHex } from "../../lib/bytes.ts";
import { encodeList } from "../../lib/crypto/lease-list.ts";
import type { RootedLease } from "../../lib/ledger/membership.ts";
import { leafHash, rootLeases } from "../../lib/ledger/membership.ts";
import { packRights } from "../../lib/ledger/terms.ts";
import type { SignedMessage } from "../../lib/sharing/signed/signed-message.ts";
import { encodeSigned } from "../../lib/sharing/signed/signed-text.ts";
import { CHAIN_ID, LEDGER, named } from "./sample.ts";

const RECORD = toHex(named("record"));
const GENERATION = 2;

/** Vectors of leases under a root, and of signed acts as text (protocol §8 and §10). */
export function actVectors() {
  return { list: list(), signed: signed() };
}

function list() {
  const leases = [0, 1, 2, 3, 4].map(lease);
  const { root, membershipOf } = rootLeases(RECORD, leases);
  const block = encodeList({
    record: fromHex(RECORD),
    generation: GENERATION,
    leases: leases.map(({ terms, lease: { account, leaf, envelope } }) => ({
      account: fromHex(account),
      leaf,
      notBefore: terms.notBefore,
      expiresAt: terms.expiresAt,
      since: terms.since,
      sections: [...terms.sections],
      rights: packRights(terms.rights) === 3 ? 3 : 1,
      envelope: fromHex(envelope),
    })),
  });
  return {
    cid: block.cid.toString(),
    bytes: toHex(block.bytes),
    root,
    leaves: leases.map((it, i) => ({
      hash: leafHash(RECORD, it),
      proof: [...membershipOf(i).proof],
    })),
  };
}

function lease(n: number): RootedLease {
  return {
    terms: {
      notBefore: 29_400_000 + n,
      expiresAt: 29_443_200 + n,
      since: n === 0 ? 0 : 29_400_000 + n,
      sections: n === 1 ? [0, 7, 127] : [0],
      rights: { read: true, write: n === 2 },
      generation: GENERATION,
    },
    lease: { account: address(`member ${n}`), leaf: 4096 + n, envelope: digest(`envelope ${n}`) },
  };
}

function signed() {
  const at = {
    chainId: CHAIN_ID,
    ledger: getAddress(toHex(LEDGER)),
    signer: address("signer"),
    validity: { nonce: BigInt(digest("nonce")), deadline: 1_800_000_000 },
    signature: toHex(named("signature", 65)),
  };
  const rotation = { epoch: 5, digest: digest("rotation") };
  const messages: SignedMessage[] = [
    {
      ...at,
      kind: "grant",
      content: { record: RECORD, ...lease(2), rotation, revocations: 4 },
    },
    {
      ...at,
      kind: "revocation",
      content: { record: RECORD, account: address("member 0"), generation: GENERATION, rotation },
    },
    {
      ...at,
      kind: "publication",
      content: {
        record: RECORD,
        generation: GENERATION,
        publications: [
          {
            section: 7,
            slice: 29_400_123,
            epoch: 6,
            expectedHead: null,
            newHead: digest("new entry"),
          },
        ],
      },
    },
  ];
  return messages.map((message) => ({ kind: message.kind, text: encodeSigned(message) }));
}

function address(name: string) {
  return getAddress(toHex(named(name, 20)));
}

function digest(name: string): Hex {
  return toHex(named(name));
}
