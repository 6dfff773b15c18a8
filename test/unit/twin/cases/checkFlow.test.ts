// What is wrong with a flow or with a scene's cases is told with path, reason and mend; the house's own are sound.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseCatalogue, classOfKind } from "../../../../src/twin/cases/catalogue.ts";
import { flowFaults } from "../../../../src/twin/cases/checkFlow.ts";
import { type Flow, flow } from "../../../../src/twin/cases/flow.ts";
import { FLOWS } from "../../../../src/twin/catalogues/flows/flows.ts";
import { readScene, type SceneError } from "../../../../src/twin/scene/readScene.ts";

const name = { zh: "名" };
const simple = (change: (of: Flow) => void = () => undefined): Flow => {
  const made = flow.parse({
    id: "simple",
    version: "1",
    name,
    mode: "everyday",
    standardRef: "of this test",
    steps: [{ id: "one", name }],
    start: "open",
    states: [
      { id: "open", name, step: "one" },
      { id: "work", name, step: "one" },
      { id: "wait", name, step: "one", side: true },
      { id: "done", name, step: "one", end: "closed" },
    ],
    actions: [
      { id: "begin", name, from: ["open"], to: "work", permission: "case.handle" },
      { id: "hold", name, from: ["work"], to: "wait", permission: "case.defer", effects: ["suspend"] },
      { id: "go-on", name, from: ["wait"], to: "back", permission: "case.defer", effects: ["resume"] },
      { id: "close", name, from: ["work"], to: "done", permission: "case.close", effects: ["close"] },
    ],
  });
  change(made);
  return made;
};
const field = (id: string, type: string) =>
  ({ id, name, type, required: false }) as Flow["actions"][number]["fields"][number];

const FAULTS: [string, (of: Flow) => void, string, RegExp][] = [
  [
    "an unknown start",
    (of) => {
      of.start = "nowhere";
    },
    "f.start",
    /"nowhere" is not in states/,
  ],
  [
    "an unknown step",
    (of) => {
      of.states[1].step = "two";
    },
    "f.states[1].step",
    /"two" is not in steps/,
  ],
  [
    "a state twice",
    (of) => {
      of.states[1].id = "open";
    },
    "f.states[1].id",
    /stands twice/,
  ],
  [
    "an unknown state to come from",
    (of) => {
      of.actions[0].from = ["opne"];
    },
    "f.actions[0].from[0]",
    /"opne"/,
  ],
  [
    "an unknown state to go to",
    (of) => {
      of.actions[0].to = "wrok";
    },
    "f.actions[0].to",
    /"wrok" is not in states/,
  ],
  [
    "a state nobody reaches",
    (of) => {
      of.actions[1].from = ["wait"];
    },
    "f.states[2]",
    /cannot be reached/,
  ],
  [
    "a dead end",
    (of) => {
      of.actions.splice(2, 1);
    },
    "f.states[2]",
    /dead end/,
  ],
  [
    "no end",
    (of) => {
      of.states[3].end = "voided";
      of.actions[3].effects = [];
    },
    "f.states",
    /no end that is closed/,
  ],
  [
    "an action that can never be done",
    (of) => {
      of.states.push({ id: "lost", name, step: "one", side: false });
      of.actions.push({ ...of.actions[0], id: "find", from: ["lost"], to: "work" });
    },
    "f.actions[4].from",
    /can never be done/,
  ],
  [
    "an effect without its field",
    (of) => {
      of.actions[0].effects = ["dispatch"];
    },
    "f.actions[0].fields",
    /"unit" \(unit\)/,
  ],
  [
    "an effect with a field of another type",
    (of) => {
      of.actions[0].effects = ["dispatch"];
      of.actions[0].fields = [field("unit", "text")];
    },
    "f.actions[0].fields",
    /"unit" \(unit\)/,
  ],
  [
    "a choice of nothing",
    (of) => {
      of.actions[0].fields = [field("way", "choice")];
    },
    "f.actions[0].fields[0].choices",
    /missing/,
  ],
  [
    "back from a main state",
    (of) => {
      of.actions[0].to = "back";
    },
    "f.actions[0].to",
    /no side state/,
  ],
  [
    "a guard on an unknown action",
    (of) => {
      of.actions[0].guards = [{ is: "otherPerson", action: "fly" }];
    },
    "f.actions[0].guards[0].action",
    /"fly"/,
  ],
  [
    "late without a limit",
    (of) => {
      of.states[0].late = "begin";
    },
    "f.states[0].late",
    /no limit/,
  ],
  [
    "late by an action the state has not",
    (of) => {
      of.states[0].limit = { amount: 1, in: "minutes" };
      of.states[0].late = "close";
    },
    "f.states[0].late",
    /cannot be done in "open"/,
  ],
  [
    "late by an action that asks a person",
    (of) => {
      of.states[0].limit = { amount: 1, in: "minutes" };
      of.states[0].late = "begin";
      of.actions[0].effects = ["dispatch"];
      of.actions[0].fields = [field("unit", "unit")];
    },
    "f.states[0].late",
    /needs a person/,
  ],
  [
    "a limit on an end",
    (of) => {
      of.states[3].limit = { amount: 1, in: "minutes" };
    },
    "f.states[3].limit",
    /is on an end/,
  ],
  [
    "closing that does not close",
    (of) => {
      of.actions[3].to = "open";
    },
    "f.actions[3].effects",
    /ends closed/,
  ],
];

