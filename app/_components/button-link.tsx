import type { ComponentProps } from "react";
import { AppLink } from "./app-link.tsx";
import type { ButtonLook } from "./button-look.ts";
import { buttonLook } from "./button-look.ts";

/** A link that looks like a button. */
export function ButtonLink({
  variant,
  size,
  icon: Icon,
  className,
  children,
  ...rest
}: ButtonLook & ComponentProps<typeof AppLink>) {
  const style = buttonLook({ ...(variant && { variant }), ...(size && { size }) }, className);
  return (
    <AppLink {...rest} className={style}>
      {Icon && <Icon size={size === "small" ? 16 : 18} className="shrink-0" aria-hidden />}
      {children}
    </AppLink>
  );
}
