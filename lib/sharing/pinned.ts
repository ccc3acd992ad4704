import { createGatewaySource } from "../storage/gateway-source.ts";
import type { PinnedStore } from "../storage/pinned-store.ts";
import { createPinnedStore } from "../storage/pinned-store.ts";
import type { PinningService } from "../storage/pinning-service.ts";
import { createPinningService } from "../storage/pinning-service.ts";
import type { BlockStore } from "../storage/store.ts";
import type { StoreChoice } from "./choices.ts";

/** A pinning service that a person chose, and what it needs. */
export interface PinnedStoreParts {
  readonly name: string;
  readonly choice: Extract<StoreChoice, { kind: "pinning" }>;
  /** The node that it fetches from. */
  readonly staging: BlockStore;
}

/** The service behind a choice of that kind. */
export function serviceOf({ name, choice }: Omit<PinnedStoreParts, "staging">): PinningService {
  const headers = { authorization: `Bearer ${choice.token}` };
  return createPinningService({ url: choice.url, name, headers });
}

/** The same as a store: read by its gateway. */
export function openPinnedStore({ name, choice, staging }: PinnedStoreParts): PinnedStore {
  const source = createGatewaySource({ url: choice.gateway, name });
  return createPinnedStore({ name, service: serviceOf({ name, choice }), staging, source });
}
