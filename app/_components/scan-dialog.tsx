"use client";

import { useEffect, useRef, useState } from "react";
import type { Address } from "viem";
import { AppError } from "../_config/app-error.ts";
import { createCodeReader } from "../_config/code-reader.ts";
import { addressInCode } from "../_config/code-text.ts";
import { Dialog } from "./dialog.tsx";
import { ErrorNotice } from "./error-notice.tsx";

/** How often a picture of the camera is looked at, in milliseconds. */
const EVERY = 200;

interface ScanDialogProps {
  onFound: (address: Address) => void;
  onOpenChange: (open: boolean) => void;
}

/** Reads an address from a QR code by the camera. Pictures stay in this page. */
export function ScanDialog({ onFound, onOpenChange }: ScanDialogProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const [isForeign, setForeign] = useState(false);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    setError(null);
    const look = async () => {
      const stream = await openCamera();
      signal.addEventListener("abort", () => stopCamera(stream), { once: true });
      if (signal.aborted) return stopCamera(stream);
      const element = video.current;
      if (element === null) return;
      element.srcObject = stream;
      await element.play();
      const read = await createCodeReader();
      while (!signal.aborted) {
        const text = await read(element);
        const address = text === null ? null : addressInCode(text);
        if (signal.aborted) return;
        if (address !== null) return found.current(address);
        if (text !== null) setForeign(true);
        await new Promise((resolve) => setTimeout(resolve, EVERY));
      }
    };
    look().catch((failure: unknown) => !signal.aborted && setError(failure));
    return () => abort.abort();
  }, [attempt]);
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Scan an address"
      description="Hold the person's QR code in front of the camera. No picture leaves this page."
    >
      {error !== null ? (
        <ErrorNotice error={error} onRetry={() => setAttempt((it) => it + 1)} />
      ) : (
        <div className="space-y-3">
          <video
            ref={video}
            muted
            playsInline
            aria-label="What the camera sees"
            className="aspect-square w-full rounded-card bg-sunken object-cover"
          />
          <p role="status" className="text-muted text-small">
            {isForeign
              ? "This code holds no address. Ask the person to show their address in Leasehold."
              : "Looking for a code…"}
          </p>
        </div>
      )}
    </Dialog>
  );
}

async function openCamera(): Promise<MediaStream> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new AppError("camera/none", "There is no camera.");
  try {
    return await mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (cause) {
    const isRefused = cause instanceof DOMException && cause.name === "NotAllowedError";
    throw new AppError(isRefused ? "camera/refused" : "camera/none", "The camera is closed.", {
      cause,
    });
  }
}

function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
