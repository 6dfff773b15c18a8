// A film of one still picture, a QR code, as Chromium plays it in the place of a camera (YUV4MPEG2, 4:2:0).

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";

const [WIDTH, HEIGHT] = [640, 480];
const SIDE = 360;
const FRAMES = 3;

/** Light and dark of a code's squares, row by row, without a margin. */
async function squaresOf(text: string): Promise<{ dark(x: number, y: number): boolean; size: number }> {
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/writer/zxing_writer.wasm"));
  prepareZXingModule({
    overrides: {
      wasmBinary: wasmBinary.buffer.slice(
        wasmBinary.byteOffset,
        wasmBinary.byteOffset + wasmBinary.byteLength,
      ) as ArrayBuffer,
    },
  });
  const { symbol } = await writeBarcode(text, { format: "QRCode" });
  const { data, width } = symbol;
  return { size: width, dark: (x, y) => data[y * width + x] === 0 };
}

/** Writes a film of a code on white. @param path ends in .y4m */
export async function writeCodeVideo(path: string, text: string): Promise<void> {
  const { dark, size } = await squaresOf(text);
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235);
  const [left, top] = [(WIDTH - SIDE) >> 1, (HEIGHT - SIDE) >> 1];
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      if (dark(Math.floor((x * size) / SIDE), Math.floor((y * size) / SIDE))) luma[(top + y) * WIDTH + left + x] = 16;
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, chroma]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([head, ...Array.from({ length: FRAMES }, () => frame)]));
}
