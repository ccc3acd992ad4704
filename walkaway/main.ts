import { parseNetwork } from "../lib/sharing/index.ts";
import { el } from "./dom.ts";
import { recordsView } from "./records-view.ts";
import { startView } from "./start-view.ts";

/** The public deployments, put here by the build. */
declare const DEPLOYMENTS: readonly unknown[];

const main = document.querySelector("main") as HTMLElement;
const networks = DEPLOYMENTS.map(parseNetwork);

function start(): void {
  main.replaceChildren(
    startView(networks, (opened) => {
      const again = el("button", { type: "button", onclick: start }, "Lock and start again");
      main.replaceChildren(recordsView(opened), el("p", {}, again));
      main.focus();
    }),
  );
}

start();
