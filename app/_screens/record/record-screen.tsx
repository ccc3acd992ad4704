"use client";

import { FileQuestion } from "lucide-react";
import { useSearchParams } from "next/navigation";
import type { Address, Hex } from "viem";
import { AsOfNote } from "../../_components/as-of-note.tsx";
import { ButtonLink } from "../../_components/button-link.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Gate } from "../../_components/gate.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { isSameAddress } from "../../_hooks/use-names.ts";
import {
  useLentLeases,
  useOwnedRecords,
  useRemembered,
  useUnreadableLent,
} from "../../_hooks/use-records.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { RecordHeading } from "../headings.tsx";
import { OffersPanel } from "../transfer/offers-panel.tsx";
import { OwnerRecord } from "./owner-record.tsx";
import { ReaderRecord } from "./reader-record.tsx";
import { WithoutLease } from "./without-lease.tsx";

/** One record, as its owner or as somebody it was lent to. */
export function RecordScreen() {
  const id = useSearchParams().get("id");
  if (id === null || !/^0x[0-9a-f]{64}$/i.test(id)) {
    return <NoRecord code="sharing/no-record" />;
  }
  const record = id.toLowerCase() as Hex;
  return (
    <Gate purpose="to open this record" heading={<RecordHeading />}>
      {({ address }) => <RecordFor key={address} record={record} address={address} />}
    </Gate>
  );
}

/** Finds out on the chain whose record it is; one that is in no list is kept in mind. */
function RecordFor({ record, address }: { record: Hex; address: Address }) {
  const owned = useOwnedRecords(address);
  const lent = useLentLeases(address);
  const isOwn = owned.data?.some(({ id }) => isSameAddress(id, record)) ?? false;
  const lease = lent.data?.find((it) => isSameAddress(it.record, record));
  const unreadable = useUnreadableLent(address).data?.find((it) =>
    isSameAddress(it.record, record),
  );
  const isListed = isOwn || lease !== undefined || unreadable !== undefined;
  const remembered = useRemembered(record, {
    account: address,
    enabled: owned.isSuccess && lent.isSuccess && !isListed,
  });
  if (isOwn) {
    return (
      <>
        <AsOfNote of={{ record }} note="What came since then shows when you are back online." />
        <OwnerRecord record={record} />
      </>
    );
  }
  if (lease !== undefined) {
    return (
      <>
        <AsOfNote
          of={{ record }}
          note="Your lease runs out on time without a connection; whether it was ended early, only the chain can tell."
        />
        <ReaderRecord lease={lease} />
      </>
    );
  }
  const error = owned.error ?? lent.error ?? unreadable?.error ?? remembered.error;
  if (error !== null) {
    const retry = () => {
      owned.refetch();
      lent.refetch();
    };
    return <ErrorNotice error={error} onRetry={retry} />;
  }
  if (!remembered.isSuccess) return <Skeleton label="Looking for the record" lines={5} />;
  return (
    <>
      <OffersPanel account={address} record={record} />
      <WithoutLease record={record} account={address} />
    </>
  );
}

function NoRecord({ code }: { code: string }) {
  const { title, help } = copyOfCode(code);
  return (
    <>
      <PageHeader title="Record" />
      <Empty icon={FileQuestion} title={title} action={<ButtonLink href="/">Home</ButtonLink>}>
        {help}
      </Empty>
    </>
  );
}
