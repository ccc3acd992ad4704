"use client";

import { ScanLine } from "lucide-react";
import type { ComponentProps } from "react";
import { lazy, Suspense, useState } from "react";
import type { Address } from "viem";
import { Button } from "./button.tsx";
import { lazyOf } from "./lazy.ts";

const ScanDialog = lazy(() => import("./scan-dialog.tsx").then(lazyOf("ScanDialog")));

interface AddressInputProps extends Omit<ComponentProps<"input">, "onChange"> {
  value: string;
  onChange: (value: string) => void;
  /** Told what a scanned code says; where there is no such thing, nothing can be scanned. */
  onScan?: (address: Address) => void;
}

/** Takes an account's address, typed, pasted or by a code that the camera sees. */
export function AddressInput({ onChange, onScan, ...rest }: AddressInputProps) {
  const [isScanning, setScanning] = useState(false);
  return (
    <span className="flex gap-2">
      <input
        {...rest}
        className="control min-w-0 flex-1 font-mono text-small!"
        placeholder="0x…"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => onChange(event.target.value)}
      />
      {onScan && (
        <Button
          icon={ScanLine}
          aria-label="Scan a QR code"
          disabled={rest.disabled}
          onClick={() => setScanning(true)}
        >
          <span className="max-sm:sr-only">Scan</span>
        </Button>
      )}
      <Suspense>
        {isScanning && (
          <ScanDialog
            onOpenChange={setScanning}
            onFound={(address) => {
              setScanning(false);
              onScan?.(address);
            }}
          />
        )}
      </Suspense>
    </span>
  );
}
