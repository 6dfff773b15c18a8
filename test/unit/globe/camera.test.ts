// Where to look from: every level has its view, outer ones from farther; a picture of a small thing is never from inside it.

import { describe, expect, it } from "vitest";
import { homeView, viewOfNode } from "../../../src/globe/camera.ts";
import { LEVEL, type Level } from "../../../src/twin/level.ts";
import { tinyCity } from "../twin/tinyCity.ts";

describe("viewOfNode", () => {
  const nodes = tinyCity();
  const ORDER: Level[] = ["city", "district", "street", "grid", "facility", "point"];
  const slotAt = (level: Level): number => nodes.columns.level.indexOf(LEVEL[level]);

  it("looks at the node, from above, from farther the farther out its level", () => {
    const { lon, lat, radius } = nodes.columns;
    [9000, 4000, 1500, 150, 60, 0].forEach((metres, i) => {
      radius[slotAt(ORDER[i])] = metres;
    });
    const views = ORDER.map((level) => viewOfNode(nodes, slotAt(level)));
    for (const [i, view] of views.entries())
      expect([view.lon, view.lat]).toEqual([lon[slotAt(ORDER[i])], lat[slotAt(ORDER[i])]]);
    for (let i = 1; i < views.length; i++) {
      expect(views[i].range).toBeLessThan(views[i - 1].range);
      expect(views[i].pitch).toBeGreaterThan(-90);
      expect(views[i].pitch).toBeLessThan(0);
    }
  });

  it("holds the whole node: never nearer than its own radius, never at no distance", () => {
    const { radius } = nodes.columns;
    for (const level of ORDER)
      for (const metres of [0, 10, 1000, 40_000]) {
        const slot = slotAt(level);
        radius[slot] = metres;
        const { range } = viewOfNode(nodes, slot);
        expect(range).toBeGreaterThanOrEqual(190);
        if (level !== "point") expect(range).toBeGreaterThan(metres);
      }
  });
});

describe("homeView", () => {
  const view = { lon: 1, lat: 2, height: 3, heading: 4, pitch: -5 };
  it("is the manifest's home, or none", () => {
    expect(homeView({ home: view, wall: { ...view, lon: 9 } })).toEqual(view);
    expect(homeView({})).toBeUndefined();
  });
});
