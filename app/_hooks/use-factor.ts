"use client";

import { createContext, useContext } from "react";
import type { FactorAnswer, FactorQuestion, Progress } from "../../lib/sharing/index.ts";

/** One unlocking with a second factor, as the dialog sees it. */
export interface FactorPrompt {
  ask: (question: FactorQuestion) => Promise<FactorAnswer>;
  onProgress: (progress: Progress) => void;
  /** Ends it; the dialog closes. */
  close: () => void;
}

/** What the dialog shows: a question, or what is done with the answer. */
export type FactorState =
  | {
      status: "asking";
      question: FactorQuestion;
      answer: (answer: FactorAnswer) => void;
      cancel: () => void;
    }
  | { status: "working"; question: FactorQuestion; progress: Progress };

export const FactorContext = createContext<() => FactorPrompt>(() => {
  throw new Error("useFactorPrompt is used outside FactorProvider");
});

/** Begins to ask the person for the second factor: nothing is shown before there is a question. */
export function useFactorPrompt(): () => FactorPrompt {
  return useContext(FactorContext);
}
