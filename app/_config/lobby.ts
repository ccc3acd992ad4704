import { DEMO_RDNS, demoRdns, initialIcon } from "../_wallets/demo-names.ts";
import { chosenNetwork, findDescriptions } from "./network.ts";

/** A wallet that can be offered before the library is there: by its id, which is its EIP-6963 `rdns`. */
export interface FoundWallet {
  id: string;
  name: string;
  icon: string;
}

/** What is known of wallets without the library. */
export interface LobbyState {
  /** Whether a wallet is connected: `some` also while one that was before is being asked. */
  presence: "unknown" | "none" | "some";
  /** Those of the browser. */
  wallets: readonly FoundWallet[];
  /** Those of a devnet's people; null until it is known whether there are any. */
  people: readonly FoundWallet[] | null;
  /** The chain that was chosen, as it is called; null until it is known. */
  ledger: { name: string; chainId: number } | null;
  /** Why there is no network to work on, or a strange one, only the library can tell. */
  isUnclear: boolean;
}

interface Announcement {
  info: FoundWallet & { rdns: string };
  provider: { request: (asked: { method: string }) => Promise<unknown> };
}

/** How long wallets are waited for that are asked whether they know this site, in milliseconds. */
const PATIENCE = 400;

const START: LobbyState = {
  presence: "unknown",
  wallets: [],
  people: null,
  ledger: null,
  isUnclear: false,
};

/**
 * Who waits at the door: finds the wallets of this browser (EIP-6963) and of a devnet's people, and
 * whether one of them was connected before. It asks no wallet anything that a person would see.
 */
export function createLobby(find: () => Promise<readonly unknown[]> = findDescriptions) {
  let state = START;
  let isOpen = false;
  const listeners = new Set<() => void>();
  const set = (change: Partial<LobbyState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const asked = new Map<string, Promise<boolean>>();
  const take = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail;
    const { rdns: id, name, icon } = info;
    if (id.startsWith(DEMO_RDNS) || asked.has(id)) return;
    asked.set(id, isKnown(id, provider));
    set({ wallets: [...state.wallets, { id, name, icon }] });
    asked.get(id)?.then((known) => {
      if (known && state.presence !== "some") set({ presence: "some" });
    });
  };
  const open = () => {
    isOpen = true;
    addEventListener("eip6963:announceProvider", take);
    dispatchEvent(new Event("eip6963:requestProvider"));
    if (wasConnected()) set({ presence: "some" });
    else {
      const answers = Promise.all(asked.values());
      const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE));
      (asked.size === 0 ? answers : Promise.race([answers, enough])).then(() => {
        if (state.presence === "unknown") set({ presence: "none" });
      });
    }
    find().then((found) => set(describe(found)));
  };
  return {
    get: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      if (!isOpen) open();
      return () => listeners.delete(listener);
    },
    /** Whether a wallet is connected, from who knows. */
    setPresence: (presence: "none" | "some") => {
      if (presence !== state.presence) set({ presence });
    },
  };
}

/** The state on the server, and in a page until its code runs. */
export const emptyLobby = () => START;

/** Asked for when this runs, while the page begins to listen. */
const descriptions = typeof document === "undefined" ? null : findDescriptions();

export const lobby = createLobby(() => descriptions ?? findDescriptions());

/** Whether wagmi left a connection when the page was last here. */
function wasConnected(): boolean {
  return [localStorage, sessionStorage].some((storage) => {
    try {
      const { state } = JSON.parse(storage.getItem("leasehold.wallet.store") ?? "{}");
      return typeof state?.current === "string";
    } catch {
      return false;
    }
  });
}

/** Whether a wallet shows this site its accounts already, and was not disconnected here. */
async function isKnown(id: string, provider: Announcement["provider"]): Promise<boolean> {
  const isOut = `leasehold.wallet.${id}.disconnected`;
  if (localStorage.getItem(isOut) !== null || sessionStorage.getItem(isOut) !== null) return false;
  const accounts = await provider.request({ method: "eth_accounts" }).catch(() => []);
  return Array.isArray(accounts) && accounts.length > 0;
}

/** The network that was chosen, and its people. The library looks closer at it before anything is done. */
function describe(found: readonly unknown[]): Pick<LobbyState, "people" | "ledger" | "isUnclear"> {
  try {
    const network = chosenNetwork(found as { name: unknown; chainId: number; demo: unknown }[]);
    const { name, chainId, demo } = network;
    const isLedger = typeof name === "string" && Number.isInteger(chainId);
    const ledger = isLedger ? { name, chainId } : null;
    if (demo === null) return { people: [], ledger, isUnclear: !Number.isInteger(chainId) };
    const { accounts } = demo as { accounts: { name: string; address: string }[] };
    const people = accounts.map(({ name, address }) => ({
      ...{ id: demoRdns(address), name, icon: initialIcon(name) },
    }));
    const isDevnet = chainId === 31337;
    return { people: isDevnet ? people : [], ledger, isUnclear: !isDevnet };
  } catch {
    return { people: [], ledger: null, isUnclear: true };
  }
}
