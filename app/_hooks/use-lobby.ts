"use client";

import { useDeferredValue, useSyncExternalStore } from "react";
import type { LobbyState } from "../_config/lobby.ts";
import { emptyLobby, lobby } from "../_config/lobby.ts";

/**
 * What is known of wallets before, and without, the library. A change is drawn when the browser finds
 * the time: it comes while the page begins to listen.
 */
export function useLobby(): LobbyState {
  return useDeferredValue(useSyncExternalStore(lobby.subscribe, lobby.get, emptyLobby));
}
