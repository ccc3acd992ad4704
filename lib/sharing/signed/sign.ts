import type { Hex } from "viem";
import { signTypedData } from "viem/actions";
import { toLedgerError } from "../../ledger/chain-errors.ts";
import type { Validity } from "../../ledger/signed-calls.ts";
import { grantTypedData, publishTypedData, revokeTypedData } from "../../ledger/signed-calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import { takeNonce } from "./nonces.ts";
import { rememberSignedLease } from "./signed-leases.ts";
import { rememberSigned } from "./signed-memory.ts";
import type { SignedAct, SignedMessage } from "./signed-message.ts";
import { decodeSigned, encodeSigned } from "./signed-text.ts";

/**
 * Has the wallet sign an act, and remembers it on this device.
 *
 * @throws LedgerError `wallet/rejected` and the like
 */
export async function signAct(
  context: Context,
  { wallet, address }: Account,
  of: { act: SignedAct; deadline: number } & Watch,
): Promise<SignedMessage> {
  const { ledger, memory } = context;
  const validity = { nonce: await takeNonce(memory, address), deadline: of.deadline };
  of.signal?.throwIfAborted();
  of.onProgress?.({ step: "sign" });
  const signature = await signTypedDataOf(wallet, typedDataOf(ledger, of.act, validity));
  const place = { chainId: ledger.chainId, ledger: ledger.ledger };
  const signed: SignedMessage = { ...of.act, ...place, signer: address, validity, signature };
  // As whoever receives it will have it.
  const message = decodeSigned(encodeSigned(signed));
  if (message.kind === "grant") await rememberSignedLease(context, message);
  await rememberSigned(context, message);
  return message;
}

type TypedData = ReturnType<typeof typedDataOf>;

function typedDataOf(ledger: Context["ledger"], act: SignedAct, validity: Validity) {
  switch (act.kind) {
    case "grant":
      return grantTypedData(ledger, act.content, validity);
    case "revocation":
      return revokeTypedData(ledger, act.content, validity);
    case "publication":
      return publishTypedData(ledger, act.content, validity);
  }
}

async function signTypedDataOf(wallet: Account["wallet"], typedData: TypedData): Promise<Hex> {
  try {
    return await signTypedData(wallet, { account: wallet.account, ...typedData } as never);
  } catch (error) {
    throw toLedgerError(error, { refusal: "wallet/failed" });
  }
}
