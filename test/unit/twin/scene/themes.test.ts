// Themes of the wall in the manifest: what they name must be there, and a wall without any has one.

import { describe, expect, it } from "vitest";
import { readScene, SceneError } from "../../../../src/twin/scene/readScene.ts";
import { OVERVIEW, themesOf } from "../../../../src/twin/scene/themes.ts";
import { TINY_SCENE } from "../../hub/tinyHub.ts";

const indicator = (id: string, unit: string) => ({
  id,
  field: "resilience",
  name: { zh: id },
  unit,
  compute: { op: "mean", kind: "level" },
});
const read = (...themes: object[]) =>
  readScene({ ...TINY_SCENE, sources: {}, indicators: [indicator("a", "m"), indicator("b", "%")], themes });
const faultsOf = (...themes: object[]): string[] => {
  try {
    read(...themes);
  } catch (error) {
    if (error instanceof SceneError) return error.faults.map(({ path, reason }) => `${path} ${reason}`);
    throw error;
  }
  return [];
};
const named = { id: "one", name: { zh: "一" } };

describe("themes", () => {
  it("are the seven fields where the scene has none, and the scene's where it has", () => {
    expect(themesOf(read())).toEqual([OVERVIEW]);
    const [theme] = themesOf(read({ ...named, left: [{ show: "figures", title: { zh: "水" }, indicators: ["a"] }] }));
    expect(theme).toMatchObject({ id: "one", kinds: [], right: [], tour: { seconds: 25, stops: [], needs: 3 } });
  });

  it("name kinds, indicators, cameras and surfaces that are there", () => {
    expect(faultsOf({ ...named, kinds: ["nothing"] })).toEqual(['themes[0].kinds[0] kind "nothing" is not in kinds']);
    expect(faultsOf({ ...named, surface: "level" })).toEqual(['themes[0].surface "level" is no kind with a surface']);
    expect(faultsOf({ ...named, right: [{ show: "ranking", indicator: "c" }] })).toEqual([
      'themes[0].right[0] indicator "c" is not in indicators',
    ]);
    expect(faultsOf({ ...named, tour: { stops: [{ place: "any" }, { camera: "roof" }] } })).toEqual([
      'themes[0].tour.stops[1].camera camera "roof" is not in cameras',
    ]);
    expect(faultsOf({ ...named, left: [{ show: "trend", indicators: ["a", "b"] }] })).toEqual([
      "themes[0].left[0] its indicators differ in unit",
    ]);
    expect(faultsOf(named, named)).toEqual(['themes[1].id "one" stands twice']);
  });

  it("have at most seven figures a panel", () => {
    const indicators = Array.from({ length: 8 }, () => "a");
    expect(faultsOf({ ...named, left: [{ show: "figures", title: { zh: "水" }, indicators }] })[0]).toMatch(
      /themes\[0\]\.left\[0\]\.indicators/,
    );
  });
});
