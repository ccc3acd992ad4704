import { PageHeader } from "../_components/page-header.tsx";

/*
 * Of screens whose real heading depends on what is opened: what is there with the first paint, and while
 * something is still to be done.
 */

export function RecordHeading() {
  return (
    <PageHeader title="Record">
      <p>
        Encrypted files and notes, in sections. Their owner lends sections to people, from one
        moment to another; what a record is called and what is in it, only a key opens.
      </p>
    </PageHeader>
  );
}

export function ActivityHeading() {
  return (
    <PageHeader title="Activity">
      <p>
        What was created, lent, asked for and ended, and by whom. It is read from the ledger, where
        nobody can change it afterwards; names and contents are not public.
      </p>
    </PageHeader>
  );
}
