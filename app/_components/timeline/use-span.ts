"use client";

import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import type { Span, Zoom } from "./scale.ts";
import { panned, zoomed } from "./scale.ts";

/** What one press of a button or a key does. */
const ZOOM_IN = 0.6;
const PAN = 0.2;

/** A finger that has moved so many pixels does not mean to press. */
const SLOP = 5;

interface SpanOptions {
  /** The stretch that each way of looking shows. */
  spanOf: (zoom: Zoom) => Span;
  now: number;
  /** In pixels. */
  width: number;
}

interface LookedAt {
  span: Span;
  /** Null after zooming or moving by hand. */
  zoom: Zoom | null;
  setZoom: (zoom: Zoom) => void;
  /** Zooms about the present where it shows, else about the middle. */
  zoomIn: () => void;
  zoomOut: () => void;
  /** For the element that is looked at. */
  track: RefObject<HTMLDivElement | null>;
  handlers: {
    onKeyDown: (event: KeyboardEvent) => void;
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerCancel: (event: PointerEvent) => void;
  };
}

/** Which stretch of time is shown, changed by buttons, wheel, fingers and keys. */
export function useSpan({ spanOf, now, width }: SpanOptions): LookedAt {
  const [look, setLook] = useState<{ zoom: Zoom } | { zoom: null; span: Span }>({ zoom: "all" });
  const span = look.zoom === null ? look.span : spanOf(look.zoom);
  const track = useRef<HTMLDivElement>(null);
  const pressed = useRef(new Map<number, { x: number; from: number }>());
  const change = (next: Span) => setLook({ zoom: null, span: next });
  const middle = now > span.from && now < span.to ? now : (span.from + span.to) / 2;
  const momentAt = (clientX: number) => {
    const left = track.current?.getBoundingClientRect().left ?? 0;
    return span.from + ((clientX - left) / Math.max(1, width)) * (span.to - span.from);
  };

  const onWheel = (event: WheelEvent) => {
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.008);
      change(zoomed(span, { factor, at: momentAt(event.clientX) }));
    } else if (isSideways) {
      event.preventDefault();
      const by = event.deltaX === 0 ? event.deltaY : event.deltaX;
      change(panned(span, by / Math.max(1, width)));
    }
  };
  const latest = useRef(onWheel);
  useEffect(() => {
    latest.current = onWheel;
  });
  useEffect(() => {
    const element = track.current;
    if (element === null) return;
    // React listens passively, which cannot keep the page from zooming.
    const listener = (event: WheelEvent) => latest.current(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, []);

  const onPointerMove = (event: PointerEvent) => {
    const mine = pressed.current.get(event.pointerId);
    if (mine === undefined) return;
    const [other] = [...pressed.current].filter(([id]) => id !== event.pointerId);
    if (other === undefined && Math.abs(event.clientX - mine.from) < SLOP) return;
    const element = track.current;
    if (element !== null && !element.hasPointerCapture(event.pointerId)) {
      element.setPointerCapture(event.pointerId);
    }
    if (other === undefined) {
      change(panned(span, (mine.x - event.clientX) / Math.max(1, width)));
    } else {
      const [, { x }] = other;
      const before = Math.max(8, Math.abs(mine.x - x));
      const after = Math.max(8, Math.abs(event.clientX - x));
      change(zoomed(span, { factor: before / after, at: momentAt((event.clientX + x) / 2) }));
    }
    mine.x = event.clientX;
  };
  const letGo = (event: PointerEvent) => void pressed.current.delete(event.pointerId);

  const zoomIn = () => change(zoomed(span, { factor: ZOOM_IN, at: middle }));
  const zoomOut = () => change(zoomed(span, { factor: 1 / ZOOM_IN, at: middle }));
  const keys: Readonly<Record<string, () => void>> = {
    "+": zoomIn,
    "=": zoomIn,
    "-": zoomOut,
    _: zoomOut,
    ArrowLeft: () => change(panned(span, -PAN)),
    ArrowRight: () => change(panned(span, PAN)),
    Home: () => setLook({ zoom: "all" }),
    "0": () => setLook({ zoom: "all" }),
  };

  return {
    span,
    zoom: look.zoom,
    setZoom: (zoom) => setLook({ zoom }),
    zoomIn,
    zoomOut,
    track,
    handlers: {
      onKeyDown: (event) => {
        const act = keys[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        act();
      },
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        pressed.current.set(event.pointerId, { x: event.clientX, from: event.clientX });
      },
      onPointerMove,
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  };
}
