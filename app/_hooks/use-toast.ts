"use client";

import { createContext, useContext } from "react";

export interface Toast {
  id: number;
  tone: "good" | "danger";
  text: string;
}

export type ShowToast = (text: string, tone?: Toast["tone"]) => void;

export const ToastContext = createContext<ShowToast>(() => {});

/** Shows a short message that goes away by itself and is read out. */
export function useToast(): ShowToast {
  return useContext(ToastContext);
}
