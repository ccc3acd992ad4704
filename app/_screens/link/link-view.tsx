"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ban, CircleSlash, Hourglass, Link2Off, Unplug } from "lucide-react";
import { useEffect, useState } from "react";
import { LeaseholdError } from "../../../lib/error.ts";
import type { Lease, Link, Reader } from "../../../lib/sharing/index.ts";
import { Countdown } from "../../_components/countdown.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";
import { useLinkLease } from "../../_hooks/use-links.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { copyOf } from "../../_text/errors.ts";
import { LinkRecord } from "./link-record.tsx";
import { Opening } from "./opening.tsx";

const REFUSALS = {
  "sharing/no-lease": Link2Off,
  "sharing/no-record": Link2Off,
  "sharing/other-network": Unplug,
  "sharing/not-yet": Hourglass,
  "sharing/expired": Hourglass,
  "sharing/revoked": Ban,
  "sharing/closed": CircleSlash,
};

/**
 * A link's lease: why it does not open, or its passphrase, or what is lent. When it ends, what was
 * decrypted is dropped.
 */
export function LinkView({ link, text }: { link: Link; text: string }) {
  const { data: lease, error, isPending, refetch } = useLinkLease(link, { text });
  const [reader, setReader] = useState<Reader | null>(null);
  const queries = useQueryClient();
  const icon = iconOf(error);
  const isOver = icon !== null;
  useEffect(() => {
    if (!isOver || reader === null) return;
    queries.removeQueries({ queryKey: queryKeys.opened(reader.address, link.record) });
    setReader(null);
  }, [queries, isOver, reader, link]);
  if (isPending) return <Skeleton label="Looking for what was lent" lines={5} />;
  if (icon !== null) return <Refusal error={error} icon={icon} />;
  if (lease === undefined) return <ErrorNotice error={error} onRetry={refetch} />;
  if (reader !== null) return <LinkRecord lease={lease} reader={reader} />;
  return (
    <div className="mx-auto max-w-xl">
      <PageHeader title="Somebody lent you something" />
      <Opening link={link} lease={lease} onOpen={setReader} />
    </div>
  );
}

function iconOf(error: unknown) {
  if (!(error instanceof LeaseholdError)) return null;
  return Object.entries(REFUSALS).find(([code]) => code === error.code)?.[1] ?? null;
}

/** Why the link opens nothing now. */
function Refusal({ error, icon }: { error: unknown; icon: typeof Ban }) {
  const { network } = useWorld();
  const { details, code } = error as LeaseholdError & { details: Partial<Lease> };
  const { title, help } = copyOf(error);
  return (
    <>
      <PageHeader title="Lent by a link" />
      <Empty
        icon={icon}
        title={title}
        action={
          code === "sharing/not-yet" &&
          details.notBefore !== undefined && (
            <span className="text-lead">
              <Countdown to={details.notBefore} label="begins in" />
            </span>
          )
        }
      >
        {code === "sharing/other-network"
          ? `${help} This site is for the network ${network.name}.`
          : help}
      </Empty>
    </>
  );
}
