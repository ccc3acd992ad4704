"use client";

import type { Address } from "viem";
import { useNames } from "../_hooks/use-names.ts";
import { shortAddress } from "../_text/format.ts";
import { Avatar } from "./avatar.tsx";
import { CopyButton } from "./copy-button.tsx";

interface PersonProps {
  address: Address;
  /** With the address below the name, and a button that copies it. */
  full?: boolean;
}

/** Who somebody is: picture, name if one is known, address. */
export function Person({ address, full = false }: PersonProps) {
  const nameOf = useNames();
  const name = nameOf(address);
  const isNamed = name !== shortAddress(address);
  return (
    <span
      className="inline-flex min-w-0 max-w-full items-center gap-2.5 align-middle"
      title={address}
    >
      <Avatar address={address} size={full ? 36 : 24} />
      <span className="min-w-0">
        <span className={isNamed ? "wrap-anywhere font-semibold" : "font-mono text-small"}>
          {name}
        </span>
        {full && isNamed && (
          <span className="block font-mono text-muted text-tiny">{shortAddress(address)}</span>
        )}
      </span>
      {full && <CopyButton text={address} label="Copy address" />}
    </span>
  );
}
