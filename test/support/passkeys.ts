import { createHmac, randomBytes } from "node:crypto";
import type { Passkeys } from "../../lib/sharing/index.ts";
import { createPasskeys } from "../../lib/sharing/index.ts";

/** What a test's authenticator does otherwise than a good one. */
export interface Quirks {
  /** Gives secrets when it is asked, and not when a passkey is made. */
  asksTwice?: boolean;
  /** Keeps no secrets at all. */
  noSecrets?: boolean;
  /** The error with whose name it fails. */
  fails?: string;
}

/**
 * An authenticator in this process: it keeps one random key for each passkey and answers as a
 * browser does with WebAuthn's `prf` extension. Passkeys of other sites it does not know.
 */
export function softwareAuthenticator(quirks: Quirks = {}) {
  const keys = new Map<string, { site: string; key: Buffer }>();
  const nameOf = (id: Uint8Array) => Buffer.from(id).toString("base64url");

  function answer(id: Uint8Array, salt: Uint8Array | null, enabled?: boolean) {
    const { key } = keys.get(nameOf(id)) as { key: Buffer };
    const first = salt && new Uint8Array(createHmac("sha256", key).update(salt).digest()).buffer;
    const prf = quirks.noSecrets
      ? { enabled: false }
      : { ...(enabled !== undefined && { enabled }), ...(first && { results: { first } }) };
    return {
      rawId: id.slice().buffer,
      getClientExtensionResults: () => ({ prf }),
    } as unknown as Credential;
  }

  const refuse = () => {
    if (quirks.fails) throw new DOMException("no", quirks.fails);
  };

  const credentials: Pick<CredentialsContainer, "create" | "get"> = {
    async create({ publicKey, signal } = {}) {
      signal?.throwIfAborted();
      refuse();
      const id = new Uint8Array(randomBytes(32));
      keys.set(nameOf(id), { site: publicKey?.rp.id ?? "", key: randomBytes(32) });
      const salt = publicKey?.extensions?.prf?.eval?.first as Uint8Array;
      return answer(id, quirks.asksTwice ? null : salt, true);
    },
    async get({ publicKey, signal } = {}) {
      signal?.throwIfAborted();
      refuse();
      for (const { id } of publicKey?.allowCredentials ?? []) {
        const name = nameOf(id as Uint8Array);
        if (keys.get(name)?.site !== publicKey?.rpId) continue;
        const salt = publicKey?.extensions?.prf?.evalByCredential?.[name]?.first as Uint8Array;
        return answer(id as Uint8Array, salt);
      }
      throw new DOMException("There is none of these.", "NotAllowedError");
    },
  };

  return {
    keys,
    at: (site: string): Passkeys => createPasskeys({ credentials, site }),
  };
}
