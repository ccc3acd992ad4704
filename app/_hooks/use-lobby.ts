"use client";

import { useSyncExternalStore } from "react";
import type { LobbyState } from "../_config/lobby.ts";
import { emptyLobby, lobby } from "../_config/lobby.ts";

/** What is known of wallets before, and without, the library. */
export function useLobby(): LobbyState {
  return useSyncExternalStore(lobby.subscribe, lobby.get, emptyLobby);
}
