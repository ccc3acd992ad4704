import { decryptFile, encryptFile } from "../crypto/project.ts";
import type { Suite } from "../support/suite.ts";

/** What `bench:crypto` measures of the project, without the libraries beside it: they take memory too. */
export const tasks: Suite = { encrypt: encryptFile, decrypt: decryptFile };
