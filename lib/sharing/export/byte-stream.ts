/** Chunks as a stream, made as they are read; cancelling it ends the generator. */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array, unknown, undefined>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
