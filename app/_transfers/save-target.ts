import { AppError } from "../_config/app-error.ts";
import { streamDownload } from "./stream-download.ts";
import type { Target } from "./target.ts";

interface SaveHandle {
  createWritable: () => Promise<WritableStream<Uint8Array>>;
  remove?: () => Promise<void>;
}

interface PickerWindow {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<SaveHandle>;
}

/** Up to so many bytes a file goes to the downloads without a question. */
const SMALL = 16 * 2 ** 20;

/** The most that is collected in the browser's memory, where nothing else is there. */
export const MOST_IN_MEMORY = 512 * 2 ** 20;

/** How long the browser is given to begin saving, in milliseconds. */
const SAVING = 60_000;

/**
 * Finds the way by which a file is saved; call it at once after a click. A small one goes to the
 * downloads. For a large one, or one whose size is not known (null), the person is asked where to save
 * it, in browsers that can write to the disk as bytes come; in others it streams into the downloads by
 * the site's worker; where there is none it is collected in memory.
 *
 * @throws `AbortError` if the person closes the question; AppError `download/too-large` if the file
 *   would have to be held in memory and is too large for that
 */
export async function chooseTarget(name: string, size: number | null): Promise<Target> {
  if (size !== null && size <= SMALL) return collected(name);
  const { showSaveFilePicker } = window as PickerWindow;
  if (showSaveFilePicker !== undefined)
    return picked(await showSaveFilePicker({ suggestedName: name }));
  const streamed = await streamDownload(name, size);
  if (streamed !== null) return streamed;
  if (size !== null && size > MOST_IN_MEMORY) throw tooLarge();
  return collected(name);
}

/** A file on the disk, which appears when it is whole. */
function picked(handle: SaveHandle): Target {
  return {
    write: async (stream) => {
      try {
        await stream.pipeTo(await handle.createWritable());
      } catch (error) {
        // The question has made an empty file, or had one replaced: what failed leaves nothing.
        await handle.remove?.().catch(() => undefined);
        throw error;
      }
    },
  };
}

function collected(name: string): Target {
  return { write: async (stream) => save(await collect(stream), name) };
}

/**
 * Through a Response, so that the browser may keep what is large on disk instead of in memory. Never
 * under its own media type: a page of HTML must not get to run as one of this site's.
 */
function collect(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  let size = 0;
  const limited = stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > MOST_IN_MEMORY) throw tooLarge();
        controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
      },
    }),
  );
  const headers = { "content-type": "application/octet-stream" };
  return new Response(limited, { headers }).blob();
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
}

function tooLarge(): AppError {
  return new AppError("download/too-large", "The file is too large for this browser's memory.");
}
