// A file of 5 GB: its first and last features come out, nothing is held meanwhile. The bytes are made as they are asked for.

import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/formats/fault.ts";
import { openFeatures } from "../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import type { SourceFile } from "../../../src/formats/sourceFile.ts";

const GIGABYTE = 1024 ** 3;
const PIECE = 1 << 22;

/** `head`, then 5 GB of one byte, then `tail`. */
function hugeFile(name: string, head: string, filler: number, tail: string): SourceFile {
  const [first, last] = [head, tail].map((text) => new TextEncoder().encode(text));
  const middle = new Uint8Array(PIECE).fill(filler);
  const pieces = Math.ceil((5 * GIGABYTE) / PIECE);
  const size = first.length + pieces * PIECE + last.length;
  async function* stream(from = 0): AsyncGenerator<Uint8Array> {
    if (from < first.length) yield first.subarray(from);
    for (let i = Math.max(0, Math.floor((from - first.length) / PIECE)); i < pieces; i++) {
      yield middle;
      // The reader is not alone in the world.
      if (i % 64 === 0) await new Promise((go) => setImmediate(go));
    }
    yield last;
  }
  return {
    name,
    size,
    stream,
    read: async (offset, length) => {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - offset))).fill(filler);
      if (offset < first.length) out.set(first.subarray(offset, offset + out.length));
      const tailAt = size - last.length - offset;
      if (tailAt < out.length) out.set(last.subarray(Math.max(0, -tailAt), out.length - tailAt), Math.max(0, tailAt));
      return out;
    },
    sibling: async () => null,
  };
}

const point = (name: string, lon: number): string =>
  JSON.stringify({ type: "Feature", properties: { name }, geometry: { type: "Point", coordinates: [lon, 31] } });

describe("a file of 5 GB", () => {
  it("is read to its end without being held", async () => {
    const [head, tail] = [`{"type":"FeatureCollection","features":[${point("first", 121)}`, `,${point("last", 122)}]}`];
    const file = hugeFile("x.geojson", head, 0x20, tail);

    expect(file.size).toBeGreaterThan(5e9);
    const stream = await openFeatures(file, { source: "s", report: new SourceReport() });
    const names: unknown[] = [];
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers);
    }, 50);
    try {
      for await (const batch of stream.batches()) for (const { properties } of batch) names.push(properties.name);
    } finally {
      clearInterval(watch);
      await stream.close();
    }
    expect(names).toEqual(["first", "last"]);
    expect(stream.position()).toBeGreaterThan(2 ** 32);
    expect(most - before.heapUsed - before.arrayBuffers).toBeLessThan(400e6);
  });

  it.each([
    ["x.geojson", '{"type":"Feature","properties":{"name":"', 0x61, '"}}', /feature|name|member/],
    ["x.csv", "name,lon,lat\nfirst,121,31\n", 0x61, "\nlast,122,31\n", /row 3 is longer than 16 MB/],
    ["x.inp", "[JUNCTIONS]\nJ1 1\n[PIPES]\n", 0x61, "\n[END]", /has a line longer than 16 MB/],
  ])("of one endless value in %s is refused long before its end", async (name, head, filler, tail, words) => {
    const file = hugeFile(name, head, filler, tail);
    let read = 0;
    const counted: SourceFile = {
      ...file,
      async *stream(from) {
        for await (const piece of file.stream(from)) {
          read += piece.length;
          yield piece;
        }
      },
    };
    const attempt = async (): Promise<void> => {
      const stream = await openFeatures(counted, { source: "s", report: new SourceReport(), crs: "EPSG:4326" });
      for await (const _ of stream.batches());
    };
    await expect(attempt()).rejects.toThrow(words);
    await expect(attempt()).rejects.toThrow(SourceError);
    expect(read).toBeLessThan(1e9);
  });
});
