import type { Suite } from "../support/suite.ts";
import { decryptRaw, encryptRaw, readOnly } from "./limit.ts";
import {
  decryptAge,
  decryptOpenPgp,
  decryptSeal,
  decryptSodium,
  encryptAge,
  encryptOpenPgp,
  encryptSeal,
  encryptSodium,
} from "./peers.ts";
import { decryptFile, encryptFile } from "./project.ts";

export const tasks: Suite = {
  encrypt: encryptFile,
  decrypt: decryptFile,
  "encrypt limit": encryptRaw,
  "decrypt limit": decryptRaw,
  read: readOnly,
  "encrypt age": encryptAge,
  "decrypt age": decryptAge,
  "encrypt openpgp": encryptOpenPgp,
  "decrypt openpgp": decryptOpenPgp,
  "encrypt libsodium": encryptSodium,
  "decrypt libsodium": decryptSodium,
  "encrypt seal": encryptSeal,
  "decrypt seal": decryptSeal,
};
