"use client";

import { lazy, Suspense, useState } from "react";
import { lazyOf } from "../../_components/lazy.ts";
import { Ready } from "../../_components/ready.tsx";
import { Welcome } from "./welcome.tsx";

const ConnectionWatch = lazy(() =>
  import("./connection-watch.tsx").then(lazyOf("ConnectionWatch")),
);
const Overview = lazy(() => import("./overview.tsx").then(lazyOf("Overview")));

/** What this is, until a wallet is connected; then what is yours and what was lent to you. */
export function HomeScreen() {
  const [isConnected, setConnected] = useState(false);
  return (
    <>
      <Ready quiet fallback={null}>
        <Suspense>
          <ConnectionWatch onChange={setConnected} />
        </Suspense>
      </Ready>
      {isConnected ? (
        <Ready>
          <Suspense fallback={<Welcome />}>
            <Overview />
          </Suspense>
        </Ready>
      ) : (
        <Welcome />
      )}
    </>
  );
}
