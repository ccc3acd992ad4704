import type { Hex } from "viem";
import { copyOfCode } from "../app/_text/errors.ts";
import type { OpenedEntry, OpenedFile, OpenedRecord } from "../lib/sharing/index.ts";
import { exportRecords, listLent, listOwned, openRecord, readFile } from "../lib/sharing/index.ts";
import { collect, el, save } from "./dom.ts";
import type { Opened } from "./start-view.ts";
import { momentText, problem, sizeText } from "./words.ts";

/** Everything that the reader owns and was lent, opened one after another. */
export function recordsView(opened: Opened): HTMLElement {
  const { context, reader, asOf } = opened;
  const owned = el("div", {});
  const lent = el("div", {});
  const all = el("div", {});
  const view = el(
    "div",
    {},
    el(
      "section",
      { className: "card" },
      el("p", {}, `You read as ${reader.address}.`),
      asOf !== null &&
        el(
          "p",
          { className: "hint" },
          `From your export alone, as of ${momentText(asOf.block.timestamp)}. Nothing else is asked.`,
        ),
      all,
    ),
    el("h2", {}, "My records"),
    owned,
    el("h2", {}, "Lent to me"),
    lent,
  );

  async function fillOwned(): Promise<void> {
    await listed(owned, "You own no records here.", async () => {
      const records = await listOwned(context, { owner: reader.address });
      if (records.length > 0)
        all.append(
          zipButton(
            opened,
            records.map(({ id }) => id),
            "Save all my records as a ZIP",
          ),
        );
      return records.map(({ id }) => recordPanel(opened, id));
    });
  }

  async function fillLent(): Promise<void> {
    await listed(lent, "Nothing is lent to you here.", async () => {
      const leases = await listLent(context, { account: reader.address });
      return leases.map(({ record, state }) =>
        state === "live"
          ? recordPanel(opened, record)
          : el(
              "p",
              { className: "card" },
              `Record ${record}: `,
              copyOfCode(`sharing/${CODES[state]}`).title,
            ),
      );
    });
  }

  void fillOwned().then(fillLent);
  return view;
}

const CODES = {
  pending: "not-yet",
  expired: "expired",
  revoked: "revoked",
  replaced: "revoked",
  closed: "closed",
} as const;

async function listed(
  into: HTMLElement,
  nothing: string,
  load: () => Promise<HTMLElement[]>,
): Promise<void> {
  into.replaceChildren(el("p", { className: "hint" }, "Looking …"));
  try {
    const panels = await load();
    into.replaceChildren(
      ...(panels.length > 0 ? panels : [el("p", { className: "hint" }, nothing)]),
    );
  } catch (error) {
    into.replaceChildren(problem(error));
  }
}

/** A record, opened as soon as it is on the page. */
function recordPanel(opened: Opened, record: Hex): HTMLElement {
  const { context, reader } = opened;
  const summary = el("summary", {}, `Record ${record.slice(0, 10)}…`);
  const body = el("div", {}, el("p", { className: "hint" }, "Opening …"));
  const panel = el("details", { className: "card" }, summary, body);
  openRecord(context, reader, { record }).then(
    (it) => {
      summary.textContent = it.title || "Untitled record";
      body.replaceChildren(
        el("p", {}, it.description),
        zipButton(opened, [record], "Save as a ZIP"),
        ...it.sections.map((section) => sectionPart(opened, section)),
      );
    },
    (error) => body.replaceChildren(problem(error)),
  );
  return panel;
}

function sectionPart(opened: Opened, section: OpenedRecord["sections"][number]): HTMLElement {
  return el(
    "section",
    {},
    el("h3", {}, section.title || `Section ${section.index}`),
    section.description !== "" && el("p", {}, section.description),
    ...section.entries.map((entry) => entryPart(opened, entry)),
  );
}

function entryPart(opened: Opened, entry: OpenedEntry): HTMLElement {
  return el(
    "article",
    {},
    el("p", { className: "hint" }, `${momentText(entry.time)}, by ${authorName(opened, entry)}`),
    entry.message !== "" && el("p", { className: "message" }, entry.message),
    entry.reason !== null && el("p", { className: "hint" }, copyOfCode(entry.reason).title),
    el("ul", {}, ...entry.files.map((file) => el("li", {}, fileButton(opened, file)))),
  );
}

function authorName({ reader }: Opened, { author }: OpenedEntry): string {
  return author.toLowerCase() === reader.address.toLowerCase() ? "you" : author;
}

function fileButton({ context }: Opened, file: OpenedFile): HTMLElement {
  const state = el("span", { className: "hint" }, ` ${sizeText(file.size)}`);
  const start = async () => {
    button.disabled = true;
    try {
      const stream = readFile(context, file.handle, {
        onProgress: (it) => {
          if (it.step === "decrypt") state.textContent = ` ${percent(it)}`;
        },
      });
      save(await collect(stream), file.name);
      state.textContent = ` ${sizeText(file.size)}, saved`;
    } catch (error) {
      state.replaceChildren(problem(error));
    }
    button.disabled = false;
  };
  const button = el("button", { type: "button", onclick: start }, `Save ${file.name}`);
  return el("div", { className: "row" }, button, state);
}

function zipButton({ context, reader }: Opened, records: Hex[], label: string): HTMLElement {
  const state = el("span", { className: "hint", role: "status" });
  const start = async () => {
    button.disabled = true;
    state.textContent = " Looking through …";
    try {
      let missing = 0;
      const stream = await exportRecords(context, reader, {
        as: "zip",
        records,
        onProgress: (it) => {
          if (it.step !== "write") return;
          missing = it.missing;
          state.textContent = ` ${percent(it)}`;
        },
      });
      save(await collect(stream), "leasehold.zip");
      const lacking = missing === 1 ? "1 file" : `${missing} files`;
      state.textContent =
        missing === 0 ? " Saved." : ` Saved, without ${lacking} that cannot be had.`;
    } catch (error) {
      state.replaceChildren(problem(error));
    }
    button.disabled = false;
  };
  const button = el("button", { type: "button", onclick: start }, label);
  return el("div", { className: "row" }, button, state);
}

function percent({ done, total }: { done: number; total: number }): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)} %`;
}
