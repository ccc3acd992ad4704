"use client";

import { createContext, useContext } from "react";

/** Says whether a link may be followed now; when not, the person is being asked. */
export type AskToLeave = (href: string) => boolean;

export const LeaveContext = createContext<AskToLeave>(() => true);

export function useAskToLeave(): AskToLeave {
  return useContext(LeaveContext);
}
