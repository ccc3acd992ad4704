import type { LucideIcon } from "lucide-react";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import type { ButtonLook } from "./button-look.ts";
import { buttonLook } from "./button-look.ts";
import { classNames } from "./class-names.ts";

interface ButtonProps extends ButtonLook, ComponentProps<"button"> {
  /** Shows that its work is under way; it cannot be pressed meanwhile. */
  busy?: boolean;
}

/** A button. `variant` primary: one per screen or dialog. */
export function Button({
  variant,
  size,
  icon: Icon,
  busy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  const style = buttonLook({ ...(variant && { variant }), ...(size && { size }) }, className);
  const iconSize = size === "small" ? 16 : 18;
  return (
    <button type="button" {...rest} disabled={rest.disabled || busy} className={style}>
      {busy && <LoaderCircle size={iconSize} className="animate-spin" aria-hidden />}
      {!busy && Icon && <Icon size={iconSize} className="shrink-0" aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  /** Its accessible name, also its tooltip. */
  label: string;
  icon: LucideIcon;
}

/** A square button that shows only an icon. */
export function IconButton({ label, icon: Icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classNames(
        "inline-flex size-9 shrink-0 items-center justify-center rounded-control text-muted transition-colors",
        "hover:bg-sunken hover:text-ink disabled:pointer-events-none disabled:opacity-40",
        className,
      )}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}
