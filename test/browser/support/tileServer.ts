// A stranger's map server: answers every request for a tile with one colour, one polygon or one height, and remembers what was asked.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PNG } from "pngjs";

/** A PNG of one colour. */
export function plainPng(red: number, green: number, blue: number, size = 256): Buffer {
  const png = new PNG({ width: size, height: size });
  for (let i = 0; i < png.data.length; i += 4) png.data.set([red, green, blue, 255], i);
  return PNG.sync.write(png);
}

/** Terrain-RGB of one height, m: −10000 + 0.1 × (65536 R + 256 G + B). */
export function heightPng(metres: number): Buffer {
  const value = Math.round((metres + 10_000) * 10);
  return plainPng(value >> 16, (value >> 8) & 255, value & 255);
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const field = (number: number, bytes: readonly number[]): number[] => [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes]; // biome-ignore format: one line
const number = (id: number, value: number): number[] => [...varint(id << 3), ...varint(value)];
const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

/** A Mapbox vector tile (specification 2.1) with one square over the whole tile in one layer. */
export function squareMvt(layer: string): Buffer {
  const size = 4096;
  const steps = [[0, 0], [size, 0], [0, size], [-size, 0]]; // biome-ignore format: one line
  const [start, ...rest] = steps.map(([x, y]) => [...varint(zigzag(x)), ...varint(zigzag(y))]);
  const geometry = [
    ...varint((1 << 3) | 1),
    ...start,
    ...varint((3 << 3) | 2),
    ...rest.flat(),
    ...varint((1 << 3) | 7),
  ];
  const feature = [...number(3, 3), ...field(4, geometry)];
  const name = [...new TextEncoder().encode(layer)];
  return Buffer.from(field(3, [...number(15, 2), ...field(1, name), ...field(2, feature), ...number(5, size)]));
}

export interface TileServer {
  /** http://localhost:PORT */
  url: string;
  /** Paths and queries asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** A body, or what makes it of the pattern's match. */
type Body = Buffer | ((match: RegExpExecArray) => Buffer);

/** @param answers pattern of the path → body and type; first match decides, 404 without one */
export async function startTileServer(answers: readonly (readonly [RegExp, Body, string])[]): Promise<TileServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const address = request.url ?? "";
    asked.push(address);
    response.setHeader("Access-Control-Allow-Origin", "*");
    const found = answers.find(([pattern]) => pattern.test(address));
    response.writeHead(found ? 200 : 404, found ? { "Content-Type": found[2] } : {});
    const body = found?.[1];
    response.end(typeof body === "function" ? body(found?.[0].exec(address) as RegExpExecArray) : body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
