import { readFileSync } from "node:fs";
import type { Address } from "viem";
import { createWalletClient, hashTypedData, http, UserRejectedRequestError } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../../../lib/bytes.ts";
import type { FileSignature, Wallet } from "../../../../lib/sharing/index.ts";
import { checkFile, encodeFileSignature, signFile } from "../../../../lib/sharing/index.ts";
import { fileTypedData } from "../../../../lib/sharing/records/signed-file.ts";
import { expectCode } from "../../../support/errors.ts";
import type { World } from "../world.ts";
import { startWorld } from "../world.ts";

/** Made by `scripts/generate-vectors.ts`. */
const VECTOR = JSON.parse(
  readFileSync(new URL("../../../vectors/leasehold-files.json", import.meta.url), "utf8"),
) as { file: string; digest: string; signature: string };

const FILE = { name: "activity.csv", bytes: utf8ToBytes("when,what\n1,created\n") };

let world: World;
let signature: FileSignature;

const signer = privateKeyToAccount(generatePrivateKey());
const wallet: Wallet = createWalletClient({ account: signer, chain: hardhat, transport: http() });

beforeAll(async () => {
  world = await startWorld();
  const account = { address: signer.address, wallet };
  signature = await signFile(world.device(), account, { file: FILE, signedAt: 1_790_000_000 });
});

afterAll(() => world.close());

const check = (encoded: Uint8Array, bytes = FILE.bytes) =>
  checkFile(world.device(), { bytes, signature: encoded });
const changed = (change: Partial<Record<keyof FileSignature, unknown>>) =>
  utf8ToBytes(JSON.stringify({ ...signature, ...change }));

describe("a signed file", () => {
  it("is known by its bytes, whatever it is called now", async () => {
    expect(await check(encodeFileSignature(signature))).toEqual(signature);
    expect(signature).toMatchObject({ name: "activity.csv", size: 20, signedAt: 1_790_000_000 });
  });

  it("is another once a byte of it has changed, or is missing", async () => {
    const encoded = encodeFileSignature(signature);
    for (let i = 0; i < FILE.bytes.length; i++) {
      const bytes = FILE.bytes.map((byte, at) => (at === i ? byte ^ 1 : byte));
      await expectCode("sharing/other-file", () => check(encoded, bytes));
    }
    await expectCode("sharing/other-file", () => check(encoded, FILE.bytes.slice(1)));
    await expectCode("sharing/other-file", () => check(encoded, new Uint8Array()));
  });

  it.each<[string, Partial<Record<keyof FileSignature, unknown>>, string]>([
    ["another name", { name: "other.csv" }, "ledger/signature-invalid"],
    ["another time", { signedAt: 1 }, "ledger/signature-invalid"],
    ["another signer", { signer: `0x${"11".repeat(20)}` }, "ledger/signature-invalid"],
    ["another size", { size: 21 }, "sharing/other-file"],
    ["another digest", { sha256: `0x${"00".repeat(32)}` }, "sharing/other-file"],
    ["another chain", { chainId: 1 }, "sharing/other-network"],
    ["another ledger", { ledger: `0x${"22".repeat(20)}` }, "sharing/other-network"],
    ["another format", { format: "leasehold-signed-file-2" }, "sharing/not-a-signature"],
    ["a negative size", { size: -1 }, "sharing/not-a-signature"],
    ["no signature", { signature: "0x" }, "sharing/not-a-signature"],
    ["a signature of zeros", { signature: `0x${"00".repeat(65)}` }, "ledger/signature-invalid"],
    ["a short signature", { signature: "0x1234" }, "ledger/signature-invalid"],
  ])("is not told from a signature with %s", async (_, change, code) => {
    await expectCode(code, () => check(changed(change)));
  });

  it("is not told from a signature that was cut off, changed or is none", async () => {
    const encoded = encodeFileSignature(signature);
    for (let length = 0; length < encoded.length - 2; length += 7) {
      await expectCode("sharing/not-a-signature", () => check(encoded.slice(0, length)));
    }
    for (const text of ["", "null", "[]", "{}", "\u0000", '{"format":1}']) {
      await expectCode("sharing/not-a-signature", () => check(utf8ToBytes(text)));
    }
    await expectCode("sharing/not-a-signature", () => check(Uint8Array.of(0xff, 0xfe)));
  });

  it("is as the protocol says", async () => {
    const kept = JSON.parse(VECTOR.signature) as FileSignature;
    expect(hashTypedData(fileTypedData(kept))).toBe(VECTOR.digest);
    expect(encodeFileSignature(kept)).toEqual(utf8ToBytes(VECTOR.signature));
    const { ledger } = world.device();
    const there = { ledger: { ...ledger, chainId: kept.chainId, ledger: kept.ledger as Address } };
    const [bytes, text] = [utf8ToBytes(VECTOR.file), utf8ToBytes(VECTOR.signature)];
    expect(await checkFile(there, { bytes, signature: text })).toEqual(kept);
  });

  it("is not signed when the wallet refuses", async () => {
    const refusing = {
      ...wallet,
      request: () => Promise.reject(new UserRejectedRequestError(new Error("no"))),
    } as Wallet;
    const address = signer.address;
    const account = { address, wallet: { ...refusing, account: { address, type: "json-rpc" } } };
    await expectCode("wallet/rejected", () =>
      signFile(world.device(), account as never, { file: FILE, signedAt: 1 }),
    );
  });
});
