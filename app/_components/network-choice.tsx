"use client";

import { useId } from "react";
import { chooseNetwork } from "../_config/network.ts";
import { useWorld } from "../_hooks/use-world.ts";

/** Which chain all of this is on, also where no wallet is connected; another one can be chosen. */
export function NetworkChoice() {
  const { networks, network } = useWorld();
  const id = useId();
  if (networks.length === 1) {
    return (
      <p>
        The ledger is on {network.name}, chain {network.chainId}.
      </p>
    );
  }
  return (
    <p className="flex flex-wrap items-center gap-2">
      <label htmlFor={id}>The ledger is on</label>
      <select
        id={id}
        className="control w-auto py-1"
        value={network.chainId}
        onChange={(event) => chooseNetwork({ chainId: Number(event.target.value) })}
      >
        {networks.map(({ chainId, name }) => (
          <option key={chainId} value={chainId}>
            {name}, chain {chainId}
          </option>
        ))}
      </select>
    </p>
  );
}
