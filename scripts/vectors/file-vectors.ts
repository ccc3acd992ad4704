import { sha256 } from "@noble/hashes/sha2.js";
import { getAddress, hashTypedData } from "viem/utils";
import { toHex, utf8ToBytes } from "../../lib/bytes.ts";
import type { FileSignature } from "../../lib/sharing/records/signed-file.ts";
import { encodeFileSignature, fileTypedData } from "../../lib/sharing/records/signed-file.ts";
import { CHAIN_ID, LEDGER, ownerWallet } from "./sample.ts";

const TEXT = "time,kind\r\n2026-01-02T03:04:00.000Z,created\r\n";

/** Vectors of signed files (protocol §15). */
export async function fileVectors() {
  const bytes = utf8ToBytes(TEXT);
  const unsigned = {
    chainId: CHAIN_ID,
    ledger: getAddress(toHex(LEDGER)),
    signer: ownerWallet.address,
    name: "activity.csv",
    size: bytes.length,
    sha256: toHex(sha256(bytes)),
    signedAt: 1_767_323_040,
  };
  const typedData = fileTypedData(unsigned);
  const signature: FileSignature = {
    format: "leasehold-signed-file-1",
    ...unsigned,
    signature: await ownerWallet.signTypedData(typedData),
  };
  return {
    file: TEXT,
    digest: hashTypedData(typedData),
    signature: new TextDecoder().decode(encodeFileSignature(signature)),
  };
}
