"use client";

import * as AlertDialog from "radix-ui/alert-dialog";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useFocusReturn } from "./use-focus-return.ts";

export interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What the button that does it says. */
  action: string;
  cancel?: string;
  onConfirm: () => void;
  children: ReactNode;
}

/** The dialog behind `Confirm`. */
export function ConfirmDialog({ open, onOpenChange, ...card }: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Card {...card} />
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Card({
  title,
  action,
  cancel = "Cancel",
  onConfirm,
  children,
}: Omit<ConfirmProps, "open" | "onOpenChange">) {
  const returnFocus = useFocusReturn();
  return (
    <AlertDialog.Content
      onCloseAutoFocus={returnFocus}
      className="fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 rounded-card border border-line bg-surface p-6 shadow-float"
    >
      <AlertDialog.Title className="text-lead">{title}</AlertDialog.Title>
      <AlertDialog.Description asChild>
        <div className="mt-2 space-y-2 text-muted">{children}</div>
      </AlertDialog.Description>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <AlertDialog.Cancel asChild>
          <Button>{cancel}</Button>
        </AlertDialog.Cancel>
        <AlertDialog.Action asChild>
          <Button variant="danger" onClick={onConfirm}>
            {action}
          </Button>
        </AlertDialog.Action>
      </div>
    </AlertDialog.Content>
  );
}
