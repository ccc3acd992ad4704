import { base64urlnopad } from "@scure/base";
import type { PasskeyAnswer } from "../../crypto/factor-lock.ts";
import { platformRandom } from "../../crypto/random.ts";
import { LeaseholdError } from "../../error.ts";

/** Passkeys of one site: WebAuthn Level 3, with the extension for secrets (`prf`, section 10.1.4). */
export interface Passkeys {
  /** The relying party's id: a domain. Passkeys of other sites cannot be asked here. */
  readonly site: string;
  /**
   * Makes a passkey and asks it for its secret for a new random salt.
   *
   * @throws PasskeyError
   */
  create(options: { name: string; signal?: AbortSignal | undefined }): Promise<PasskeyAnswer>;
  /**
   * Asks whichever of these passkeys is at hand for its secret.
   *
   * @throws PasskeyError
   */
  ask(options: {
    passkeys: readonly { credential: Uint8Array; salt: Uint8Array }[];
    signal?: AbortSignal | undefined;
  }): Promise<Pick<PasskeyAnswer, "credential" | "output">>;
}

/** COSE algorithms (RFC 9053): EdDSA, ES256, RS256. What they sign is not used. */
const ALGORITHMS = [-8, -7, -257].map((alg) => ({ type: "public-key" as const, alg }));

/** With and without verification of the person, authenticators give different secrets. */
const VERIFICATION = "required";

/**
 * The passkeys that a browser reaches, `credentials` being `navigator.credentials`.
 *
 * @param site the domain, or an ancestor of it, that the page is served from
 */
export function createPasskeys({
  credentials,
  site,
  random = platformRandom,
}: {
  credentials: Pick<CredentialsContainer, "create" | "get">;
  site: string;
  random?: typeof platformRandom;
}): Passkeys {
  const bytes = (length: number) => random(length) as Uint8Array<ArrayBuffer>;

  async function ask(
    passkeys: readonly { credential: Uint8Array; salt: Uint8Array }[],
    signal: AbortSignal | undefined,
  ) {
    const evalByCredential = Object.fromEntries(
      passkeys.map(({ credential, salt }) => [
        base64urlnopad.encode(credential),
        { first: salt as BufferSource },
      ]),
    );
    const found = await guarded(signal, () =>
      credentials.get({
        publicKey: {
          challenge: bytes(32),
          rpId: site,
          allowCredentials: passkeys.map(({ credential }) => ({
            type: "public-key",
            id: credential as BufferSource,
          })),
          userVerification: VERIFICATION,
          extensions: { prf: { evalByCredential } },
        },
        ...(signal && { signal }),
      }),
    );
    const output = outputOf(found);
    if (output === null) throw unsupported();
    return { credential: new Uint8Array(found.rawId), output };
  }

  return {
    site,
    async create({ name, signal }) {
      const salt = bytes(32);
      const made = await guarded(signal, () =>
        credentials.create({
          publicKey: {
            rp: { id: site, name: "Leasehold" },
            // Random, because an authenticator keeps one passkey for each user of a site.
            user: { id: bytes(16), name, displayName: name },
            challenge: bytes(32),
            pubKeyCredParams: ALGORITHMS,
            authenticatorSelection: { residentKey: "preferred", userVerification: VERIFICATION },
            extensions: { prf: { eval: { first: salt } } },
          },
          ...(signal && { signal }),
        }),
      );
      const credential = new Uint8Array(made.rawId);
      const enabled = made.getClientExtensionResults().prf?.enabled;
      // Many authenticators give secrets only when they are asked, not when they are made.
      const output =
        outputOf(made) ??
        (enabled === false ? null : (await ask([{ credential, salt }], signal)).output);
      if (output === null) throw unsupported();
      return { credential, site, salt, output };
    },
    ask: ({ passkeys, signal }) => ask(passkeys, signal),
  };
}

function outputOf(credential: PublicKeyCredential): Uint8Array | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const view = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
  return view.length === 32 ? view.slice() : null;
}

async function guarded(
  signal: AbortSignal | undefined,
  body: () => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  try {
    const credential = await body();
    if (credential !== null) return credential as PublicKeyCredential;
  } catch (cause) {
    signal?.throwIfAborted();
    const name = cause instanceof Error ? cause.name : "";
    if (name === "NotAllowedError" || name === "AbortError") {
      throw new PasskeyError("passkey/cancelled", "No passkey was given.", { cause });
    }
    if (name === "NotSupportedError" || name === "SecurityError") throw unsupported(cause);
    throw new PasskeyError("passkey/failed", "The passkey could not be used.", { cause });
  }
  throw new PasskeyError("passkey/cancelled", "No passkey was given.");
}

function unsupported(cause?: unknown): PasskeyError {
  return new PasskeyError("passkey/unsupported", "This passkey keeps no secrets.", { cause });
}

/**
 * - `passkey/cancelled`: the person refused, or had none of the passkeys
 * - `passkey/unsupported`: the browser, the authenticator or the site's address cannot do this
 * - `passkey/failed`: anything else
 */
export type PasskeyErrorCode = "passkey/cancelled" | "passkey/unsupported" | "passkey/failed";

/** A passkey that cannot be used; see {@link PasskeyErrorCode}. */
export class PasskeyError extends LeaseholdError {
  override readonly name = "PasskeyError";
  declare readonly code: PasskeyErrorCode;

  constructor(code: PasskeyErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
