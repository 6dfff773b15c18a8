// What can be picked is what is drawn: the rule in TypeScript against the shader's own text, run as a program, over every case.

import { describe, expect, it } from "vitest";
import { type Focus, visibleAt } from "../../../src/globe/layers/assets.ts";
import { ASSET_SIGNS, ASSET_STEMS } from "../../../src/globe/shaders/assets.ts";
import { LEVEL } from "../../../src/twin/level.ts";

type Vec = { x: number; y: number; z: number; w: number };
type Shown = (slot: number, level: number, minLevel: number, severity: number) => number;

/** The GLSL function `ywShown` as JavaScript; its text needs nothing but other words for types. */
function fromGlsl(glsl: string): (focus: Vec, range: Vec, hand: Vec) => Shown {
  const body = glsl.match(/float ywShown\([^)]*\) \{([\s\S]*?)\n\}/)?.[1];
  if (!body) throw new Error("the shader has no ywShown");
  const script = body.replace(/\b(?:float|bool) (\w+) =/g, "const $1 =").replace(/\babs\(/g, "Math.abs(");
  const make = new Function(
    "u_focus",
    "u_range",
    "u_hand",
    "ywIn",
    `return (slot, level, minLevel, severity) => {${script}\n}`,
  );
  const inRange = (slot: number, first: number, end: number): boolean => slot >= first - 0.5 && slot < end - 0.5;
  return (focus, range, hand) => make(focus, range, hand, inRange) as Shown;
}

describe("which assets show", () => {
  const [first, end] = [100, 200];

  it.each([
    ["signs", ASSET_SIGNS.vertex],
    ["stems", ASSET_STEMS.vertex],
  ])("%s: shader and picker agree in every case", (_name, glsl) => {
    const shader = fromGlsl(glsl);
    let cases = 0;
    const verdicts = new Set<boolean>();
    for (let focusLevel = 0; focusLevel <= LEVEL.facility; focusLevel++)
      for (const placeStart of focusLevel === 0 ? [0] : [0, 7])
        for (const slot of [99, 100, 150, 199, 200])
          for (const level of [LEVEL.facility, LEVEL.floor, LEVEL.equipment, LEVEL.point])
            for (let minLevel = 0; minLevel <= LEVEL.point; minLevel++)
              for (let severity = 0; severity <= 5; severity++) {
                const focus: Focus = { placeStart, placeEnd: 50, level: focusLevel, assetStart: first, assetEnd: end };
                const shown = shader(
                  { x: placeStart, y: 50, z: focusLevel, w: 0 },
                  { x: first, y: end, z: 0, w: 0 },
                  { x: -1, y: -1, z: 1, w: 1 },
                )(slot, level, minLevel, severity);
                const picked = visibleAt(focus, slot, level, minLevel, severity);
                if (picked !== shown > 0.5)
                  throw new Error(
                    `differ: ${JSON.stringify({ focus, slot, level, minLevel, severity, shown, picked })}`,
                  );
                verdicts.add(picked);
                cases++;
              }
    expect(cases).toBeGreaterThan(10_000);
    expect(verdicts.size).toBe(2);
  });

  it("shows what the levels promise: fewer and graver above, all below", () => {
    const city: Focus = { placeStart: 0, placeEnd: 50, level: 0, assetStart: 0, assetEnd: 1000 };
    const grid: Focus = { placeStart: 9, placeEnd: 10, level: LEVEL.grid, assetStart: 100, assetEnd: 110 };
    const point = (focus: Focus, slot: number, severity: number): boolean =>
      visibleAt(focus, slot, LEVEL.point, LEVEL.grid, severity);
    expect([3, 4, 5].map((severity) => point(city, 5, severity))).toEqual([false, true, true]);
    expect([0, 1, 2, 5].map((severity) => point(grid, 105, severity))).toEqual([true, true, true, true]);
    expect([0, 1, 2, 5].map((severity) => point(grid, 99, severity))).toEqual([false, false, false, false]);
  });
});
