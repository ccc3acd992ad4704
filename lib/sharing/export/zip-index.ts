import type { Address, Hex } from "viem";

/** What an archive's index says of a record; also the form of its `index.json`. */
export interface IndexedRecord {
  id: Hex;
  owner: Address;
  title: string;
  description: string;
  sections: IndexedSection[];
}

export interface IndexedSection {
  number: number;
  title: string;
  description: string;
  entries: {
    /** When it was published, ISO 8601, to the minute. */
    published: string;
    author: Address;
    message: string;
    /** `open`, or why it is not in the archive. */
    status: string;
    files: { name: string; type: string; size: number; path: string | null }[];
  }[];
}

export interface ZipIndex {
  version: 1;
  /** Chain time of the export, ISO 8601. */
  made: string;
  account: Address;
  records: IndexedRecord[];
}

/** The index as a page that needs nothing else. Whatever people wrote is shown as text. */
export function indexPage(index: ZipIndex): string {
  const records = index.records.map(recordPart).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Leasehold export</title>
<style>
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
h1, h2, h3 { line-height: 1.2 }
small { opacity: 0.75 }
article { border-top: 1px solid; margin-top: 2rem }
.message { white-space: pre-wrap }
</style>
<h1>Leasehold export</h1>
<p>What was open to ${escapeHtml(index.account)} on ${escapeHtml(index.made)}, decrypted. Keep it where only you can read it.</p>
${records}
</html>
`;
}

function recordPart({ title, description, id, owner, sections }: IndexedRecord): string {
  return `<article>
<h2>${escapeHtml(title || "Untitled record")}</h2>
<p>${escapeHtml(description)}</p>
<p><small>Record ${escapeHtml(id)}, owned by ${escapeHtml(owner)}</small></p>
${sections.map(sectionPart).join("\n")}
</article>`;
}

function sectionPart({ title, number, description, entries }: IndexedSection): string {
  const items = entries.map(({ published, author, message, status, files }) => {
    const links = files.map(({ name, size, path }) => {
      const size_ = `<small>${size.toLocaleString("en")} bytes</small>`;
      const link =
        path === null ? escapeHtml(name) : `<a href="${hrefOf(path)}">${escapeHtml(name)}</a>`;
      return `<li>${link} ${size_}${path === null ? " (not in this archive)" : ""}</li>`;
    });
    const why =
      status === "open" ? "" : `<p><em>Not in this archive: ${escapeHtml(status)}</em></p>`;
    return `<section>
<p><small>${escapeHtml(published)} by ${escapeHtml(author)}</small></p>
<p class="message">${escapeHtml(message)}</p>${why}
<ul>${links.join("")}</ul>
</section>`;
  });
  return `<h3>${escapeHtml(title || `Section ${number}`)}</h3>
<p>${escapeHtml(description)}</p>
${items.join("\n")}`;
}

function hrefOf(path: string): string {
  return `./${path.split("/").map(encodeURIComponent).join("/")}`.replaceAll("'", "%27");
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
