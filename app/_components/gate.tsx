"use client";

import { KeyRound, Lock, Wallet } from "lucide-react";
import type { ReactNode } from "react";
import { useLobby } from "../_hooks/use-lobby.ts";
import type { Session } from "../_hooks/use-session.ts";
import { useSession } from "../_hooks/use-session.ts";
import { AppLink } from "./app-link.tsx";
import { ButtonLink } from "./button-link.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { Ready } from "./ready.tsx";
import { LoadingScreen } from "./skeleton.tsx";
import { UnlockButton } from "./unlock-button.tsx";
import { WalletList } from "./wallet-list.tsx";

export type UnlockedSession = Extract<Session, { status: "unlocked" }>;

interface GateProps {
  /** What it is needed for: `to open this record`. */
  purpose: string;
  /** What stands above the steps, on a screen that has another heading once it lets through. */
  heading?: ReactNode;
  children: (session: UnlockedSession) => ReactNode;
}

/** Lets through once a wallet is connected, set up and unlocked; until then, shows the next step. */
export function Gate(props: GateProps) {
  const { heading } = props;
  const { presence } = useLobby();
  const waiting = (
    <>
      {heading}
      <LoadingScreen label="Looking for your wallet" />
    </>
  );
  if (presence === "unknown") return waiting;
  if (presence === "some") {
    return (
      <Ready fallback={waiting}>
        <GateBody {...props} waiting={waiting} />
      </Ready>
    );
  }
  return (
    <>
      {heading}
      <ConnectFirst purpose={props.purpose} />
    </>
  );
}

/** It needs no library: what is chosen here has it load. */
function ConnectFirst({ purpose }: Pick<GateProps, "purpose">) {
  const { wallets } = useLobby();
  return (
    <div className="mx-auto max-w-md">
      <span className="mb-3 inline-flex size-11 items-center justify-center rounded-pill bg-sunken text-muted">
        <Wallet size={20} aria-hidden />
      </span>
      <h2 className="text-heading">Connect a wallet</h2>
      <p className="mt-1 mb-5 text-muted">It is needed {purpose}.</p>
      <WalletList />
      {wallets.length > 0 && (
        <p className="mt-5 text-muted text-small">
          Without the wallet, you can still read with your{" "}
          <AppLink href="/recover/" className="underline">
            recovery code
          </AppLink>
          .
        </p>
      )}
    </div>
  );
}

function GateBody({ heading, waiting, ...props }: GateProps & { waiting: ReactNode }) {
  const session = useSession();
  switch (session.status) {
    case "starting":
    case "disconnected":
    case "checking":
      return waiting;
    case "unlocked":
      return props.children(session);
    default:
      return (
        <>
          {heading}
          <NextStep session={session} purpose={props.purpose} />
        </>
      );
  }
}

type Unopened = Extract<Session, { status: "unknown" | "not-set-up" | "locked" }>;

/** What is left to do with a wallet that is connected. */
function NextStep({ session, purpose }: { session: Unopened; purpose: string }) {
  switch (session.status) {
    case "unknown":
      return <ErrorNotice error={session.error} onRetry={session.retry} />;
    case "not-set-up":
      return (
        <Empty
          icon={KeyRound}
          title="Set up your encryption key first"
          action={
            <ButtonLink href="/setup/" variant="primary">
              Set up
            </ButtonLink>
          }
        >
          It takes a minute, once. You need it {purpose}.
        </Empty>
      );
    case "locked":
      return (
        <Empty icon={Lock} title="Unlock with your wallet" action={<UnlockButton size="normal" />}>
          Your wallet signs a message {purpose}, and you enter your passphrase or passkey if you
          have one. Nothing is sent and nothing costs a fee. The keys stay in this page&rsquo;s
          memory until you lock or close it.
        </Empty>
      );
  }
}
