// Alarm rules that would never alarm, or always, are told with path, reason and mend; the demo city has none of them.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rulesOf } from "../../../../src/twin/alarms/rules.ts";
import { readScene, SceneError } from "../../../../src/twin/scene/readScene.ts";

const RULE = {
  id: "full",
  name: { zh: "满溢" },
  kinds: ["level"],
  when: { is: "limit" },
  standardRef: "made up",
};
const scene = (alarms: unknown): unknown => ({
  id: "tiny",
  name: { zh: "小城" },
  adminCode: "310100",
  sources: {},
  owners: [{ id: "drainage", name: { zh: "排水" } }],
  kinds: [
    {
      id: "level",
      level: "point",
      name: { zh: "水位" },
      field: "resilience",
      intervalSeconds: 60,
      limits: { high: [1, 2, null, null] },
      states: { 1: { zh: "一" } },
    },
    { id: "temp", level: "point", name: { zh: "气温" }, field: "liveable", limits: { high: [1, null, null, null] } },
    { id: "pump", level: "equipment", name: { zh: "水泵" }, field: "resilience" },
  ],
  alarms,
});
const faultsOf = (alarms: unknown): string[] => {
  try {
    readScene(scene(alarms));
  } catch (error) {
    if (error instanceof SceneError) return error.faults.map(({ path, reason }) => `${path} ${reason}`);
    throw error;
  }
  return [];
};
const ofRule = (change: object): string[] => faultsOf({ rules: [{ ...RULE, ...change }] });

describe("alarm rules in a manifest", () => {
  it.each<[string, object, string]>([
    ["an unknown kind", { kinds: ["x"] }, 'alarms.rules[0].kinds[0] kind "x" is not in kinds'],
    ["a kind that is no point", { kinds: ["pump"] }, 'alarms.rules[0].kinds[0] kind "pump" is of level equipment'],
    ["a kind twice", { kinds: ["level", "level"] }, 'alarms.rules[0].kinds[1] "level" stands twice'],
    ["limits nobody has", { kinds: ["temp"] }, 'alarms.rules[0].kinds[0] kind "temp" has no limits at iii or worse'],
    [
      "own limits in no order",
      { when: { is: "limit", limits: { high: [4, 3, 2, 1] } } },
      "alarms.rules[0].when.limits.high steps do not rise from Ⅳ to Ⅰ",
    ],
    [
      "own limits that are too mild",
      { when: { is: "limit", limits: { high: [4, null, null, null] } } },
      "alarms.rules[0].when.limits has no step at iii or worse",
    ],
    [
      "a change of nothing",
      { when: { is: "rate", change: 0, withinSeconds: 300 } },
      "alarms.rules[0].when.change is 0",
    ],
    [
      "a rate faster than readings",
      { when: { is: "rate", change: 1, withinSeconds: 30 } },
      'alarms.rules[0].when.withinSeconds is shorter than the interval of "level"',
    ],
    [
      "a duration beyond nothing",
      { when: { is: "duration", seconds: 9 } },
      "alarms.rules[0].when has neither above nor below",
    ],
    [
      "a duration beyond both",
      { when: { is: "duration", above: 1, below: 0, seconds: 9 } },
      "alarms.rules[0].when has both above and below",
    ],
    [
      "a repetition of nothing",
      { when: { is: "repeat" } },
      "alarms.rules[0].when needs either samples, or times with withinSeconds",
    ],
    [
      "times without a span",
      { when: { is: "repeat", times: 3 } },
      "alarms.rules[0].when times and withinSeconds go together",
    ],
    [
      "a silence that is none",
      { when: { is: "noData", seconds: 60 } },
      'alarms.rules[0].when.seconds is no longer than the interval of "level"',
    ],
    [
      "a state that is none",
      { when: { is: "state", values: [1, 7] } },
      'alarms.rules[0].when.values[1] 7 is no state of "level"',
    ],
    ["a word that is none", { when: { is: "magic" } }, 'alarms.rules[0].when.is is "magic"'],
  ])("%s", (_what, change, told) => {
    expect(ofRule(change)).toEqual([told]);
  });

  it("rules, steps and desks that contradict each other", () => {
    const step = { severity: "i", afterMinutes: 5, level: 1, name: { zh: "值班长" } };
    expect(
      faultsOf({
        rules: [RULE, RULE],
        escalation: [step, { ...step, level: 2 }, { ...step, units: ["navy"], afterMinutes: 9 }],
        operators: [{ id: "a", name: { zh: "一席" }, units: ["navy"] }],
        shelving: { choicesMinutes: [10, 90], mostMinutes: 60 },
      }),
    ).toEqual([
      'alarms.rules[1].id "full" stands twice',
      "alarms.escalation[1].afterMinutes comes no later than a lower level",
      'alarms.escalation[2].units[0] "navy" is not in owners',
      "alarms.escalation[2].level level 1 stands twice for i",
      'alarms.operators[0].units[0] "navy" is not in owners',
      "alarms.shelving.choicesMinutes[1] 90 is more than mostMinutes",
    ]);
  });

  it("without any, every kind with limits from Ⅲ on has one", () => {
    const read = readScene(scene({}));
    expect(rulesOf(read).map(({ id, kinds, severity }) => [id, kinds, severity])).toEqual([
      ["level-limit", ["level"], "iii"],
    ]);
  });

  it("those of the demo city are whole: every condition there is, and each says where its figures come from", () => {
    const city = readScene(
      JSON.parse(readFileSync(new URL("../../../../scenes/linjiang/scene.json", import.meta.url), "utf8")),
    );
    const rules = rulesOf(city);
    expect(new Set(rules.map(({ when }) => when.is))).toEqual(
      new Set(["limit", "rate", "duration", "repeat", "noData", "state"]),
    );
    const watched = new Set(rules.flatMap(({ kinds }) => kinds));
    const limited = city.kinds.filter(
      ({ limits }) =>
        [limits?.high, limits?.low].some((steps) => steps?.slice(1).some((step) => step !== null)) === true,
    );
    expect(limited.filter(({ id }) => !watched.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
