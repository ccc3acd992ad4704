import type { LucideIcon } from "lucide-react";
import { classNames } from "./class-names.ts";

/** How a button looks, or a link that looks like one. */
export interface ButtonLook {
  variant?: "primary" | "secondary" | "quiet" | "danger";
  size?: "small" | "normal";
  icon?: LucideIcon | undefined;
}

const VARIANTS = {
  primary: "bg-ink text-paper hover:bg-ink/85",
  secondary: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "text-ink hover:bg-sunken",
  danger: "border border-danger text-danger bg-surface hover:bg-danger-soft",
};

const SIZES = {
  small: "min-h-9 px-3 text-small gap-1.5",
  normal: "min-h-11 px-4 text-body gap-2",
};

/** The classes of a button. */
export function buttonLook(
  { variant = "secondary", size = "normal" }: ButtonLook,
  className?: string,
): string {
  return classNames(
    "inline-flex items-center justify-center rounded-control font-semibold transition-colors",
    "disabled:opacity-55 disabled:pointer-events-none aria-disabled:opacity-55",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}
