"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Hex } from "viem";
import { useConnection } from "wagmi";
import type { Cost, Pause, Progress, UnlockedAccount } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "../_flows/flow.ts";
import { pendingTransaction } from "../_flows/pending.ts";
import { isCancellation, reportUnknown } from "../_text/errors.ts";
import { runningUploads } from "../_transfers/running-uploads.ts";
import { useToast } from "./use-toast.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useUnsaved } from "./use-unsaved.ts";
import { switchToNetwork, useWallet } from "./use-wallet.ts";
import { useWorld } from "./use-world.ts";

/**
 * How far a flow has come. `review`: what it costs is shown before the wallet opens; `waiting`: it
 * was sent, but no block has taken it for long; `verify`: mined, and being looked for on the chain.
 */
export type Step =
  | Progress
  | { step: "review"; cost: Cost; agree: () => void }
  | { step: "waiting"; transaction: Hex; keepWaiting: () => void }
  | { step: "verify" };

/** `fileNumber`: which file is being encrypted, from 1. */
export type Run =
  | { status: "idle" }
  | { status: "running"; progress: Step; fileNumber: number }
  | { status: "failed"; error: unknown };

export interface RunningFlow<Ask, Result> {
  flow: Pick<Flow<Ask, Result>, "title" | "wallet">;
  run: Run;
  /**
   * Resolves to null if it was cancelled or has failed. `result` is null where the transaction came
   * through only after the library had given up waiting for it.
   */
  start: (ask: Ask) => Promise<{ result: Result | null } | null>;
  /** Stops it, and removes what it has stored; once the transaction is sent, ends only the waiting. */
  cancel: () => void;
  /** Whether storing files is held up. */
  isPaused: boolean;
  /** Holds storing files up, or goes on with it. */
  pause: (isPaused: boolean) => void;
  reset: () => void;
}

/** Runs a flow as the unlocked account: sends, checks, and has what changed read again. */
export function useFlow<Ask, Result>(
  flow: Flow<Ask, Result, UnlockedAccount>,
): RunningFlow<Ask, Result> {
  const { account } = useUnlocked();
  return useRun<Ask, Result, UnlockedAccount>(flow, async () => {
    if (account === null) throw new AppError("wallet/locked", "No account is unlocked.");
    return account;
  });
}

/** Runs a flow that needs no more than a connected wallet. */
export function useWalletFlow<Ask, Result>(
  flow: Flow<Ask, Result, Payer>,
): RunningFlow<Ask, Result> {
  const { address } = useConnection();
  const wallet = useWallet();
  return useRun<Ask, Result, Payer>(flow, async () => {
    if (address === undefined) throw new AppError("wallet/disconnected", "No wallet is connected.");
    return { address, wallet: await wallet() };
  });
}

function useRun<Ask, Result, Actor extends Payer>(
  flow: Flow<Ask, Result, Actor>,
  findActor: () => Promise<Actor>,
): RunningFlow<Ask, Result> {
  const world = useWorld();
  const queries = useQueryClient();
  const toast = useToast();
  const [run, setRun] = useState<Run>({ status: "idle" });
  const abort = useRef<AbortController | null>(null);
  useUnsaved(flow.title, run.status === "running");
  const isSent = useRef(false);
  const isShown = useRef(true);
  const [isPaused, setPaused] = useState(false);
  const pause = useRef<Pause | null>(null);
  // Left alone, an upload that was stopped can go on later; one that was cancelled is removed.
  const isGivenUp = useRef(false);
  // What is sent is seen to its end, also where the list that it was started from has moved on.
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      if (!isSent.current) abort.current?.abort();
    };
  }, []);

  const start = async (ask: Ask): Promise<{ result: Result | null } | null> => {
    const controller = new AbortController();
    const { signal } = controller;
    abort.current = controller;
    const countFile = createFileCounter();
    isSent.current = false;
    isGivenUp.current = false;
    pause.current = world.sharing.createPause();
    setPaused(false);
    let upload: string | null = null;
    let isOver = false;
    const onProgress = (progress: Step) => {
      // Blocks that were under way when it ended may still report.
      if (isOver) return;
      if (progress.step === "confirm") isSent.current = true;
      setRun({ status: "running", progress, fileNumber: countFile(progress) });
    };
    const askPerson = (question: (answer: () => void) => Step) => {
      if (!isShown.current) controller.abort();
      return asked(signal, (answer) => onProgress(question(answer)));
    };
    const review = (cost: Cost) => askPerson((agree) => ({ step: "review", cost, agree }));
    onProgress({ step: "prepare" });
    try {
      const { sharing, context } = world;
      const stage = { sharing, context, account: await findActor() };
      await switchToNetwork(world);
      const onUpload = (id: string) => {
        upload = id;
        runningUploads.add(id);
      };
      const storing = { onUpload, pause: pause.current };
      const send = () => flow.send(stage, ask, { onProgress, signal, review, ...storing });
      const { result } = await send().then(
        (value) => ({ result: value }),
        async (error: unknown) => {
          await outwait(error);
          return { result: flow.isResumable ? await send() : null };
        },
      );
      onProgress({ step: "verify" });
      if (result !== null) await flow.verify(stage, ask, result);
      await Promise.all(
        flow.stale(stage, ask).map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
      isOver = true;
      setRun({ status: "idle" });
      toast(flow.done(ask));
      return { result };
    } catch (error) {
      isOver = true;
      const cancelled = signal.aborted || isCancellation(error);
      setRun(cancelled ? { status: "idle" } : { status: "failed", error });
      if (!cancelled) reportUnknown(error);
      else if (isSent.current)
        toast("Not waiting any longer. If it still goes through, it will show.");
      else toast("Cancelled.");
      if (upload !== null && isGivenUp.current && !isSent.current) await giveUp(upload);
      return null;
    } finally {
      if (upload !== null) {
        runningUploads.remove(upload);
        await queries.invalidateQueries({ queryKey: queryKeys.everyUpload });
      }
    }

    /** Removes what a cancelled upload has stored; where that fails, it is listed as unfinished. */
    async function giveUp(id: string): Promise<void> {
      const reader = await findActor();
      if (!("identity" in reader)) return;
      await world.sharing
        .discardUpload(world.context, reader as unknown as UnlockedAccount, { id })
        .catch(reportUnknown);
    }

    /** Goes on waiting for what was sent, as often as the person wants to. */
    async function outwait(error: unknown): Promise<void> {
      const transaction = pendingTransaction(error);
      if (transaction === null) throw error;
      await askPerson((keepWaiting) => ({ step: "waiting", transaction, keepWaiting }));
      await world.sharing
        .awaitTransaction(world.context, { transaction, onProgress, signal })
        .catch(outwait);
    }
  };

  return {
    flow,
    run,
    start,
    cancel: () => {
      isGivenUp.current = true;
      abort.current?.abort(new DOMException("Cancelled", "AbortError"));
    },
    isPaused,
    pause: (next) => {
      setPaused(next);
      if (next) pause.current?.pause();
      else pause.current?.resume();
    },
    reset: () => setRun({ status: "idle" }),
  };
}

/** Waits for a person's answer; the signal's reason is the other one. */
function asked(signal: AbortSignal, ask: (answer: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    ask(resolve);
  });
}

/** Counts files by their progress: a new one begins when the name changes or bytes start over. */
function createFileCounter(): (progress: Step) => number {
  let number = 0;
  let last = { file: "", done: 0 };
  return (progress) => {
    if (progress.step !== "encrypt") return number;
    if (number === 0 || progress.file !== last.file || progress.done < last.done) number += 1;
    last = progress;
    return number;
  };
}
