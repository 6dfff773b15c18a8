// Which district a camera is near: where it looks, not where it stands; none from far away or when it looks at the sky.

import { describe, expect, it } from "vitest";
import { districtSeen } from "../../../src/app/near.ts";
import { NO_SLOT } from "../../../src/twin/nodeTable.ts";
import { layOut } from "../twin/tinyCity.ts";

const street = (code: string, lon: number) => ({ level: "street" as const, code, lon, lat: 31 });
const nodes = layOut(
  {
    level: "city",
    code: "C",
    children: [
      { level: "district", code: "WEST", children: [street("W1", 121.0), street("W2", 121.05)] },
      { level: "district", code: "EAST", children: [street("E1", 121.1), street("E2", 121.15)] },
    ],
  },
  0,
);
const seen = (lon: number, height: number, heading: number, pitch: number): string | undefined =>
  nodes.columns.code[districtSeen(nodes, { lon, lat: 31, height, heading, pitch })];

describe("the district a camera is near", () => {
  it("is the one below it when it looks down", () => {
    expect(seen(121.01, 2000, 0, -90)).toBe("WEST");
    expect(seen(121.14, 2000, 0, -90)).toBe("EAST");
  });
  it("is the one it looks at when it looks ahead", () => {
    // Six kilometres east of 121.04 is beyond the border.
    expect(seen(121.04, 2000, 90, -18)).toBe("EAST");
    expect(seen(121.04, 2000, 270, -18)).toBe("WEST");
  });
  it("is none from far away, and none when it looks at the sky", () => {
    for (const [height, pitch] of [
      [20_000, -90],
      [2000, 10],
      [2000, -3],
    ])
      expect(districtSeen(nodes, { lon: 121, lat: 31, height, heading: 0, pitch })).toBe(NO_SLOT);
  });
});
