import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestFile } from "./files.ts";

/** A host that hostile documents try to reach, on this computer: the page itself might. */
export interface Elsewhere {
  origin: string;
  /** What was asked of it. */
  reached: string[];
  close: () => void;
}

export async function startElsewhere(): Promise<Elsewhere> {
  const reached: string[] = [];
  const server: Server = createServer(({ url = "" }, response) => {
    reached.push(url);
    response.setHeader("access-control-allow-origin", "*").end("here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, reached, close: () => server.close() };
}

const scriptFor = (origin: string) => `window.top.__ran=1;window.__ran=1;fetch("${origin}/script")`;

/** A page that tries to run, to load, to send, to move the frame and to reach the page around it. */
export function hostileHtml(name: string, { origin }: Elsewhere): TestFile {
  const script = scriptFor(origin);
  const html = `<!doctype html><html><head>
<base href="${origin}/">
<meta http-equiv="refresh" content="0;url=${origin}/refresh">
<link rel="stylesheet" href="${origin}/style.css">
<script>${script}</script><script src="${origin}/script.js"></script>
<style>@import url("${origin}/import.css"); body { background: url("${origin}/bg.png") }</style>
</head><body onload='${script}'><h1>Discharge letter</h1>
<img src="${origin}/pixel.png" onerror='${script}'>
<svg onload='${script}'></svg><iframe src="${origin}/frame"></iframe>
<iframe srcdoc='<script>parent.parent.__ran=1</script>'></iframe>
<a href='javascript:${script}'>link</a><object data="${origin}/object"></object>
<form action="${origin}/form"><button autofocus>send</button></form>
</body></html>`;
  return { name, mimeType: "text/html", buffer: Buffer.from(html) };
}

/** A drawing that tries the same. */
export function hostileSvg(name: string, { origin }: Elsewhere): TestFile {
  const script = scriptFor(origin);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" onload='${script}'>
<script>${script}</script><image href="${origin}/pixel.png" width="9" height="9"/>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload='${script}'></body></foreignObject>
<rect width="120" height="80" fill="teal"/></svg>`;
  return { name, mimeType: "image/svg+xml", buffer: Buffer.from(svg) };
}

/**
 * A PDF with a line of text, a script that is to run when it is opened, a link, and a font whose matrix
 * carries code (as of CVE-2024-4367).
 */
export function hostilePdf(name: string, { line, origin }: { line: string } & Elsewhere): TestFile {
  const drawing = `BT /F1 24 Tf 40 120 Td (${line}) Tj ET`;
  return pdfOf(name, [
    "<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WC 6 0 R >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R
      /Resources << /Font << /F1 5 0 R >> >> /AA << /O 6 0 R >> /Annots [<< /Type /Annot
      /Subtype /Link /Rect [0 0 400 200] /A << /S /URI /URI (${origin}/link) >> >>] >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica
      /FontMatrix [0.001 0 0 0.001 0 (0\\); window.__ran = 1; //)] >>`,
    `<< /S /JavaScript /JS (this.__ran = 1; app.launchURL\\("${origin}/launch"\\);) >>`,
  ]);
}

/** A PDF of these objects, the first of which is its catalogue (ISO 32000-1, 7.5). */
function pdfOf(name: string, objects: readonly string[]): TestFile {
  let text = "%PDF-1.7\n";
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(text, "latin1") };
}

/** Silence of so many seconds: 8 000 samples of 8 bits in a second (RIFF WAVE). */
export function soundFile(name: string, seconds: number): TestFile {
  const rate = 8_000;
  const size = rate * seconds;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + size, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(size, 40);
  return { name, mimeType: "audio/wav", buffer: Buffer.concat([header, Buffer.alloc(size, 128)]) };
}

export function typedFile(name: string, mimeType: string, text: string): TestFile {
  return { name, mimeType, buffer: Buffer.from(text) };
}
