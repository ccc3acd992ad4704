import { LeaseholdError } from "../error.ts";

/**
 * - `stream/tampered`: a segment failed authentication: changed, moved, cut off after it, of another
 *   stream, or the key or associated data is another
 * - `stream/malformed`: the bytes are not a stream of this format, or end in the middle of a segment
 * - `stream/wrong-size`: no stream has this size
 */
export type StreamErrorCode = "stream/tampered" | "stream/malformed" | "stream/wrong-size";

/** A refusal of the stream cipher; see {@link StreamErrorCode}. */
export class StreamError extends LeaseholdError {
  override readonly name = "StreamError";
  declare readonly code: StreamErrorCode;

  constructor(code: StreamErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
