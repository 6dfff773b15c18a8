// docs/cases.md is so: its example of a flow is sound, and it has a row for every guard, effect and measure.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { flowFaults } from "../../../src/twin/cases/checkFlow.ts";
import { EFFECTS, flow, guard } from "../../../src/twin/cases/flow.ts";
import { MEASURES } from "../../../src/twin/cases/shapes.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";

const page = readFileSync(new URL("../../../docs/cases.md", import.meta.url), "utf8");

it("the example is a sound flow that a scene may bring", () => {
  const example = JSON.parse(page.match(/```json flow\n([\s\S]*?)```/)?.[1] ?? "");
  expect(flowFaults(flow.parse(example), "example")).toEqual([]);
  const scene = {
    id: "town",
    name: { zh: "城" },
    adminCode: "310100",
    sources: {},
    kinds: [],
    cases: { flows: [example] },
  };
  expect(readScene(scene).cases.flows[0].id).toBe("lamp");
});

it("every guard, effect and measure is explained", () => {
  const guards = guard.options.map((option) => option.shape.is.value);
  for (const word of [...guards, ...EFFECTS, ...MEASURES]) expect(page, word).toContain(`\`${word}\``);
});
