import { bech32m } from "@scure/base";
import { concatBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import { IdentityError } from "./errors.ts";
import { SECRET_SIZE } from "./limits.ts";

const PREFIX = "lhkey";
const VERSION = 1;

/** Prefix, separator, 33 bytes as 53 letters of five bits, checksum of 6. */
const CODE_LENGTH = PREFIX.length + 1 + 53 + 6;

/** Letters to a group, for people who write the code down. */
const GROUP = 5;

/**
 * An identity's seed (32 bytes) as a text to keep on paper: bech32m (BIP-350) of a version byte
 * and the seed under the prefix `lhkey`, in groups of five letters. Whoever has it can read
 * everything the identity can; nobody can sign or send with it.
 */
export function encodeRecoveryCode(seed: Uint8Array): string {
  const data = concatBytes(Uint8Array.of(VERSION), requireLength(seed, SECRET_SIZE, "seed"));
  const code = bech32m.encode(PREFIX, bech32m.toWords(data));
  return code.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join(" ") ?? code;
}

/**
 * The seed of a recovery code. Spaces, hyphens, line breaks and the case of letters do not matter.
 *
 * @throws IdentityError `identity/mistyped-recovery-code` for a code with letters missing, wrong or
 *   added; `identity/bad-recovery-code` for anything else, and for codes of a later version
 */
export function decodeRecoveryCode(text: string): Uint8Array {
  const code = text.replace(/[\s-]/g, "").toLowerCase();
  if (!code.startsWith(`${PREFIX}1`)) throw badCode();
  const words = decodeWords(code);
  const data = words && bech32m.fromWordsUnsafe(words);
  if (!data) throw mistyped();
  if (data[0] !== VERSION || data.length !== 1 + SECRET_SIZE) throw badCode();
  return data.slice(1);
}

/** The letters' values, or null if length or checksum are wrong. */
function decodeWords(code: string): number[] | null {
  if (code.length !== CODE_LENGTH) return null;
  return bech32m.decodeUnsafe(code)?.words ?? null;
}

function badCode(): IdentityError {
  return new IdentityError("identity/bad-recovery-code", "This is not a recovery code.");
}

function mistyped(): IdentityError {
  return new IdentityError(
    "identity/mistyped-recovery-code",
    "A letter of the recovery code is wrong, or some are missing.",
  );
}
