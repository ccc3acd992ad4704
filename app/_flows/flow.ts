import type { QueryKey } from "@tanstack/react-query";
import type { Account, Watch } from "../../lib/sharing/index.ts";
import type { World } from "../_config/world.ts";

/** Who acts, and on what. */
export interface Stage extends Pick<World, "sharing" | "context"> {
  account: Account;
}

/**
 * A transaction that a person can make: what it is called, how it is sent, how its success is
 * checked on the chain, and what has to be read again afterwards.
 */
export interface Flow<Ask, Result> {
  /** While it runs: `Publishing your record`. */
  title: string;
  /** What the wallet is about to ask, in words. */
  wallet: string;
  send(stage: Stage, ask: Ask, watch: Watch): Promise<Result>;
  /** Throws `flow/not-seen` unless the chain shows the effect. */
  verify(stage: Stage, ask: Ask, result: Result): Promise<void>;
  stale(stage: Stage, ask: Ask): QueryKey[];
  /** What is said when it is done. */
  done(ask: Ask): string;
}
