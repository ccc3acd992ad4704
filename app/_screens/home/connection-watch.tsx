"use client";

import { useEffect } from "react";
import { useConnection } from "wagmi";

/** Tells whether a wallet is connected. */
export function ConnectionWatch({ onChange }: { onChange: (isConnected: boolean) => void }) {
  const isConnected = useConnection().address !== undefined;
  useEffect(() => onChange(isConnected), [isConnected, onChange]);
  return null;
}