describe("faults of a flow", () => {
  it("none in the house's own, nor in a simple one", () => {
    for (const one of [...FLOWS, simple()]) expect(flowFaults(one, one.id)).toEqual([]);
    expect(FLOWS.every(({ standardRef }) => /\[[SKD]\]/.test(standardRef))).toBe(true);
  });

  it.each(FAULTS)("%s", (_, change, path, reason) => {
    const faults = flowFaults(simple(change), "f");
    const found = faults.find((fault) => fault.path === path);
    expect(found?.reason, JSON.stringify(faults)).toMatch(reason);
    expect(found?.mend).not.toBe("");
  });
});

describe("a scene's cases", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../../../scenes/linjiang/scene.json", import.meta.url), "utf8"));
  const faultsWith = (change: (cases: Record<string, unknown>) => void): string[] => {
    const copy = structuredClone(manifest);
    change(copy.cases);
    try {
      readScene(copy);
      return [];
    } catch (error) {
      return (error as SceneError).faults.map(({ path, reason }) => `${path}: ${reason}`);
    }
  };

  it("Linjiang's are sound: ponding in 4 working hours by drainage with two others", () => {
    const { cases } = readScene(manifest);
    const catalogue = caseCatalogue(cases);
    expect(classOfKind(catalogue, "ponding")).toMatchObject({
      kind: "matter",
      code: "0506",
      name: { zh: "积水" },
      lead: "drainage",
      co: ["traffic", "urban"],
      limits: { normal: { amount: 4, in: "workHours" } },
      flow: "everyday",
    });
    expect(classOfKind(catalogue, "gas-ch4")?.flow).toBe("emergency");
    expect(classOfKind(catalogue, "air-pm25")?.flow).toBe("exceedance");
    expect(cases.plans[0].levels.map(({ level }) => level)).toEqual([4, 3, 2, 1]);
    // The successor's codes have three digits for the minor class.
    expect(caseCatalogue({ ...cases, classes: [], catalogue: "gbt-47678-2026" }).classes.has("matter:05006")).toBe(
      true,
    );
  });

  // biome-ignore lint/suspicious/noExplicitAny: pokes at a manifest
  type Any = any;
  it.each([
    [
      "an unknown owner",
      (c: Any) => {
        c.classes[0].lead = "nobody";
      },
      'cases.classes[0].lead: "nobody" is not in owners',
    ],
    [
      "an unknown kind",
      (c: Any) => {
        c.classes[0].kinds = ["puddle"];
      },
      'cases.classes[0].kinds[0]: "puddle" is not in kinds',
    ],
    [
      "an unknown flow",
      (c: Any) => {
        c.classes[0].flow = "sideways";
      },
      'cases.classes[0].flow: there is no flow "sideways"',
    ],
    [
      "a class of its own without limits",
      (c: Any) => {
        c.classes.push({ kind: "matter", code: "0680", name: { zh: "自定" } });
      },
      "cases.classes[34].limits: is missing: matter:0680 is not in gbt-30428-2013",
    ],
    [
      "a plan from a side state",
      (c: Any) => {
        c.plans[0].state = "rejected";
      },
      'cases.plans[0].state: "rejected" is no main state of the flow emergency',
    ],
    [
      "a plan without a lead",
      (c: Any) => {
        c.plans[0].levels[0].tasks[0].role = "co";
      },
      "cases.plans[0].levels[0].tasks: has not exactly one lead",
    ],
    [
      "ratings of no class",
      (c: Any) => {
        c.ratings.classCode = "0999";
      },
      "cases.ratings.classCode: there is no class matter:0999",
    ],
    [
      "a flow of its own with a dead end",
      (c: Any) => {
        const own = simple();
        own.actions.splice(2, 1);
        c.flows = [own];
      },
      'cases.flows[0].states[2]: "wait" is a dead end: no way leads from it to a closed case',
    ],
  ])("%s", (_, change, fault) => {
    expect(faultsWith(change)).toContain(fault);
  });
});
