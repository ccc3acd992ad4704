import type { Suite } from "../support/suite.ts";
import { decryptRaw, encryptRaw, readOnly } from "./limit.ts";
import { decryptFile, encryptFile } from "./project.ts";

export const tasks: Suite = {
  encrypt: encryptFile,
  decrypt: decryptFile,
  "encrypt limit": encryptRaw,
  "decrypt limit": decryptRaw,
  read: readOnly,
};
