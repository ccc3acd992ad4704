/** Where a file is going: to the disk as it comes, or through the browser's memory for downloads. */
export interface Target {
  /** Fails with what the stream fails with, and then leaves no file that looks whole. */
  write: (stream: ReadableStream<Uint8Array>) => Promise<void>;
}
