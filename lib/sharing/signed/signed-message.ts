import type { Address, Hex } from "viem";
import type {
  SignedGrant,
  SignedPublication,
  SignedRevocation,
  Validity,
} from "../../ledger/signed-calls.ts";

import { sameAddress } from "../address.ts";

/** What a signature does when it is sent. */
export type SignedAct =
  | { readonly kind: "grant"; readonly content: SignedGrant }
  | { readonly kind: "revocation"; readonly content: SignedRevocation }
  | { readonly kind: "publication"; readonly content: SignedPublication };

/** Something that its signer wants done, for anybody to send: plain data, and no secret. */
export type SignedMessage = SignedAct & {
  /** The ledger that it is for. */
  readonly chainId: number;
  readonly ledger: Address;
  readonly signer: Address;
  /** Good once, until the deadline. */
  readonly validity: Validity;
  readonly signature: Hex;
};

/** Whether two messages are the same one: a signer uses a nonce once. */
export function isSameMessage(a: SignedMessage, b: SignedMessage): boolean {
  return (
    a.chainId === b.chainId &&
    sameAddress(a.ledger, b.ledger) &&
    sameAddress(a.signer, b.signer) &&
    a.validity.nonce === b.validity.nonce
  );
}
