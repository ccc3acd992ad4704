"use client";

import type { ReactNode } from "react";
import { lazy, Suspense, useCallback, useState } from "react";
import type { FactorAnswer, FactorQuestion, Progress } from "../../lib/sharing/index.ts";
import { lazyOf } from "../_components/lazy.ts";
import type { FactorState } from "../_hooks/use-factor.ts";
import { FactorContext } from "../_hooks/use-factor.ts";

const FactorDialog = lazy(() =>
  import("../_components/factor-dialog.tsx").then(lazyOf("FactorDialog")),
);

/** Shows the dialog that asks for a second factor, wherever in the app somebody unlocks. */
export function FactorProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<FactorState | null>(null);
  const begin = useCallback(
    () => ({
      ask: (question: FactorQuestion) =>
        new Promise<FactorAnswer>((resolve, reject) => {
          setState({
            status: "asking",
            question,
            answer(answer) {
              setState({ status: "working", question, progress: { step: "prepare" } });
              resolve(answer);
            },
            cancel() {
              setState(null);
              reject(new DOMException("Cancelled", "AbortError"));
            },
          });
        }),
      onProgress: (progress: Progress) =>
        setState((now) => (now?.status === "working" ? { ...now, progress } : now)),
      close: () => setState(null),
    }),
    [],
  );
  return (
    <FactorContext value={begin}>
      {children}
      {state !== null && (
        <Suspense>
          <FactorDialog state={state} />
        </Suspense>
      )}
    </FactorContext>
  );
}
