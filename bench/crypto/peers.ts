import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import sodium from "libsodium-wrappers";
import type { PartialConfig } from "openpgp";
import * as openpgp from "openpgp";
import type { InputFile, Task } from "../support/suite.ts";
import { fileOf } from "./pack.ts";
import { sealFile, unsealFile } from "./seal.ts";

/*
 * The same file by other libraries, each as its documentation has it for large files, with its fastest
 * settings. None of them hashes what it encrypts for content addresses; what is decrypted was made in
 * memory before the clock starts.
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads a stream to its end and forgets it; how many bytes there were. */
async function drain(stream: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stream.getReader();
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
  }
  return size;
}

async function kept(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  return new Response(stream as ReadableStream<Bytes>).blob();
}

function expectSize(size: number, file: InputFile): void {
  if (size !== file.size) throw new Error(`${size} bytes came out instead of ${file.size}.`);
}

/** age: X25519 and ML-KEM-768, then ChaCha20-Poly1305 in chunks of 64 KiB. */
async function ageKeys() {
  const identity = await generateHybridIdentity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return { encrypter, decrypter };
}

export const encryptAge: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const { encrypter } = await ageKeys();
  return async () => {
    await drain(await encrypter.encrypt(file.stream()));
  };
};

export const decryptAge: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const { encrypter, decrypter } = await ageKeys();
  const ciphertext = await kept(await encrypter.encrypt(file.stream()));
  return async () => {
    expectSize(await drain(await decrypter.decrypt(ciphertext.stream())), file);
  };
};

/** OpenPGP (RFC 9580): AES-256-GCM in chunks of 256 KiB. */
const PGP: PartialConfig = {
  aeadProtect: true,
  aeadChunkSizeByte: 12,
  allowUnauthenticatedStream: false,
};

function pgpKey(): openpgp.SessionKey {
  return {
    data: crypto.getRandomValues(new Uint8Array(32)),
    algorithm: "aes256",
    aeadAlgorithm: "gcm",
  };
}

async function encryptPgp(file: InputFile, sessionKey: openpgp.SessionKey) {
  const message = await openpgp.createMessage({ binary: file.stream() });
  return (await openpgp.encrypt({
    message,
    sessionKey,
    format: "binary",
    config: PGP,
  })) as unknown as ReadableStream<Uint8Array>;
}

export const encryptOpenPgp: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const sessionKey = pgpKey();
  return async () => {
    await drain(await encryptPgp(file, sessionKey));
  };
};

export const decryptOpenPgp: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const sessionKey = pgpKey();
  const ciphertext = await kept(await encryptPgp(file, sessionKey));
  return async () => {
    const message = await openpgp.readMessage({ binaryMessage: ciphertext.stream() });
    const { data } = await openpgp.decrypt({
      message,
      sessionKeys: sessionKey,
      format: "binary",
      config: PGP,
    });
    expectSize(await drain(data as unknown as ReadableStream<Uint8Array>), file);
  };
};

/** libsodium's secretstream (WebAssembly): XChaCha20-Poly1305 in messages of 256 KiB. */
const MESSAGE = 2 ** 18;

async function pushAll(file: InputFile, key: Uint8Array, each: (message: Uint8Array) => void) {
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  each(header);
  const push = (message: Uint8Array, tag: number) =>
    each(sodium.crypto_secretstream_xchacha20poly1305_push(state, message, null, tag));
  for (let at = 0; at < file.size; at += 16 * MESSAGE) {
    const bytes = new Uint8Array(await file.slice(at, at + 16 * MESSAGE).arrayBuffer());
    for (let from = 0; from < bytes.length; from += MESSAGE) {
      push(
        bytes.subarray(from, from + MESSAGE),
        at + from + MESSAGE >= file.size
          ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
          : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
      );
    }
  }
}

export const encryptSodium: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  await sodium.ready;
  const key = sodium.crypto_secretstream_xchacha20poly1305_keygen();
  return () => pushAll(file, key, () => undefined);
};

export const decryptSodium: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  await sodium.ready;
  const key = sodium.crypto_secretstream_xchacha20poly1305_keygen();
  const messages: Uint8Array[] = [];
  await pushAll(file, key, (message) => messages.push(message));
  return async () => {
    const [header, ...rest] = messages;
    const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header as Uint8Array, key);
    let size = 0;
    for (const message of rest) {
      const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, message, null);
      if (opened === false) throw new Error("secretstream refused its own message.");
      size += opened.message.length;
    }
    expectSize(size, file);
  };
};

/** Mysten's Seal: a Boneh–Franklin encapsulation to three servers, then the file whole in memory. */
export const encryptSeal: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  return async () => {
    await sealFile(new Uint8Array(await file.slice(0, file.size).arrayBuffer()));
  };
};

export const decryptSeal: Task = async (inputs) => {
  const file = fileOf(inputs, "plain.bin");
  const sealed = await sealFile(new Uint8Array(await file.slice(0, file.size).arrayBuffer()));
  return async () => expectSize((await unsealFile(sealed)).length, file);
};
