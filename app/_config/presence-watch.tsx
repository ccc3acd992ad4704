"use client";

import { useEffect } from "react";
import { useSession } from "../_hooks/use-session.ts";
import { lobby } from "./lobby.ts";

/** Tells those who stand before the library whether a wallet is connected. */
export function PresenceWatch() {
  const { status } = useSession();
  useEffect(() => {
    if (status !== "starting") lobby.setPresence(status === "disconnected" ? "none" : "some");
  }, [status]);
  return null;
}
