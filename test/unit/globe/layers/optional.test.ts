// What a scene opens with: pipes lie below the city, unless there is nothing else to see.

import { describe, expect, it } from "vitest";
import { shownAtFirst } from "../../../../src/globe/layers/optional.ts";
import { OPTIONAL_LAYERS } from "../../../../src/twin/scene/layerIds.ts";

describe("shownAtFirst", () => {
  it("hides pipes below a city, and before it is known what there is", () => {
    for (const built of [undefined, new Set(["pipes", "buildings"]), new Set(["pipes", "roads"]), new Set(["ground"])])
      expect(OPTIONAL_LAYERS.filter((layer) => !shownAtFirst(layer, built))).toEqual(["pipes"]);
  });

  it("shows them where they are all there is", () => {
    expect(OPTIONAL_LAYERS.every((layer) => shownAtFirst(layer, new Set(["pipes", "ground", "grids"])))).toBe(true);
  });
});
