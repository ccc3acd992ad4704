"use client";

import { useSyncExternalStore } from "react";
import type { OpenedFile } from "../../lib/sharing/index.ts";
import { copyOf, isCancellation, reportUnknown } from "../_text/errors.ts";
import { count } from "../_text/format.ts";
import { createPace } from "../_transfers/rate.ts";
import { chooseTarget } from "../_transfers/save-target.ts";
import type { Target } from "../_transfers/target.ts";
import type { Transfer } from "../_transfers/transfers.ts";
import { transfers } from "../_transfers/transfers.ts";
import { useToast } from "./use-toast.ts";
import { useWorld } from "./use-world.ts";

/** A file, and a text that tells it from all others in the app. */
export interface KeyedFile {
  key: string;
  file: OpenedFile;
}

interface Download {
  one: (of: KeyedFile) => Promise<void>;
  /** Files as one ZIP of that name. */
  zip: (files: readonly OpenedFile[], to: { key: string; name: string }) => Promise<void>;
}

/** How often progress is told, in milliseconds. */
const TELL = 100;

/**
 * Fetches, checks and decrypts files, and saves them as they come. A download goes on while other
 * pages of the app are shown; `useTransfer` and the tray say how far it is.
 */
export function useDownload(): Download {
  const { sharing, context } = useWorld();
  const toast = useToast();

  async function run(
    of: { key: string; name: string; total: number; size: number | null },
    read: (watch: {
      signal: AbortSignal;
      onBytes: (done: number) => void;
    }) => ReadableStream<Uint8Array>,
  ): Promise<boolean> {
    const { key, name, total, size } = of;
    const abort = new AbortController();
    const { signal } = abort;
    let id = 0;
    try {
      // First, while the click still counts as one: browsers want that for the question where to save.
      const target: Target = await chooseTarget(name, size);
      id = transfers.add({
        key,
        name,
        done: 0,
        total,
        rate: null,
        left: null,
        cancel: () => abort.abort(),
      });
      await target.write(read({ signal, onBytes: tellNow(id, total) }));
      return true;
    } catch (error) {
      if (signal.aborted) toast("Cancelled.");
      else if (!isCancellation(error)) {
        reportUnknown(error);
        toast(`${name}: ${copyOf(error).title}`, "danger");
      }
      return false;
    } finally {
      transfers.remove(id);
    }
  }

  return {
    one: async ({ key, file }) => {
      const name = nameOf(file);
      await run({ key, name, total: file.size, size: file.size }, ({ signal, onBytes }) =>
        sharing.readFile(context, file.handle, {
          signal,
          onProgress: (progress) => progress.step === "decrypt" && onBytes(progress.done),
        }),
      );
    },
    zip: async (files, { key, name }) => {
      const total = files.reduce((sum, { size }) => sum + size, 0);
      let missing = 0;
      const isSaved = await run({ key, name, total, size: null }, ({ signal, onBytes }) =>
        sharing.zipFiles(context, files, {
          signal,
          onProgress: (progress) => {
            missing = progress.missing;
            onBytes(progress.done);
          },
        }),
      );
      if (isSaved && missing > 0) {
        toast(
          `${count(missing, "file")} could not be had. MISSING.txt in the ZIP names them.`,
          "danger",
        );
      }
    },
  };
}

/** The download of this key that is under way. */
export function useTransfer(key: string): Transfer | undefined {
  const all = useTransfers();
  return all.find((it) => it.key === key);
}

/** All downloads that are under way. */
export function useTransfers(): readonly Transfer[] {
  return useSyncExternalStore(transfers.listen, transfers.current, none);
}

const NONE: readonly Transfer[] = [];
const none = () => NONE;

/** A file's own name, without its folders. */
export function nameOf({ name }: Pick<OpenedFile, "name">): string {
  return name.slice(name.lastIndexOf("/") + 1) || "file";
}

function tellNow(id: number, total: number): (done: number) => void {
  const pace = createPace();
  let told = 0;
  return (done) => {
    const now = performance.now();
    const figures = pace.take({ done, total, now });
    if (now - told < TELL && done < total) return;
    told = now;
    transfers.update(id, { done, ...figures });
  };
}
