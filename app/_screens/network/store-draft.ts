import type { StoreChoice } from "../../../lib/sharing/index.ts";

/** A store as it is being entered. */
export interface StoreDraft {
  kind: StoreChoice["kind"];
  url: string;
  token: string;
  gateway: string;
}

export const EMPTY_STORE: StoreDraft = { kind: "kubo", url: "", token: "", gateway: "" };

/** What was entered, without what its kind does not have. */
export function choiceOf({ kind, url, token, gateway }: StoreDraft): StoreChoice {
  switch (kind) {
    case "kubo":
      return { kind, url, token: token.trim() === "" ? null : token.trim() };
    case "gateway":
      return { kind, url };
    case "pinning":
      return { kind, url, token: token.trim(), gateway };
  }
}
