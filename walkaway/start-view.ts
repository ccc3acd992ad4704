import type { Address } from "viem";
import type { Archive, Context, FactorAnswer, Network, Reader } from "../lib/sharing/index.ts";
import {
  bareContext,
  openArchives,
  readArchive,
  readerOfCode,
  unlock,
} from "../lib/sharing/index.ts";
import { openCarFile } from "../lib/storage/car-file.ts";
import { el, field } from "./dom.ts";
import type { FoundWallet } from "./wallets.ts";
import { connectWallet, findWallets } from "./wallets.ts";
import { momentText, problem } from "./words.ts";

/** What was opened: the records' whereabouts, and who reads them. */
export interface Opened {
  context: Context;
  reader: Reader;
  /** The export that says how things stood; null where a node does. */
  asOf: Archive | null;
}

/** Asks for everything that it takes to open records, and opens them. */
export function startView(
  networks: readonly Network[],
  onOpened: (opened: Opened) => void,
): HTMLElement {
  let archives: Archive[] = [];
  const input = (properties: Partial<HTMLInputElement> = {}) =>
    el("input", { spellcheck: false, autocomplete: "off", ...properties });
  const files = input({ type: "file", accept: ".car", multiple: true });
  const filesNote = el("div", { aria: { "aria-live": "polite" } });
  const node = input({ type: "url", placeholder: "https://…" });
  const ledger = input({ placeholder: "0x…" });
  const directory = input({ placeholder: "0x…" });
  const deployedAt = input({ inputMode: "numeric", placeholder: "0" });
  const gateway = input({ type: "url", placeholder: "https://…" });
  const address = input({ placeholder: "0x…" });
  const code = el("textarea", { rows: 3, spellcheck: false, autocomplete: "off" });
  const passphrase = input({ type: "password" });
  const status = el("div", { aria: { "aria-live": "polite" } });
  const wallets = el("div", { className: "row" });

  const fill = (contracts: { ledger: string; keyDirectory: string }, at: number) => {
    ledger.value = contracts.ledger;
    directory.value = contracts.keyDirectory;
    deployedAt.value = String(at);
  };
  const [first] = networks;
  if (first !== undefined) {
    fill(first.contracts, first.deployedAt.blockNumber);
    node.value = first.rpcUrls[0] ?? "";
    gateway.value = first.storage.gateway ?? "";
  }

  files.addEventListener("change", async () => {
    archives = [];
    filesNote.replaceChildren();
    for (const file of files.files ?? []) {
      const note = el("p", { className: "hint" }, `Reading ${file.name} …`);
      filesNote.append(note);
      try {
        const car = await openCarFile(file, {
          name: file.name,
          onProgress: ({ done, total }) => {
            const percent = Math.floor((done / Math.max(1, total)) * 100);
            note.textContent = `Reading ${file.name} … ${percent} %`;
          },
        });
        const [root] = car.roots;
        if (root === undefined) throw new RangeError("a CAR without a root");
        const archive = await readArchive(car, root);
        archives.push(archive);
        const { account, records, block } = archive;
        address.value = account;
        // An export knows its ledger; a node is asked only where somebody names one.
        const { deployedAt: at } = archive.root;
        fill({ ledger: archive.ledger, keyDirectory: archive.keyDirectory }, at);
        node.value = "";
        const count = records.length === 1 ? "1 record" : `${records.length} records`;
        const made = momentText(block.timestamp);
        note.textContent = `${file.name}: ${count} of ${account}, as of ${made}.`;
      } catch (error) {
        note.replaceWith(problem(error));
      }
    }
  });

  async function begin(identify: (context: Context) => Promise<Reader>): Promise<void> {
    const url = node.value.trim();
    if (url === "" && archives.length === 0) {
      const what = "Choose an export file first, or enter the address of a node.";
      status.replaceChildren(el("p", { className: "problem", role: "alert" }, what));
      return;
    }
    status.replaceChildren(el("p", {}, "Opening …"));
    try {
      const context = await bareContext({
        node:
          url === ""
            ? null
            : {
                url,
                ledger: ledger.value.trim() as Address,
                keyDirectory: directory.value.trim() as Address,
                deployedAt: Number(deployedAt.value) || 0,
              },
        gateway: gateway.value.trim() || null,
        archives,
      });
      const reader = await identify(context);
      const newest = archives.toSorted((a, b) => Number(b.block.number - a.block.number))[0];
      onOpened({ context, reader, asOf: url === "" ? (newest ?? null) : null });
    } catch (error) {
      status.replaceChildren(problem(error));
    }
  }

  const byCode = (context: Context) =>
    readerOfCode(context, {
      address: address.value.trim() as Address,
      code: code.value,
      offline: node.value.trim() === "",
      archives,
    });

  async function byWallet(context: Context, found: FoundWallet): Promise<Reader> {
    const wallet = await connectWallet(found);
    const asked = async (): Promise<FactorAnswer> => {
      if (passphrase.value === "") {
        passphrase.focus();
        throw new DOMException("This account has a passphrase: enter it above.", "AbortError");
      }
      return { kind: "passphrase", passphrase: passphrase.value };
    };
    let tried = false;
    const account = await unlock(context, wallet, {
      askFactor: ({ problem: wrong }) => {
        if (tried && wrong !== null) throw wrong;
        tried = true;
        return asked();
      },
    });
    return openArchives(context, account, archives);
  }

  findWallets().then((found) => {
    wallets.replaceChildren(
      ...found.map((it) =>
        el(
          "button",
          { type: "button", onclick: () => begin((context) => byWallet(context, it)) },
          `Open with ${it.name}`,
        ),
      ),
    );
    if (found.length === 0) {
      wallets.append(
        el(
          "p",
          { className: "hint" },
          "No wallet was found. Many do not come to pages opened from a file.",
        ),
      );
    }
  });

  return el(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        void begin(byCode);
      },
    },
    el(
      "section",
      { className: "card" },
      el("h2", {}, "1. Your data"),
      field(
        "Export files",
        files,
        "Files ending in .car that you exported. With one of yours, nothing else is needed but your recovery code.",
      ),
      filesNote,
      el(
        "details",
        {},
        el("summary", {}, "Without an export, or for what is newer"),
        field(
          "Node",
          node,
          "The address of any RPC node of the chain (JSON-RPC over HTTP). Left empty, no node is asked.",
        ),
        field("Ledger contract", ledger),
        field("Key directory contract", directory),
        field("Block of their deployment", deployedAt, "0 if you do not know it."),
        field("Gateway", gateway, "Any IPFS gateway, or a server with your blocks."),
      ),
    ),
    el(
      "section",
      { className: "card" },
      el("h2", {}, "2. Who you are"),
      field("Account", address, "Your account’s address."),
      field("Recovery code", code, "It begins with lhkey1. It stays in this page."),
      el("button", { type: "submit", className: "primary" }, "Open with the code"),
      el(
        "details",
        {},
        el("summary", {}, "With a wallet instead"),
        field(
          "Passphrase",
          passphrase,
          "Only if you have set one. Passkeys work on the site that they were made on alone: use the recovery code.",
        ),
        wallets,
      ),
    ),
    status,
  );
}
