import { ButtonLink } from "./_components/button-link.tsx";
import { PageHeader } from "./_components/page-header.tsx";

export default function NotFound() {
  return (
    <>
      <PageHeader title="There is no such page">
        <p>The link may be old, or something is missing from it.</p>
      </PageHeader>
      <ButtonLink href="/">Home</ButtonLink>
    </>
  );
}
