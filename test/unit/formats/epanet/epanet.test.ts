// EPANET networks: sections, units, names and places as EPANET itself takes them; whatever is broken is said.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { epanet } from "../../../../src/formats/epanet/epanet.ts";
import { SourceError } from "../../../../src/formats/fault.ts";
import { readFeatures } from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile } from "../../../../src/formats/sourceFile.ts";
import { sharedData } from "../../../support/need.ts";
import { fuzz } from "../support/fuzz.ts";
import { countBy, readAll } from "../support/readAll.ts";

const SMALL = `
[TITLE]
 a town; with a comment

[JUNC]                       ; half-written, as EPANET allows
 J1\t100\t5
 "J 2"  90   5
 J3 80
[RESERVOIRS]
 R1 120
[TANKS]
 T1 110 1 0 5 50 0
[PIPES]
 P1 R1 J1 1000 12 100 0 Open ;
 P2 J1 "J 2" 500 8 100 CV
 P3 "J 2" J9 500 8 100
[PUMPS]
 PU1 J1 T1 HEAD 1
[VALVES]
 V1 J1 J3 6 PRV 50 0
[STATUS]
 P1 Closed
[TAGS]
 NODE J1 main
 LINK P1 trunk
[PATTERNS]
 1 0.5 0.5
[OPTIONS]
 UNITS GPM
[COORDINATES]
 J1 500100 3400000
 "J 2" 500200 3400100
 R1 500000 3400000
 T1 500150 3400050
[VERTICES]
 P1 500050 3400020
 P1 500060 3400030
[END]
 this is never read
`;
const small = (text = SMALL, options = {}) => readAll(epanet, { name: "small.inp", content: text }, options);

describe("a network", () => {
  it("becomes features with their places, bends and metres", async () => {
    const { features, findings, report } = await small();
    expect(countBy(features, "type")).toEqual({ Junction: 2, Reservoir: 1, Tank: 1, Pipe: 2, Pump: 1 });
    expect(findings).toEqual({ "no-coordinates": 1, "end-missing": 2 });
    expect(JSON.stringify(report.toJSON().skipped)).toContain("Junction J3");
    const of = (id: string) => features.find((feature) => feature.id === id);
    expect(of("J1")).toMatchObject({
      properties: { type: "Junction", code: "J1", elevation: 30.48, tag: "main" },
      geometry: { type: "Point", coordinates: [500100, 3400000] },
      where: "line 6",
    });
    expect(of("T1")?.properties.diameter).toBe(15.24);
    expect(of("P1")).toMatchObject({
      properties: { length: 304.8, diameter: 0.3048, roughness: 100, status: "Closed", tag: "trunk" },
      geometry: {
        coordinates: [
          [500000, 3400000],
          [500050, 3400020],
          [500060, 3400030],
          [500100, 3400000],
        ],
      },
    });
    // Water runs both ways through a pipe, but not through a check valve or a pump.
    expect(of("P1")?.properties).not.toHaveProperty("downstream");
    expect(of("P2")?.properties).toMatchObject({ downstream: "J 2", status: "CV" });
    expect(of("PU1")?.properties).toMatchObject({ downstream: "T1" });
  });

  it.each([
    ["LPS", 1, 0.001],
    ["cmh", 1, 0.001],
    ["CFS", 0.3048, 0.0254],
    ["MGD", 0.3048, 0.0254],
  ])("in %s is in the units that go with it", async (flow, length, diameter) => {
    const { features } = await small(SMALL.replace("GPM", flow));
    const pipe = features.find(({ id }) => id === "P1");
    expect(pipe?.properties.length).toBeCloseTo(1000 * length, 4);
    expect(pipe?.properties.diameter).toBeCloseTo(12 * diameter, 4);
  });

  it("can be read one type at a time", async () => {
    expect(countBy((await small(SMALL, { layer: "pipe" })).features, "type")).toEqual({ Pipe: 2 });
  });

  it("tells links apart by their type where nodes have the same ids, and says so", async () => {
    const { features, report } = await small(SMALL.replace(" P1 R1", " J1 R1"));
    expect(features.filter(({ id }) => id === "J1")).toHaveLength(1);
    expect(features.some(({ id }) => id === "pipe-J1")).toBe(true);
    expect(report.notes.join()).toMatch(/links are called pipe-/);
  });
});

