// Which point moves a line: its own before one on its asset before one beside it, and never one of another network.

import { describe, expect, it } from "vitest";
import { NO_DRIVER } from "../../../src/builder/layers/lines.ts";
import { lineDrivers } from "../../../src/builder/lineDrivers.ts";
import type { LineClass, LineSource } from "../../../src/builder/source.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { DRIVE } from "../../../src/twin/lineDrive.ts";
import { kind as kindSchema } from "../../../src/twin/scene/schema.ts";
import { layOut } from "../twin/tinyCity.ts";

const kinds = [
  { id: "index", range: [1, 4], line: "congestion" },
  { id: "flow", range: [-100, 300], line: "flow", network: "water" },
  { id: "level", range: [0, 1] },
].map((each) => kindSchema.parse({ level: "point", name: { zh: each.id }, field: "governance", ...each }));

/** About 10 m to the north at this latitude. */
const TEN_M = 0.00009;
const nodes = layOut(
  {
    level: "city",
    code: "C",
    children: [
      {
        level: "grid",
        code: "G",
        children: [
          { level: "point", code: "OWN", kind: 0, lon: 0.005, lat: 0.5 },
          {
            level: "facility",
            code: "MAIN",
            lon: 0.005,
            lat: 0.5,
            children: [
              { level: "point", code: "LEVEL", kind: 2, lon: 0.005, lat: 0.5 },
              { level: "point", code: "ON", kind: 1, lon: 0.005, lat: 0.5 },
            ],
          },
          { level: "point", code: "BESIDE", kind: 1, lon: 0.005, lat: 0.1 + TEN_M },
          { level: "point", code: "FAR", kind: 0, lon: 0.005, lat: 0.1 + 4 * TEN_M },
        ],
      },
    ],
  },
  0,
);
const line = (klass: LineClass, lat: number, assetCode?: string): LineSource => ({
  klass,
  path: Float64Array.of(0, lat, 0.01, lat),
  width: 8,
  ...(assetCode ? { assetCode } : {}),
});

describe("what moves a line", () => {
  const report = new SourceReport();
  const found = lineDrivers(
    [
      line("primary", 0.3, "OWN"),
      line("water-pipe", 0.3, "MAIN"),
      line("water-pipe", 0.3, "LEVEL"),
      line("gas-pipe", 0.1),
      line("primary", 0.1),
      line("water-pipe", 0.1 - TEN_M),
      line("water-pipe", 0.1),
      line("primary", 0.3, "NOBODY"),
    ],
    nodes,
    kinds,
    report,
  );

  it("is the point it names, with what its kind does", () => {
    expect(found[0]).toEqual({ slot: nodes.slotOf("OWN"), drive: DRIVE.congestion, still: 0 });
  });
  it("is a point on its asset; zero lies where the range has it", () => {
    expect(found[1]).toEqual({ slot: nodes.slotOf("ON"), drive: DRIVE.flow, still: 64 });
  });
  it("is nobody when the point measures something else, or there is none", () => {
    expect(found[2]).toEqual(NO_DRIVER);
    expect(found[7]).toEqual(NO_DRIVER);
  });
  it("is else the point nearest beside it, on the nearest line of its network", () => {
    expect(found[6].slot).toBe(nodes.slotOf("BESIDE"));
    expect([found[3], found[4], found[5]]).toEqual([NO_DRIVER, NO_DRIVER, NO_DRIVER]);
  });
  it("tells of a point that stands beside no line", () => {
    expect(report.countOf("driver-alone")).toBe(1);
  });
});
