import { crc32, deflateSync } from "node:zlib";
import type { FileSource } from "../../../lib/sharing/index.ts";

/** A demo file; all of its content is made here. */
export function textFile(name: string, type: string, text: string): FileSource {
  return fileOf(name, type, new TextEncoder().encode(text));
}

/** A grey-scale PNG of soft rings, in the place of a scan. */
export function scanImage(name: string, size = 480): FileSource {
  const rows = new Uint8Array((size + 1) * size);
  const centre = size / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = Math.hypot((x - centre) / 0.8, y - centre);
      const ring = Math.cos(distance / 14) * 40;
      const fade = Math.max(0, 1 - distance / centre);
      rows[y * (size + 1) + 1 + x] = Math.min(255, Math.round((150 + ring) * fade));
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  header.set([8, 0, 0, 0, 0], 8); // 8 bits, grey, deflate, no filter method, not interlaced
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const png = Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
  return fileOf(name, "image/png", png);
}

/** A PDF of one small page: a heading, a rule, and lines below it (ISO 32000-1, 7.5). No parentheses. */
export function pageFile(
  name: string,
  { heading, lines }: { heading: string; lines: readonly string[] },
): FileSource {
  const text = lines.map((line) => `0 -24 Td (${line}) Tj`).join(" ");
  const drawing = [
    `BT /F1 22 Tf 40 230 Td (${heading}) Tj ET`,
    "0.6 w 40 214 m 380 214 l S",
    `BT /F2 12 Tf 40 206 Td ${text} ET`,
  ].join("\n");
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 297] /Contents 4 0 R
      /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    font("Helvetica-Bold"),
    font("Helvetica"),
  ];
  let pdf = "%PDF-1.7\n";
  const places = objects.map((object, i) => {
    const place = pdf.length;
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const start = pdf.length;
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return textFile(name, "application/pdf", pdf);
}

/** A chunk of a PNG (ISO/IEC 15948, 5.3): length, type, data, CRC. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function fileOf(name: string, type: string, bytes: Uint8Array): FileSource {
  const copy = new Uint8Array(bytes);
  return new File([copy], name, { type }) as FileSource;
}
