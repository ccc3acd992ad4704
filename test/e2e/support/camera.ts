import { writeFileSync } from "node:fs";
import { encode } from "uqr";

const SIZE = 480;
/** Neither bright nor dark, and no colour (ITU-R BT.601). */
const GREY = 128;
const WHITE = 235;
const BLACK = 16;

/** Writes what a camera sees that a QR code is held before: a YUV4MPEG2 film of one picture. */
export function filmCode(path: string, text: string): void {
  const { data, size } = encode(text, { border: 4 });
  const luma = Buffer.alloc(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const isDark = data[Math.floor((y * size) / SIZE)]?.[Math.floor((x * size) / SIZE)];
      luma[y * SIZE + x] = isDark ? BLACK : WHITE;
    }
  }
  const chroma = Buffer.alloc(SIZE * SIZE * 0.5, GREY);
  const header = `YUV4MPEG2 W${SIZE} H${SIZE} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  writeFileSync(path, Buffer.concat([Buffer.from(header), luma, chroma]));
}