describe("what cannot be read", () => {
  const rejects = (text: string, words: RegExp) => expect(small(text)).rejects.toThrow(words);
  it("is refused with its reason and mend", async () => {
    await rejects("[TITLE]\nnothing\n[END]\n", /has no nodes.* → export/);
    await rejects(SMALL.replace("[COORDINATES]", "[NOTHING]"), /has no \[COORDINATES\]/);
    await rejects(`[TITLE]\n[CONDUITS]\n${SMALL}`, /is a storm water model/);
    await rejects("\u0000\u0001\u0002", /./);
  });

  it("row by row is skipped and listed", async () => {
    const { findings } = await small(
      SMALL.replace(" P2 J1", ` ${"x".repeat(70_000)}\n P9\n P1 J1 R1\n P2 J1`).replace(" J3 80", " J3 80\n J1 7"),
    );
    expect(findings).toMatchObject({ "row-too-long": 1, "row-incomplete": 1, "id-twice": 2 });
  });

  it("is told a coordinate system, for no file says it", async () => {
    const file = memoryFile("small.inp", new TextEncoder().encode(SMALL));
    const read = (crs?: string) => readFeatures(file, { source: "s", report: new SourceReport(), crs });
    await expect(read()).rejects.toThrow(/does not say its coordinate system.*x 500000 to 500200.* → name it with crs/);
    const [first] = await read("EPSG:4549");
    expect(first.points[0][0]).toBeCloseTo(120, 2);
  });

  it("in pieces of any size comes out the same, and damaged ends in features or a SourceError", async () => {
    const bytes = new TextEncoder().encode(SMALL);
    const whole = (await small()).features;
    const slow = { ...memoryFile("small.inp", bytes), async *stream() { for (const byte of bytes) yield Uint8Array.of(byte); } }; // biome-ignore format: one line
    const opened = await epanet.open(slow, { source: "s", report: new SourceReport() });
    const features = [];
    for await (const batch of opened.features()) features.push(...batch);
    expect(features).toEqual(whole);
    const { cut, flipped } = await fuzz(epanet, "small.inp", bytes, { cuts: 100, flips: 300 });
    expect(cut.read + cut.errors + flipped.read + flipped.errors).toBe(400);
    expect(flipped.read).toBeGreaterThan(5);
  });

  it("without an end is refused or skipped without growing", async () => {
    const endless = new Uint8Array(8 << 20).fill(0x41);
    endless.set(new TextEncoder().encode("[JUNCTIONS]\nJ1 1\n[COORDINATES]\nJ1 1 2\n[PIPES]\n"));
    const { features, findings } = await readAll(epanet, { name: "long.inp", content: endless });
    expect(features).toHaveLength(1);
    expect(findings).toEqual({ "row-too-long": 1 });
  });
});

const NET3 = sharedData("utilities/epanet_Net3.inp");
describe.skipIf(!NET3)("published networks", () => {
  it("Net3 is whole", async () => {
    const { features, findings } = await readAll(epanet, NET3 as string);
    // As counted in the text of the file: rows of [JUNCTIONS] and [PIPES].
    expect(countBy(features, "type")).toEqual({ Junction: 92, Reservoir: 2, Tank: 3, Pipe: 117, Pump: 2 });
    expect(findings).toEqual({});
    expect(features.find(({ id }) => id === "pipe-60")?.properties).toMatchObject({
      length: 375.2088,
      diameter: 0.6096,
    });
  });

  it("Net1 and a file in Latin-1 text are read, and refused without a coordinate system", async () => {
    for (const path of ["utilities/epanet_Net1.inp", "utilities/edge/epanet_latin1.inp"]) {
      const file = sharedData(path) as string;
      const { features } = await readAll(epanet, file);
      expect(countBy(features, "type")).toMatchObject({ Junction: 9, Reservoir: 1, Tank: 1, Pump: 1 });
      const bytes = new Uint8Array(readFileSync(file));
      await expect(readFeatures(memoryFile(path, bytes), { source: "s", report: new SourceReport() })).rejects.toThrow(
        SourceError,
      );
    }
    const { features } = await readAll(epanet, sharedData("utilities/edge/epanet_latin1.inp") as string);
    expect(features.some(({ id }) => String(id).endsWith("12Ù"))).toBe(true);
  });
});
