"use client";

import type { ComponentType, ReactNode } from "react";
import { createContext, useContext } from "react";
import type { Choices } from "../../lib/sharing/index.ts";
import type { World } from "../_config/world.ts";

/** Whether the library and the network are there yet; `loading` also before anything needs them. */
export type WorldState =
  | { status: "loading" }
  | { status: "failed"; error: unknown }
  | {
      status: "ready";
      world: World;
      change: (choices: Choices) => void;
      Platform: ComponentType<{ world: World; children: ReactNode }>;
      Watches: ComponentType<{ world: World }>;
    };

export const WorldContext = createContext<WorldState>({ status: "loading" });

/** Has the library and the network load, if nothing has yet. */
export const DemandContext = createContext<() => Promise<World>>(
  () => new Promise(() => undefined),
);

/** Has the world load, for something that cannot go on without it; what fails is shown elsewhere. */
export function useDemand(): () => Promise<World> {
  return useContext(DemandContext);
}

/** The state of the world; for what is shown before it is there. */
export function useWorldState(): WorldState {
  return useContext(WorldContext);
}

/** The world. Only below `Ready`, which waits for it. */
export function useWorld(): World {
  const state = useContext(WorldContext);
  if (state.status !== "ready") throw new Error("useWorld is used outside Ready");
  return state.world;
}

/** What a person chose for this network on this device, and how to choose otherwise. Below `Ready`. */
export function useChoices(): { choices: Choices; change: (choices: Choices) => void } {
  const state = useContext(WorldContext);
  if (state.status !== "ready") throw new Error("useChoices is used outside Ready");
  return { choices: state.world.context.choices, change: state.change };
}
