import type { QueryKey } from "@tanstack/react-query";
import type { Account, SendWatch, UploadOptions } from "../../lib/sharing/index.ts";
import type { World } from "../_config/world.ts";

/** An account that can sign and pay, whether or not its keys are unlocked. */
export type Payer = Pick<Account, "address" | "wallet">;

/** Who acts, and on what. */
export interface Stage<Actor extends Payer = Account> extends Pick<World, "sharing" | "context"> {
  account: Actor;
}

/** Where a flow reports, how it is stopped, and how storing files is held up. */
export type FlowWatch = SendWatch & Pick<UploadOptions, "pause" | "onUpload">;

/**
 * A transaction that a person can make: what it is called, how it is sent, how its success is
 * checked on the chain, and what has to be read again afterwards.
 */
export interface Flow<Ask, Result, Actor extends Payer = Account> {
  /** While it runs: `Publishing your record`. */
  title: string;
  /** What the wallet is about to ask, in words. */
  wallet: string;
  send(stage: Stage<Actor>, ask: Ask, watch: FlowWatch): Promise<Result>;
  /** Throws `flow/not-seen` unless the chain shows the effect. */
  verify(stage: Stage<Actor>, ask: Ask, result: Result): Promise<void>;
  stale(stage: Stage<Actor>, ask: Ask): QueryKey[];
  /** It takes several transactions, and sending again does only what is left. */
  isResumable?: boolean;
  /** What is said when it is done. */
  done(ask: Ask): string;
}
