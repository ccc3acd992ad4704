"use client";

import { Link2Off } from "lucide-react";
import type { Link } from "../../../lib/sharing/index.ts";
import { ButtonLink } from "../../_components/button-link.tsx";
import { Empty } from "../../_components/empty.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Ready } from "../../_components/ready.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useFragment } from "../../_hooks/use-signed.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import type { Copy } from "../../_text/errors.ts";
import { copyOf, copyOfCode } from "../../_text/errors.ts";
import { LinkView } from "./link-view.tsx";

/** What somebody lends to whoever has this page's address. It needs no wallet. */
export function LinkScreen() {
  const text = useFragment();
  const fallback = (
    <>
      <PageHeader title="Lent by a link">
        <p>
          The key is in this page&rsquo;s address. It needs no wallet and no account: what was lent
          opens here, in your browser, until the lease ends.
        </p>
      </PageHeader>
      <Skeleton label="Loading" lines={5} />
    </>
  );
  if (text === null) return fallback;
  if (text === "") return <NoLink {...copyOfCode("sharing/bad-link")} />;
  return (
    <Ready fallback={fallback}>
      <LinkBody key={text} text={text} />
    </Ready>
  );
}

function LinkBody({ text }: { text: string }) {
  const { sharing } = useWorld();
  const link = read(() => sharing.decodeLink(text));
  if ("chainId" in link) return <LinkView link={link} text={text} />;
  return <NoLink {...copyOf(link.error)} />;
}

function NoLink({ title, help }: Copy) {
  return (
    <>
      <PageHeader title="Lent by a link" />
      <Empty icon={Link2Off} title={title} action={<ButtonLink href="/">Home</ButtonLink>}>
        {help}
      </Empty>
    </>
  );
}

function read(decode: () => Link): Link | { error: unknown } {
  try {
    return decode();
  } catch (error) {
    return { error };
  }
}
