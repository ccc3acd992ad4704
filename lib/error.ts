/**
 * The base of every error that the library throws.
 *
 * `code` is stable and meant for programs (`area/reason`); `message` is short and meant for people.
 * Compare codes, never messages.
 */
export class LeaseholdError extends Error {
  override readonly name: string = "LeaseholdError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether `error`, or one of its causes, is a {@link LeaseholdError} with the given code. */
export function hasCode(error: unknown, code: string): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof LeaseholdError && e.code === code) return true;
  }
  return false;
}
