import { sha256 } from "@noble/hashes/sha2.js";
import type { Address, Hex } from "viem";
import { signTypedData } from "viem/actions";
import { z } from "zod/mini";
import { toHex, utf8ToBytes } from "../../bytes.ts";
import { canonicalSignature, requireSigner } from "../../crypto/ecdsa-signature.ts";
import { isSignedByContract } from "../../ledger/account-signature.ts";
import { toLedgerError } from "../../ledger/chain-errors.ts";
import { LedgerError } from "../../ledger/errors.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";

const FORMAT = "leasehold-signed-file-1";

const address = z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-fA-F]{40}$/))]);
const digest = z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-f]{64}$/))]);
const bytes = z.templateLiteral(["0x", z.string().check(z.regex(/^([0-9a-fA-F]{2})+$/))]);

const schema = z.strictObject({
  format: z.literal(FORMAT),
  chainId: z.int().check(z.positive()),
  ledger: address,
  signer: address,
  name: z.string(),
  size: z.int().check(z.nonnegative()),
  sha256: digest,
  signedAt: z.int().check(z.nonnegative()),
  signature: bytes,
});

/** Who signed which file when, beside the file (protocol §15). */
export type FileSignature = z.infer<typeof schema>;

/** The file that is signed. */
export interface SignedFile {
  name: string;
  bytes: Uint8Array;
}

/** What is signed (EIP-712). */
export function fileTypedData(of: Omit<FileSignature, "format" | "signature">) {
  const { chainId, ledger, signer, name, size, sha256: hash, signedAt } = of;
  return {
    domain: { name: "Leasehold file", version: "1", chainId, verifyingContract: ledger as Address },
    types: {
      File: [
        { name: "signer", type: "address" },
        { name: "name", type: "string" },
        { name: "size", type: "uint256" },
        { name: "sha256", type: "bytes32" },
        { name: "signedAt", type: "uint256" },
      ],
    },
    primaryType: "File",
    message: {
      signer: signer as Address,
      name,
      size: BigInt(size),
      sha256: hash as Hex,
      signedAt: BigInt(signedAt),
    },
  } as const;
}

/**
 * Has the wallet sign a file; the result is kept beside it as JSON. What it proves is that the account
 * vouched for these bytes, not that they are true: that anybody can compare with the ledger.
 *
 * @param of.signedAt unix seconds
 * @throws LedgerError `wallet/rejected` and the like
 */
export async function signFile(
  { ledger }: Pick<Context, "ledger">,
  account: Pick<Account, "address" | "wallet">,
  of: { file: SignedFile; signedAt: number },
): Promise<FileSignature> {
  const { file, signedAt } = of;
  const unsigned = {
    chainId: ledger.chainId,
    ledger: ledger.ledger,
    signer: account.address,
    name: file.name,
    size: file.bytes.length,
    sha256: toHex(sha256(file.bytes)),
    signedAt,
  };
  try {
    const typedData = fileTypedData(unsigned);
    const signature = await signTypedData(account.wallet, {
      account: account.wallet.account,
      ...typedData,
    });
    return { format: FORMAT, ...unsigned, signature };
  } catch (error) {
    throw toLedgerError(error, { refusal: "wallet/failed" });
  }
}

/** A file's signature as it is kept. */
export function encodeFileSignature(signature: FileSignature): Uint8Array {
  return utf8ToBytes(`${JSON.stringify(signature, null, 2)}\n`);
}

/**
 * Checks that a file is what an account signed. The file may have another name by now.
 *
 * @param of.signature what {@link encodeFileSignature} made
 * @throws SharingError `sharing/not-a-signature`, `sharing/other-network`, `sharing/other-file`;
 *   LedgerError `ledger/signature-invalid`, also where only a chain could tell and does not
 */
export async function checkFile(
  { ledger }: Pick<Context, "ledger">,
  of: { bytes: Uint8Array; signature: Uint8Array; signal?: AbortSignal | undefined },
): Promise<FileSignature> {
  const found = parse(of.signature);
  const { chainId, signer: account, signature } = found;
  if (chainId !== ledger.chainId || !sameAddress(found.ledger as Address, ledger.ledger)) {
    throw new SharingError("sharing/other-network", "This was signed for another ledger.", {
      details: { chainId, ledger: found.ledger },
    });
  }
  if (found.size !== of.bytes.length || found.sha256 !== toHex(sha256(of.bytes))) {
    throw new SharingError("sharing/other-file", "The signature is for another file.");
  }
  const typedData = fileTypedData(found);
  try {
    const canonical = canonicalSignature(signature as Hex);
    await requireSigner({ ...typedData, signature: canonical }, account as Address);
  } catch (cause) {
    const signed = { ...typedData, account: account as Address, signature: signature as Hex };
    if (!(await isSignedByContract(ledger, signed, { signal: of.signal }))) {
      throw new LedgerError("ledger/signature-invalid", "The file is not signed by that account.", {
        cause,
      });
    }
  }
  return found;
}

function parse(text: Uint8Array): FileSignature {
  try {
    return z.parse(schema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)));
  } catch (cause) {
    throw new SharingError("sharing/not-a-signature", "This is not a file's signature.", { cause });
  }
}
