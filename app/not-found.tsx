import { Compass } from "lucide-react";
import { ButtonLink } from "./_components/button-link.tsx";
import { Empty } from "./_components/empty.tsx";

export default function NotFound() {
  return (
    <Empty
      icon={Compass}
      title="There is no such page"
      action={<ButtonLink href="/">Home</ButtonLink>}
    >
      The link may be old, or something is missing from it.
    </Empty>
  );
}
