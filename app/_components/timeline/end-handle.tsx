"use client";

import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import { sliceStart } from "../../../lib/slice.ts";
import { formatNear } from "../../_text/format.ts";
import type { Scene } from "./scale.ts";
import { dragStep, snapped } from "./scale.ts";

interface EndHandleProps {
  /** Where the end is, or where it is being dragged to; unix seconds. */
  end: number;
  /** The same in pixels. */
  x: number;
  scene: Scene;
  /** Whose lease it is. */
  name: string;
  /** Told where to while it is dragged; null when that is given up. */
  onMoved: (at: number | null) => void;
  /** Told where it was left; null where it was only pressed. */
  onDone: (at: number | null) => void;
}

/** Steps that a key takes. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/** The end of a lease, to be dragged or moved by keys: Enter proposes where it is, Escape gives up. */
export function EndHandle({ end, x, scene, name, onMoved, onDone }: EndHandleProps) {
  const { span, width, slice } = scene;
  const now = sliceStart(slice);
  const step = dragStep(span, width);
  const origin = useRef<{ pointer: number; x: number; end: number } | null>(null);
  /** Where it was moved to; null while it stands where it stood. */
  const target = useRef<number | null>(null);

  const move = (at: number) => {
    target.current = Math.max(now, snapped(at, step));
    onMoved(target.current);
  };
  const giveUp = () => {
    origin.current = null;
    target.current = null;
    onMoved(null);
  };
  const finish = () => {
    const at = target.current;
    origin.current = null;
    target.current = null;
    onDone(at);
  };
  const onPointerMove = (event: PointerEvent) => {
    const start = origin.current;
    if (start === null || start.pointer !== event.pointerId) return;
    const by = event.clientX - start.x;
    if (target.current === null && Math.abs(by) < 3) return;
    move(start.end + (by / Math.max(1, width)) * (span.to - span.from));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (by !== undefined) move(end + by * step);
    else if (event.key === "Enter" || event.key === " ") finish();
    else if (event.key === "Escape" && target.current !== null) giveUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span
      role="slider"
      tabIndex={0}
      aria-label={`End of the lease of ${name}`}
      aria-valuemin={slice}
      aria-valuenow={Math.floor(end / 60)}
      aria-valuemax={Math.max(Math.floor(end / 60), Math.floor(span.to / 60))}
      aria-valuetext={end <= now ? "Now" : formatNear(end, now)}
      title="Drag to propose another end"
      className="absolute bottom-0 z-10 flex h-8 w-6 cursor-ew-resize touch-none items-center justify-center rounded-control"
      style={{ left: x - 12 }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        origin.current = { pointer: event.pointerId, x: event.clientX, end };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => origin.current !== null && finish()}
      onPointerCancel={giveUp}
      onKeyDown={onKeyDown}
      onBlur={() => target.current !== null && giveUp()}
    >
      <span className="h-6 w-2 rounded-pill border-2 border-surface bg-ink" />
    </span>
  );
}
