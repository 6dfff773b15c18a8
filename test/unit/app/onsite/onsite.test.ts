// What is nearest, which way it lies, and what a code on an asset says, read from a real picture of one.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { prepareZXingModule as prepareWriter, writeBarcode } from "zxing-wasm/writer";
import { readCode } from "../../../../src/app/onsite/code.ts";
import { nearestAssets, wayTo, windOf } from "../../../../src/app/onsite/nearest.ts";
import type { NodeTable } from "../../../../src/twin/nodeTable.ts";
import { tinyCity } from "../../twin/tinyCity.ts";

type Nodes = Pick<NodeTable, "columns" | "placeCount" | "coreCount">;

/** Assets on a line east of a place at 120° E, 30° N: slot i stands i × 0.001° away; the last is mounted on the one before it. */
function line(count: number): Nodes {
  const total = count + 1;
  const columns = {
    lon: Float64Array.from({ length: total }, (_, i) => 120 + i * 0.001),
    lat: new Float64Array(total).fill(30),
    parent: Int32Array.from({ length: total }, (_, i) => (i === count ? count - 1 : 0)),
    code: Array.from({ length: total }, (_, i) => (i === 2 ? "" : `C${i}`)),
    level: new Uint8Array(total).fill(5),
    kind: Uint16Array.from({ length: total }, (_, i) => i % 2),
  };
  return { columns, placeCount: 1, coreCount: total } as unknown as Nodes;
}

describe("what is nearest", () => {
  it("comes first, without what is mounted on another asset and what one may not see", () => {
    const near = nearestAssets(line(9), { lon: 120, lat: 30 });
    expect(near.map(({ slot }) => slot)).toEqual([1, 3, 4, 5, 6, 7, 8]);
    // 0.001° of longitude at 30° N: 111.195 km × cos 30° / 1000.
    expect(near[0].metres).toBeCloseTo(96.3, 0);
    expect(near[0].bearing).toBeCloseTo(90, 1);
  });
  it("is of one kind when one is asked for, mounted or not, and no more than wanted", () => {
    const nodes = line(9);
    expect(nearestAssets(nodes, { lon: 120.0091, lat: 30 }, 1, 3).map(({ slot }) => slot)).toEqual([9, 7, 5]);
  });
  it("is the same as sorting all of them", () => {
    const nodes = tinyCity();
    const at = { lon: nodes.columns.lon[nodes.placeCount] + 0.002, lat: nodes.columns.lat[nodes.placeCount] };
    const near = nearestAssets(nodes, at);
    expect(near.length).toBeGreaterThan(0);
    expect(near.map(({ metres }) => metres)).toEqual(near.map(({ metres }) => metres).sort((a, b) => a - b));
  });
  it("lies in one of eight winds", () => {
    expect([0, 44, 91, 180, 269, 316, 359].map(windOf)).toEqual(["n", "ne", "e", "s", "w", "nw", "n"]);
    expect(windOf(wayTo({ lon: 120, lat: 30 }, { lon: 119.99, lat: 29.99 }).bearing)).toBe("sw");
  });
});

describe("a code on an asset", () => {
  it("is the asset's code, alone or as a urn, or an address that names a node or a case, of whatever host", () => {
    expect(readCode(" 3399010282000001\n")).toEqual({ is: "node", code: "3399010282000001" });
    expect(readCode("urn:yw:3399010282000001")).toEqual({ is: "node", code: "3399010282000001" });
    expect(readCode("https://old.example/field?node=A-1&lang=en")).toEqual({ is: "node", code: "A-1" });
    expect(readCode("http://10.0.0.4:8080/field?case=12")).toEqual({ is: "case", id: 12 });
  });
  it("of somebody else is nothing", () => {
    for (const text of [
      "",
      "   ",
      "https://example.com/",
      "two words",
      "https://",
      "x".repeat(3000),
      "https://a/?case=-1",
    ])
      expect(readCode(text)).toEqual({ is: "nothing" });
  });
  it("is read from a picture by the library the page falls back to", async () => {
    const require = createRequire(import.meta.url);
    const wasm = (name: string): ArrayBuffer => {
      const bytes = readFileSync(require.resolve(`zxing-wasm/${name}/zxing_${name}.wasm`));
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    };
    prepareWriter({ overrides: { wasmBinary: wasm("writer") } });
    prepareZXingModule({ overrides: { wasmBinary: wasm("reader") } });
    const address = "https://twin.example/field?node=3399010282000001";
    const { image } = await writeBarcode(address, { format: "QRCode", scale: 4 });
    const [found] = await readBarcodes(image as Blob, { formats: ["QRCode"] });
    expect(readCode(found.text)).toEqual({ is: "node", code: "3399010282000001" });
  });
});
