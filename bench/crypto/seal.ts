// biome-ignore-all lint/correctness/useImportExtensions: the files of the package are .mjs, whatever their types are called
/*
 * Seal without its network: the parts of the package that its client calls once it has the key servers'
 * public keys (to encrypt) or the keys that they released (to decrypt). The servers' master keys are
 * made here. The package exports only the client, which asks a chain for them.
 */
import { EncryptedObject } from "@mysten/seal";
// @ts-expect-error: the package declares no type for Scalar
import { G2Element, Scalar } from "../../node_modules/@mysten/seal/dist/bls12381.mjs";
// @ts-expect-error: the package declares no types for this part
import { decrypt } from "../../node_modules/@mysten/seal/dist/decrypt.mjs";
// @ts-expect-error: the package declares no types for this part
import { AesGcm256 } from "../../node_modules/@mysten/seal/dist/dem.mjs";
// @ts-expect-error: the package declares no types for this part
import { encrypt, KemType } from "../../node_modules/@mysten/seal/dist/encrypt.mjs";
// @ts-expect-error: the package declares no types for this part
import { hashToG1 } from "../../node_modules/@mysten/seal/dist/kdf.mjs";

const THRESHOLD = 2;
const objectOf = (n: number) => `0x${n.toString(16).padStart(64, "0")}`;
const PACKAGE = objectOf(99);
const ID = "0x01";
const FULL_ID = `${PACKAGE.slice(2)}${ID.slice(2)}`;

const servers = [1, 2, 3].map((n) => {
  const master = Scalar.random();
  return { objectId: objectOf(n), master, pk: G2Element.generator().multiply(master).toBytes() };
});

/** A file under a key of which two of three servers have to release their parts. */
export async function sealFile(data: Uint8Array): Promise<Uint8Array> {
  const { encryptedObject } = await encrypt({
    keyServers: servers,
    kemType: KemType.BonehFranklinBLS12381DemCCA,
    threshold: THRESHOLD,
    packageId: PACKAGE,
    id: ID,
    encryptionInput: new AesGcm256(data, new Uint8Array()),
  });
  return encryptedObject;
}

/** Opens it with the parts of two servers, as a client does that has just got them. */
export function unsealFile(sealed: Uint8Array): Promise<Uint8Array> {
  const bytes = Uint8Array.from(FULL_ID.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const keys = new Map(
    servers
      .slice(0, THRESHOLD)
      .map(({ objectId, master }) => [`${FULL_ID}:${objectId}`, hashToG1(bytes).multiply(master)]),
  );
  return decrypt({ encryptedObject: EncryptedObject.parse(sealed), keys });
}
