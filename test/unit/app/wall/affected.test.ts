// What an alarm touches: its facility, the network below it, the buildings around.

import { describe, expect, it } from "vitest";
import { affectedBy } from "../../../../src/app/wall/affected.ts";
import { rank } from "../../../../src/app/wall/Ranking.tsx";
import { layOut, tinyCity } from "../../twin/tinyCity.ts";

describe("what an alarm touches", () => {
  it("is its facility and what lies downstream of both, once, though the network runs in a ring", () => {
    const point = (code: string, downstream?: string) => ({ level: "point" as const, code, kind: 0, downstream });
    const nodes = layOut(
      {
        level: "city",
        code: "1",
        children: [
          {
            level: "district",
            code: "11",
            children: [
              { level: "facility", code: "F", downstream: "C", children: [point("A", "B")] },
              point("B", "C"),
              point("C", "D"),
              point("D", "B"),
            ],
          } as never,
        ],
      },
      0,
    );
    const { facility, downstream } = affectedBy(nodes, nodes.slotOf("A"));
    expect(nodes.columns.code[facility]).toBe("F");
    expect(downstream.map((slot) => nodes.columns.code[slot])).toEqual(["B", "C", "D"]);
  });

  it("has no facility where a point stands in the open", () => {
    const nodes = tinyCity();
    expect(affectedBy(nodes, nodes.slotOf("L3"))).toMatchObject({ facility: -1, downstream: [], buildings: 0 });
    expect(affectedBy(nodes, nodes.slotOf("F1")).facility).toBe(-1);
  });
});

describe("a ranking", () => {
  const row = (slot: number, value: number | null) => ({ slot, figure: { value } as never });
  const rows = [row(1, 5), row(2, null), row(3, 2), row(4, 9)];
  it("has the worst first, whichever end that is, and leaves out who has no value", () => {
    expect(rank(rows, "high").map(({ slot }) => slot)).toEqual([3, 1, 4]);
    expect(rank(rows, "low").map(({ slot }) => slot)).toEqual([4, 1, 3]);
  });
});
