/**
 * What a long use-case is doing, for people.
 *
 * `encrypt` and `decrypt`: bytes of one file; `sign`: the wallet is asked; `confirm`: the
 * transaction is sent and waited for.
 */
export type Progress =
  | { step: "prepare" }
  | { step: "encrypt" | "decrypt"; file: string; done: number; total: number }
  | { step: "sign" }
  | { step: "confirm"; transaction: `0x${string}` };

/** What every long use-case takes: where to report, and how to be stopped. */
export interface Watch {
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}
