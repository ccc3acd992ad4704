"use client";

import { lazy } from "react";
import { lazyOf } from "../_components/lazy.ts";

/*
 * All screens but the first one. A page is built with its screen's beginning in it; the code comes after
 * the shell's, while the library loads.
 */

export const ActivityScreen = lazy(() =>
  import("./activity/activity-screen.tsx").then(lazyOf("ActivityScreen")),
);
export const ContactsScreen = lazy(() =>
  import("./contacts/contacts-screen.tsx").then(lazyOf("ContactsScreen")),
);
export const ExportScreen = lazy(() =>
  import("./export/export-screen.tsx").then(lazyOf("ExportScreen")),
);
export const KeysScreen = lazy(() => import("./keys/keys-screen.tsx").then(lazyOf("KeysScreen")));
export const LentScreen = lazy(() => import("./lent-screen.tsx").then(lazyOf("LentScreen")));
export const LinkScreen = lazy(() => import("./link/link-screen.tsx").then(lazyOf("LinkScreen")));
export const NetworkScreen = lazy(() =>
  import("./network/network-screen.tsx").then(lazyOf("NetworkScreen")),
);
export const NewRecordScreen = lazy(() =>
  import("./new-record/new-record-screen.tsx").then(lazyOf("NewRecordScreen")),
);
export const RecordScreen = lazy(() =>
  import("./record/record-screen.tsx").then(lazyOf("RecordScreen")),
);
export const RecordsScreen = lazy(() =>
  import("./records-screen.tsx").then(lazyOf("RecordsScreen")),
);
export const RecoverScreen = lazy(() =>
  import("./recover/recover-screen.tsx").then(lazyOf("RecoverScreen")),
);
export const RequestsScreen = lazy(() =>
  import("./requests/requests-screen.tsx").then(lazyOf("RequestsScreen")),
);
export const SetUpScreen = lazy(() => import("./set-up-screen.tsx").then(lazyOf("SetUpScreen")));
export const SignedScreen = lazy(() =>
  import("./signed/signed-screen.tsx").then(lazyOf("SignedScreen")),
);
