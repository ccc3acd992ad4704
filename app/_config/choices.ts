import type { Choices, Network } from "../../lib/sharing/index.ts";

/** Where this browser keeps what a person chose for a network. */
const keyOf = ({ chainId }: Pick<Network, "chainId">) => `leasehold.choices.${chainId}`;

type Kept = Pick<Storage, "getItem" | "setItem">;

/** What was chosen for a network in this browser; what is damaged falls back to its default. */
export function readChoices(
  network: Pick<Network, "chainId">,
  { parse, storage = localStorage }: { parse: (json: unknown) => Choices; storage?: Kept },
): Choices {
  return parse(parsedOrNull(storage.getItem(keyOf(network))));
}

/** Keeps choices for this and every later visit. */
export function keepChoices(
  network: Pick<Network, "chainId">,
  { choices, storage = localStorage }: { choices: Choices; storage?: Kept },
): void {
  storage.setItem(keyOf(network), JSON.stringify(choices));
}

function parsedOrNull(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
