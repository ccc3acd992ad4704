import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLobby } from "../../../app/_config/lobby.ts";

const DEVNET = {
  chainId: 31337,
  demo: { accounts: [{ name: "Patient", address: `0x${"Ab".repeat(20)}` }] },
};
const WALLET = { rdns: "example.wallet", name: "A wallet", icon: "data:," };

function memory(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

/** A browser's wallet that announces itself when it is asked to. */
function install(accounts: () => Promise<unknown>, info = WALLET) {
  addEventListener("eip6963:requestProvider", () =>
    dispatchEvent(
      new CustomEvent("eip6963:announceProvider", {
        detail: { info, provider: { request: accounts } },
      }),
    ),
  );
}

function enter(descriptions: unknown[] = [DEVNET]) {
  const lobby = createLobby(async () => descriptions);
  lobby.subscribe(() => undefined);
  return lobby;
}

beforeEach(() => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
  vi.stubGlobal("localStorage", memory());
  vi.stubGlobal("sessionStorage", memory());
});
afterEach(() => vi.unstubAllGlobals());

describe("before the library is there", () => {
  it("nobody is connected where there is no wallet", async () => {
    const lobby = enter();
    await expect.poll(() => lobby.get().presence).toBe("none");
    expect(lobby.get().wallets).toEqual([]);
  });

  it("wallets are found that show no account yet, each once", async () => {
    install(async () => []);
    const lobby = enter();
    await expect.poll(() => lobby.get().presence).toBe("none");
    dispatchEvent(new Event("eip6963:requestProvider"));
    expect(lobby.get().wallets).toEqual([
      { id: WALLET.rdns, name: WALLET.name, icon: WALLET.icon },
    ]);
  });

  it("a wallet that shows this site an account is connected", async () => {
    install(async () => [`0x${"11".repeat(20)}`]);
    const lobby = enter();
    await expect.poll(() => lobby.get().presence).toBe("some");
  });

  it("but not one that was disconnected here", async () => {
    localStorage.setItem(`leasehold.wallet.${WALLET.rdns}.disconnected`, "true");
    install(async () => [`0x${"11".repeat(20)}`]);
    const lobby = enter();
    await expect.poll(() => lobby.get().presence).toBe("none");
  });

  it.each([
    ["fails", async () => Promise.reject(new TypeError("locked"))],
    ["does not answer", () => new Promise(() => undefined)],
  ])("a wallet that %s holds nobody up", async (_, accounts) => {
    install(accounts);
    const lobby = enter();
    await expect.poll(() => lobby.get().presence).toBe("none");
    expect(lobby.get().wallets).toHaveLength(1);
  });

  it("a connection that was left is asked for", () => {
    sessionStorage.setItem("leasehold.wallet.store", '{"state":{"current":"a1b2"},"version":1}');
    expect(enter().get().presence).toBe("some");
  });

  it.each(["", "{", "null", "[]", '{"state":{"current":null}}'])(
    "what was left counts as none where it is damaged or empty (%j)",
    async (text) => {
      localStorage.setItem("leasehold.wallet.store", text);
      const lobby = enter();
      await expect.poll(() => lobby.get().presence).toBe("none");
    },
  );

  it("tells a devnet's people", async () => {
    const lobby = enter();
    await expect.poll(() => lobby.get().people).not.toBeNull();
    expect(lobby.get()).toMatchObject({
      people: [{ id: `local.leasehold.demo.${"ab".repeat(20)}`, name: "Patient" }],
      isUnclear: false,
    });
  });

  it.each([
    [
      { ...DEVNET, name: "Devnet" },
      { name: "Devnet", chainId: 31337 },
    ],
    [
      { chainId: 1, demo: null, name: "Mainnet" },
      { name: "Mainnet", chainId: 1 },
    ],
    [DEVNET, null],
  ])("says what the chain is called, where it is", async (network, ledger) => {
    const lobby = enter([network]);
    await expect.poll(() => lobby.get().people).not.toBeNull();
    expect(lobby.get().ledger).toEqual(ledger);
  });

  it("has no people on a public network", async () => {
    const lobby = enter([{ chainId: 1, demo: null }]);
    await expect.poll(() => lobby.get().people).toEqual([]);
    expect(lobby.get().isUnclear).toBe(false);
  });

  it.each([
    ["no network", []],
    ["demo people on another chain", [{ ...DEVNET, chainId: 1 }]],
    ["something else", [null]],
    ["no people in it", [{ chainId: 31337, demo: {} }]],
    ["no name", [{ demo: null }]],
  ])("leaves %s to the library", async (_, descriptions) => {
    const lobby = enter(descriptions);
    await expect.poll(() => lobby.get().isUnclear).toBe(true);
    expect(lobby.get().people).toEqual([]);
  });
});
