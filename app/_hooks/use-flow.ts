"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Progress } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import type { Flow } from "../_flows/flow.ts";
import { isCancellation, reportUnknown } from "../_text/errors.ts";
import { useToast } from "./use-toast.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useUnsaved } from "./use-unsaved.ts";
import { switchToNetwork } from "./use-wallet.ts";
import { useWorld } from "./use-world.ts";

/**
 * How far a flow has come. `verify`: mined, and being looked for on the chain; `fileNumber`: which
 * file is being encrypted, from 1.
 */
export type Run =
  | { status: "idle" }
  | { status: "running"; progress: Progress | { step: "verify" }; fileNumber: number }
  | { status: "failed"; error: unknown };

export interface RunningFlow<Ask, Result> {
  flow: Flow<Ask, Result>;
  run: Run;
  /** Resolves to null if it was cancelled or has failed. */
  start: (ask: Ask) => Promise<{ result: Result } | null>;
  /** Stops it; once the transaction is sent, only the waiting. */
  cancel: () => void;
  reset: () => void;
}

/** Runs a flow as the unlocked account: sends, checks, and has what changed read again. */
export function useFlow<Ask, Result>(flow: Flow<Ask, Result>): RunningFlow<Ask, Result> {
  const world = useWorld();
  const { account } = useUnlocked();
  const queries = useQueryClient();
  const toast = useToast();
  const [run, setRun] = useState<Run>({ status: "idle" });
  const abort = useRef<AbortController | null>(null);
  useUnsaved(flow.title, run.status === "running");
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (ask: Ask): Promise<{ result: Result } | null> => {
    const controller = new AbortController();
    abort.current = controller;
    const countFile = createFileCounter();
    const onProgress = (progress: Progress | { step: "verify" }) =>
      setRun({ status: "running", progress, fileNumber: countFile(progress) });
    onProgress({ step: "prepare" });
    try {
      if (account === null) throw new AppError("wallet/locked", "No account is unlocked.");
      const stage = { sharing: world.sharing, context: world.context, account };
      await switchToNetwork(world);
      const result = await flow.send(stage, ask, { onProgress, signal: controller.signal });
      onProgress({ step: "verify" });
      await flow.verify(stage, ask, result);
      await Promise.all(
        flow.stale(stage, ask).map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
      setRun({ status: "idle" });
      toast(flow.done(ask));
      return { result };
    } catch (error) {
      const cancelled = controller.signal.aborted || isCancellation(error);
      setRun(cancelled ? { status: "idle" } : { status: "failed", error });
      if (cancelled) toast("Cancelled.");
      else reportUnknown(error);
      return null;
    }
  };

  return {
    flow,
    run,
    start,
    cancel: () => abort.current?.abort(new DOMException("Cancelled", "AbortError")),
    reset: () => setRun({ status: "idle" }),
  };
}

/** Counts files by their progress: a new one begins when the name changes or bytes start over. */
function createFileCounter(): (progress: Progress | { step: "verify" }) => number {
  let number = 0;
  let last = { file: "", done: 0 };
  return (progress) => {
    if (progress.step !== "encrypt") return number;
    if (number === 0 || progress.file !== last.file || progress.done < last.done) number += 1;
    last = progress;
    return number;
  };
}
