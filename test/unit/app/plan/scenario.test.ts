// What the planner has in hand: steps there and back, corners typed in, proposals from files, the address.

import { beforeEach, describe, expect, it } from "vitest";
import { readCorners } from "../../../../src/app/plan/Corners.tsx";
import { importProposal } from "../../../../src/app/plan/importProposal.ts";
import { freshId, NO_SCENARIO, redo, step, undo, usePlan } from "../../../../src/app/plan/store.ts";
import { readUrl } from "../../../../src/app/url.ts";
import { EMPTY_SCENARIO } from "../../../../src/twin/scenarios/shapes.ts";

beforeEach(() => usePlan.setState({ ...NO_SCENARIO }));
const gone = (): readonly string[] => usePlan.getState().body.removed;
const remove = (code: string): void => {
  const { body } = usePlan.getState();
  step({ ...body, removed: [...body.removed, code] });
};

describe("steps", () => {
  it("go back as far as there were any, and forward again until something else is done", () => {
    for (let i = 0; i < 300; i++) remove(`B${i}`);
    for (let i = 0; i < 300; i++) undo();
    expect(gone()).toEqual([]);
    undo();
    expect(gone()).toEqual([]);
    for (let i = 0; i < 300; i++) redo();
    expect(gone()).toHaveLength(300);
    undo();
    remove("other");
    redo();
    expect([gone().length, gone().at(-1)]).toEqual([300, "other"]);
  });

  it("never give two things one id", () => {
    const square = {
      name: "x",
      outline: [
        [0, 0],
        [1, 0],
        [1, 1],
      ] as [number, number][],
      greenSquareMetres: null,
      limits: {},
    };
    const body = {
      ...EMPTY_SCENARIO,
      plots: [
        { id: "plot-1", ...square },
        { id: "plot-3", ...square },
      ],
    };
    expect(freshId(body, "plot")).toBe("plot-2");
  });
});

describe("corners that are typed", () => {
  it.each([
    ["121.5, 31.2", [[121.5, 31.2]]],
    [
      "121.5 31.2\n121.6，31.3;121.7,31.4\n",
      [
        [121.5, 31.2],
        [121.6, 31.3],
        [121.7, 31.4],
      ],
    ],
  ])("%j are read", (text, corners) => expect(readCorners(text)).toEqual(corners));
  it.each(["", "x, y", "121.5", "121.5, 31.2, 7", "191, 31", "121, 91", "<b>1</b>, 2"])("%j are refused", (text) =>
    expect(readCorners(text)).toBeNull(),
  );
});

describe("a proposal from a file", () => {
  const ring = (at: number, size = 1e-3) => [
    [at, 30],
    [at + size, 30],
    [at + size, 30 + size],
    [at, 30 + size],
    [at, 30],
  ];
  const feature = (coordinates: unknown, properties: object = {}, type = "Polygon") => ({
    type: "Feature",
    geometry: { type, coordinates },
    properties,
  });
  const file = (...features: object[]): string => JSON.stringify({ type: "FeatureCollection", features });

  it("becomes plots and massings, by their storeys", () => {
    const { body, plots, massings, skipped } = importProposal(
      file(
        feature([ring(120)], { name: "<i>地块</i>" }),
        feature([ring(120.0001, 2e-4)], { storeys: 12, storeyMetres: 3.3, use: "office" }),
        feature([[ring(120.0004, 1e-4)], [ring(120.0006, 1e-4)]], { 层数: "6" }, "MultiPolygon"),
      ),
      EMPTY_SCENARIO,
    );
    expect([plots, massings, skipped]).toEqual([1, 3, 0]);
    expect(body.plots[0]).toMatchObject({ id: "plot-1", name: "<i>地块</i>", greenSquareMetres: null });
    expect(body.plots[0].outline).toHaveLength(4);
    expect(body.massings.map(({ id, plot, storeys, use }) => [id, plot, storeys, use])).toEqual([
      ["body-1", "plot-1", 12, "office"],
      ["body-2", "plot-1", 6, "other"],
      ["body-3", "plot-1", 6, "other"],
    ]);
  });

  it("counts what it cannot take: lines, outlines that cross themselves, storeys that make no sense, nothing", () => {
    const bow = [
      [120, 30],
      [120.001, 30.001],
      [120.001, 30],
      [120, 30.001],
      [120, 30],
    ];
    const { body, skipped } = importProposal(
      file(
        feature(
          [
            [120, 30],
            [121, 30],
          ],
          {},
          "LineString",
        ),
        feature([bow]),
        feature([ring(120)], { storeys: 0 }),
        feature([ring(120)], { storeys: 2.5 }),
        feature([
          [
            ["a", 1],
            [2, 3],
            [4, 5],
          ],
        ]),
        feature(null),
        { type: "Feature", geometry: null },
      ),
      EMPTY_SCENARIO,
    );
    expect([body, skipped]).toEqual([EMPTY_SCENARIO, 7]);
    for (const text of ["", "[]", "{}", '{"type":"Topology"}'])
      expect(() => importProposal(text, EMPTY_SCENARIO)).toThrow();
  });
});

describe("the address", () => {
  const address = (search: string) => readUrl({ pathname: "/plan", search });
  it("names a scenario and where the picture is split, and passes over what makes no sense", () => {
    expect(address("?scenario=12&split=40")).toMatchObject({ scenario: 12, split: 0.4 });
    for (const search of [
      "",
      "?scenario=0&split=0",
      "?scenario=-3&split=x",
      "?scenario=1e3&split=100",
      "?scenario=<b>",
    ])
      expect([search, address(search).scenario, address(search).split]).toEqual([search, null, null]);
  });
});
