"use client";

import { Ready } from "../../_components/ready.tsx";
import { useSession } from "../../_hooks/use-session.ts";
import { useWorldState } from "../../_hooks/use-world.ts";
import { Overview } from "./overview.tsx";
import { Welcome } from "./welcome.tsx";

/** What this is, until a wallet is connected; then what is yours and what was lent to you. */
export function HomeScreen() {
  const world = useWorldState();
  if (world.status !== "ready") {
    return (
      <Welcome>
        <Ready />
      </Welcome>
    );
  }
  return <ConnectedHome />;
}

function ConnectedHome() {
  const session = useSession();
  if (session.status === "disconnected" || session.status === "starting") {
    return <Welcome isDisconnected={session.status === "disconnected"} />;
  }
  return <Overview session={session} />;
}
