"use client";

import { useQuery } from "@tanstack/react-query";
import { CloudOff, RotateCw, Shuffle, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useConnection } from "wagmi";
import type { AsOf } from "../../lib/sharing/index.ts";
import { chooseNetwork } from "../_config/network.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { isOwnOrigin } from "../_config/site.ts";
import { useAsOf } from "../_hooks/use-as-of.ts";
import { useIsOffline } from "../_hooks/use-is-offline.ts";
import { useIsAway } from "../_hooks/use-read.ts";
import { useToast } from "../_hooks/use-toast.ts";
import { switchToNetwork } from "../_hooks/use-wallet.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { asOfText } from "../_text/as-of.ts";
import { codeOf, copyOf, copyOfCode } from "../_text/errors.ts";
import { Banner, Words } from "./banner.tsx";
import { Button } from "./button.tsx";

/** What still works, and how old it is. */
function awayHelp(asOf: AsOf | null, { isOffline }: { isOffline: boolean }): string {
  if (asOf === null) return "What you opened on this device before still opens.";
  const seen = `You see what this device last knew, as of ${asOfText(asOf, Date.now())}.`;
  const back = isOffline ? "until you are back" : "until it answers; this page tries by itself";
  return `${seen} What you publish or sign is kept ${back}.`;
}

/** What is wrong with the chain or with the wallet's choice of it; nothing when all is well. */
export function ChainBanner() {
  const world = useWorld();
  const { chainId, status } = useConnection();
  const health = useQuery({ queryKey: queryKeys.health, enabled: false });
  const isAway = useIsAway();
  const asOf = useAsOf("chain");
  const isOffline = useIsOffline();
  const [isRenewedShown, setRenewedShown] = useState(world.renewed);

  if (!isOwnOrigin()) {
    return (
      <Banner icon={<TriangleAlert size={18} aria-hidden />} urgent>
        <Words {...copyOfCode("site/shared-origin")} />
      </Banner>
    );
  }
  if (codeOf(health.error) === "network/other-chain") {
    return (
      <Banner icon={<TriangleAlert size={18} aria-hidden />} urgent>
        <Words {...copyOf(health.error)} />
        <Button size="small" icon={RotateCw} onClick={() => location.reload()}>
          Reload
        </Button>
      </Banner>
    );
  }
  if (isAway) {
    const title = isOffline ? "You are offline" : copyOfCode("chain/unreachable").title;
    return (
      <Banner icon={<CloudOff size={18} aria-hidden />} urgent>
        <Words title={title} help={awayHelp(asOf, { isOffline })} />
      </Banner>
    );
  }
  if (status === "connected" && chainId !== world.network.chainId) return <WrongChain />;
  if (isRenewedShown) {
    return (
      <Banner icon={<RotateCw size={18} aria-hidden />}>
        <Words
          title={`${world.network.name} is a new chain`}
          help="Its earlier records are gone with the old one. What this browser had kept of it has been dropped."
        />
        <Button size="small" onClick={() => setRenewedShown(false)}>
          OK
        </Button>
      </Banner>
    );
  }
  return null;
}

function WrongChain() {
  const world = useWorld();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const { chainId } = useConnection();
  const other = world.networks.find((network) => network.chainId === chainId);
  const ask = async () => {
    setAsking(true);
    try {
      await switchToNetwork(world);
    } catch (error) {
      toast(copyOf(error).title, "danger");
    } finally {
      setAsking(false);
    }
  };
  return (
    <Banner icon={<Shuffle size={18} aria-hidden />} urgent>
      <Words
        title="Your wallet is on another network"
        help={`You can look around, but not sign or send anything until it is on ${world.network.name}.`}
      />
      <Button size="small" busy={isAsking} onClick={ask}>
        Switch to {world.network.name}
      </Button>
      {other !== undefined && (
        <Button size="small" onClick={() => chooseNetwork(other)}>
          Use {other.name} here
        </Button>
      )}
    </Banner>
  );
}
