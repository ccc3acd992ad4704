"use client";

import { useEffect, useState } from "react";
import type { Pace } from "../_transfers/rate.ts";
import { createPace } from "../_transfers/rate.ts";

/** How fast something goes on and how long it will take, from what is done at each drawing. */
export function usePace(
  done: number,
  { total, isPaused = false }: { total: number | null; isPaused?: boolean },
): Pace {
  const [pace] = useState(createPace);
  const [figures, setFigures] = useState<Pace>({ rate: null, left: null });
  useEffect(() => {
    if (isPaused) pace.restart();
    setFigures(pace.take({ done, total, now: performance.now() }));
  }, [pace, done, total, isPaused]);
  return figures;
}
