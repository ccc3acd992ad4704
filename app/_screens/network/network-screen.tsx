"use client";

import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Button } from "../../_components/button.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Ready } from "../../_components/ready.tsx";
import { useWorld } from "../../_hooks/use-world.ts";
import { ChoicesPanel } from "./choices-panel.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { GarbagePanel } from "./garbage-panel.tsx";
import { NodesPanel } from "./nodes-panel.tsx";
import { QueuePanel } from "./queue-panel.tsx";
import { StoresPanel } from "./stores-panel.tsx";

/** The chain's nodes, the stores and this device: how they do, what to do about it, and which to use. */
export function NetworkScreen() {
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Network"
        actions={
          <Ready quiet fallback={null}>
            <Refresh />
          </Ready>
        }
      >
        <p>
          Which machines this device asks, and how they do. None of them can read your data; with
          more of them, less depends on any one.
        </p>
      </PageHeader>
      <Ready>
        <Panels />
      </Ready>
    </div>
  );
}

function Panels() {
  const { network } = useWorld();
  return (
    <div className="space-y-6">
      <QueuePanel />
      <NodesPanel />
      <StoresPanel />
      <DevicePanel />
      <ChoicesPanel />
      <GarbagePanel />
      <p className="text-muted text-small">
        What you choose here is for {network.name} in this browser alone.
      </p>
    </div>
  );
}

function Refresh() {
  const queries = useQueryClient();
  const queryKey = ["network"];
  const isFetching = useIsFetching({ queryKey }) > 0;
  return (
    <Button
      icon={RotateCw}
      busy={isFetching}
      onClick={() => queries.invalidateQueries({ queryKey })}
    >
      Check now
    </Button>
  );
}
