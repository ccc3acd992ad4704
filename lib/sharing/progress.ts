/**
 * What a long use-case is doing, for people.
 *
 * `prepare`: reading the chain and sealing keys, `accounts` where it is for several; `encrypt`: bytes
 * of all files that are to be stored, and at which of them it is (`fileNumber` from 1; small ones are
 * stored together); `decrypt`: bytes of one file; `sign`: the wallet is asked; `confirm`: the transaction is sent and
 * waited for, and again with another one if the wallet replaced it by a faster one. `passphrase`: a
 * key is made from it, slowly on purpose, `share` of it done (0 to 1); `passkey`: it is asked.
 */
export type Progress =
  | { step: "prepare"; accounts?: { done: number; total: number } }
  | { step: "encrypt"; file: string; fileNumber: number; done: number; total: number }
  | { step: "decrypt"; file: string; done: number; total: number }
  | { step: "sign" }
  | { step: "passphrase"; share: number }
  | { step: "passkey" }
  | { step: "confirm"; transaction: `0x${string}`; isFaster?: boolean };

/** What a transaction will cost: gas, and wei at the node's present price. */
export interface Cost {
  gas: bigint;
  wei: bigint;
}

/** What every long use-case takes: where to report, and how to be stopped. */
export interface Watch {
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What every use-case takes that sends transactions.
 *
 * `review` is called before the wallet is asked to send, once for each transaction: resolve to go
 * on, reject to stop (the use-case then fails with that reason). It is called again only if the
 * transaction had to be made anew and costs more than a quarter more.
 */
export interface SendWatch extends Watch {
  review?: ((cost: Cost) => Promise<void>) | undefined;
}
