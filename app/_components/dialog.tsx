"use client";

import { X } from "lucide-react";
import * as RadixDialog from "radix-ui/dialog";
import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { useFocusReturn } from "./use-focus-return.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** `side`: a sheet at the right edge; otherwise a card in the middle, full height on a phone. */
  side?: boolean;
  /** Takes more of a large screen, for what is to be looked at. */
  wide?: boolean;
  /** False while something runs that closing would hide. */
  closable?: boolean;
}

/** A modal dialog with a title, a close button and a scrolling body. */
export function Dialog({ open, onOpenChange, ...card }: DialogProps) {
  const { closable = true } = card;
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => (closable || next) && onOpenChange(next)}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Card {...card} />
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

function Card({
  title,
  description,
  children,
  side = false,
  wide = false,
  closable = true,
}: Omit<DialogProps, "open" | "onOpenChange">) {
  const returnFocus = useFocusReturn();
  return (
    <RadixDialog.Content
      {...(description === undefined && { "aria-describedby": undefined })}
      onCloseAutoFocus={returnFocus}
      className={classNames(
        "fixed z-50 flex flex-col border-line bg-surface shadow-float outline-none",
        side
          ? "inset-y-0 right-0 w-full max-w-sm animate-fade border-l"
          : "inset-0 sm:inset-x-4 sm:inset-y-auto sm:top-[6dvh] sm:mx-auto sm:max-h-[88dvh] sm:animate-rise sm:rounded-card sm:border",
        !side && (wide ? "sm:max-w-5xl" : "sm:max-w-2xl"),
      )}
    >
      <header className="flex items-start gap-4 border-b border-line px-5 py-4">
        <div className="min-w-0 flex-1">
          <RadixDialog.Title className="text-lead">{title}</RadixDialog.Title>
          {description !== undefined && (
            <RadixDialog.Description className="mt-0.5 text-small text-muted">
              {description}
            </RadixDialog.Description>
          )}
        </div>
        {closable && (
          <RadixDialog.Close asChild>
            <IconButton label="Close" icon={X} className="-mr-2" />
          </RadixDialog.Close>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">{children}</div>
    </RadixDialog.Content>
  );
}
