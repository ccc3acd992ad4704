"use client";

import type { ComponentType, ReactNode } from "react";
import { lazy, Suspense } from "react";
import { lazyOf } from "../_components/lazy.ts";
import { LoadingScreen } from "../_components/skeleton.tsx";
import { ActivityHeading, RecordHeading } from "./headings.tsx";

/*
 * All screens but the first one. A page is built with its screen's beginning in it; the code comes after
 * the shell's, while the library loads.
 */

export const ActivityScreen = late(
  () => import("./activity/activity-screen.tsx").then(lazyOf("ActivityScreen")),
  <ActivityHeading />,
);
export const ContactsScreen = late(() =>
  import("./contacts/contacts-screen.tsx").then(lazyOf("ContactsScreen")),
);
export const ExportScreen = late(() =>
  import("./export/export-screen.tsx").then(lazyOf("ExportScreen")),
);
export const KeysScreen = late(() => import("./keys/keys-screen.tsx").then(lazyOf("KeysScreen")));
export const LentScreen = late(() => import("./lent-screen.tsx").then(lazyOf("LentScreen")));
export const LinkScreen = late(() => import("./link/link-screen.tsx").then(lazyOf("LinkScreen")));
export const NetworkScreen = late(() =>
  import("./network/network-screen.tsx").then(lazyOf("NetworkScreen")),
);
export const NewRecordScreen = late(() =>
  import("./new-record/new-record-screen.tsx").then(lazyOf("NewRecordScreen")),
);
export const RecordScreen = late(
  () => import("./record/record-screen.tsx").then(lazyOf("RecordScreen")),
  <RecordHeading />,
);
export const RecordsScreen = late(() =>
  import("./records-screen.tsx").then(lazyOf("RecordsScreen")),
);
export const RecoverScreen = late(() =>
  import("./recover/recover-screen.tsx").then(lazyOf("RecoverScreen")),
);
export const RequestsScreen = late(() =>
  import("./requests/requests-screen.tsx").then(lazyOf("RequestsScreen")),
);
export const SetUpScreen = late(() => import("./set-up-screen.tsx").then(lazyOf("SetUpScreen")));
export const SignedScreen = late(() =>
  import("./signed/signed-screen.tsx").then(lazyOf("SignedScreen")),
);

/**
 * Not the lazy component itself: a page, which the server makes, would wrap it once more. Screens that
 * depend on the address's query are built as far as their `heading`.
 */
function late(load: () => Promise<{ default: ComponentType }>, heading?: ReactNode): ComponentType {
  const Screen = lazy(load);
  const waiting = (
    <>
      {heading}
      <LoadingScreen label="Loading" />
    </>
  );
  return function LateScreen() {
    return (
      <Suspense fallback={waiting}>
        <Screen />
      </Suspense>
    );
  };
}
