"use client";

import { RotateCw } from "lucide-react";
import { copyOf } from "../_text/errors.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

export interface ErrorNoticeProps {
  error: unknown;
  /** Offers to try again. */
  onRetry?: (() => void) | undefined;
  /** Offers to load the page again. */
  reload?: boolean;
}

/** Tells a person what failed and what to do next. */
export function ErrorNotice({ error, onRetry, reload = false }: ErrorNoticeProps) {
  const { title, help } = copyOf(error);
  const retry = reload ? () => location.reload() : onRetry;
  return (
    <Notice
      tone="danger"
      role="alert"
      title={title}
      actions={
        retry && (
          <Button size="small" icon={RotateCw} onClick={retry}>
            {reload ? "Reload" : "Try again"}
          </Button>
        )
      }
    >
      <p>{help}</p>
    </Notice>
  );
}
