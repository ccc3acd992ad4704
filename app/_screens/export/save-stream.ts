/** Where a file is going: to the disk as it comes, or through the browser's memory for downloads. */
export interface Target {
  write: (stream: ReadableStream<Uint8Array>) => Promise<void>;
}

interface PickerWindow {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable: () => Promise<WritableStream<Uint8Array>>;
  }>;
}

/** How long the browser is given to begin saving, in milliseconds. */
const SAVING = 60_000;

/**
 * Asks where to save, in browsers that can write to the disk as bytes come; call it at once after a
 * click. In others the file goes to the downloads when it is whole. Rejects with an `AbortError` if
 * the person closes the question.
 */
export async function chooseTarget(name: string): Promise<Target> {
  const { showSaveFilePicker } = window as PickerWindow;
  if (showSaveFilePicker === undefined) return { write: (stream) => download(stream, name) };
  const handle = await showSaveFilePicker({ suggestedName: name });
  // A stream that fails leaves nothing behind: the file appears when it is whole.
  return { write: async (stream) => stream.pipeTo(await handle.createWritable()) };
}

async function download(stream: ReadableStream<Uint8Array>, name: string): Promise<void> {
  const headers = { "content-type": "application/octet-stream" };
  const body = stream as ReadableStream<Uint8Array<ArrayBuffer>>;
  const blob = await new Response(body, { headers }).blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
}
