"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Hex } from "viem";
import { Button } from "../../_components/button.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { queryKeys } from "../../_config/query-keys.ts";

const CopiesList = lazy(() => import("./copies-list.tsx").then(lazyOf("CopiesList")));

/** How many copies of a record there are, and where; counted when it is asked for. */
export function CopiesPanel({ record }: { record: Hex }) {
  const queries = useQueryClient();
  const isKnown = () => queries.getQueryData(queryKeys.copies(record)) !== undefined;
  const [isAsked, setAsked] = useState(isKnown);
  return (
    <Panel title="Copies" note="Where this record is kept, encrypted" className="mt-6">
      {isAsked ? (
        <Suspense fallback={<Skeleton label="Counting the copies" />}>
          <CopiesList record={record} />
        </Suspense>
      ) : (
        <Button size="small" icon={Copy} onClick={() => setAsked(true)}>
          Count the copies
        </Button>
      )}
    </Panel>
  );
}
