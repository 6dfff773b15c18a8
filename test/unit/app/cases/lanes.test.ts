// The lanes of a case: stays by step, red from where they were too long, short ones still to be seen beside long ones.

import { describe, expect, it } from "vitest";
import { scaleOf, staysOf } from "../../../../src/app/cases/lanes.ts";
import type { Flow } from "../../../../src/twin/cases/flow.ts";
import type { CaseEvent, CaseFile } from "../../../../src/twin/cases/shapes.ts";

const MINUTE = 60_000;
const state = (id: string, step: string) => ({ id, step, name: { zh: id }, side: false });
const FLOW = {
  states: [
    state("reported", "collect"),
    state("dispatched", "dispatch"),
    state("handling", "handle"),
    state("closed", "evaluate"),
  ],
} as unknown as Flow;
const event = (seq: number, at: number, from: string | null, to: string, action = "x"): CaseEvent => ({
  seq,
  at,
  action,
  from,
  to,
  person: "p",
  name: "P",
  unit: null,
  fields: {},
});
const file = (more: Partial<CaseFile> = {}): CaseFile =>
  ({
    events: [
      event(1, 0, null, "reported"),
      event(2, 5 * MINUTE, "reported", "reported", "message"),
      event(3, 10 * MINUTE, "reported", "dispatched"),
      event(4, 20 * MINUTE, "dispatched", "handling"),
    ],
    end: null,
    stateDueAt: null,
    dueAt: null,
    handledAt: null,
    ...more,
  }) as CaseFile;
const never = (): null => null;

describe("stays", () => {
  it("go from move to move, what moves nothing is none, and the last one lasts until now", () => {
    const stays = staysOf(file(), FLOW, 60 * MINUTE, never);
    expect(stays.map((stay) => [stay.state, stay.step, stay.from / MINUTE, stay.to / MINUTE])).toEqual([
      ["reported", "collect", 0, 10],
      ["dispatched", "dispatch", 10, 20],
      ["handling", "handle", 20, 60],
    ]);
  });

  it("are red from their own limit on", () => {
    const stays = staysOf(file({ stateDueAt: 50 * MINUTE }), FLOW, 60 * MINUTE, ({ id }, from) =>
      id === "reported" ? from + 4 * MINUTE : null,
    );
    expect(stays.map(({ lateFrom }) => lateFrom)).toEqual([4 * MINUTE, null, 50 * MINUTE]);
  });

  it("are red from the case's limit on, until the work was done", () => {
    expect(staysOf(file({ dueAt: 15 * MINUTE }), FLOW, 60 * MINUTE, never).map(({ lateFrom }) => lateFrom)).toEqual([
      null,
      15 * MINUTE,
      20 * MINUTE,
    ]);
    const done = file({ dueAt: 15 * MINUTE, handledAt: 18 * MINUTE });
    expect(staysOf(done, FLOW, 60 * MINUTE, never).map(({ lateFrom }) => lateFrom)).toEqual([null, 15 * MINUTE, null]);
    expect(
      staysOf(file({ dueAt: 15 * MINUTE, handledAt: 12 * MINUTE }), FLOW, 60 * MINUTE, never).every(
        ({ lateFrom }) => lateFrom === null,
      ),
    ).toBe(true);
  });

  it("of an ended case stop with its end", () => {
    const ended = file({ end: "closed", events: [...file().events, event(5, 30 * MINUTE, "handling", "closed")] });
    const last = staysOf(ended, FLOW, 500 * MINUTE, never).at(-1);
    expect([last?.from, last?.to]).toEqual([30 * MINUTE, 30 * MINUTE]);
  });
});

describe("the scale", () => {
  it("rises from 0 to 1 and leaves a minute visible beside a day", () => {
    const stays = staysOf(
      file({ events: [event(1, 0, null, "reported"), event(2, MINUTE, "reported", "dispatched")] }),
      FLOW,
      1440 * MINUTE,
      never,
    );
    const at = scaleOf(stays);
    expect(at(0)).toBe(0);
    expect(at(1440 * MINUTE)).toBeCloseTo(1, 9);
    expect(at(MINUTE)).toBeGreaterThan(0.02);
    let before = -1;
    for (let time = 0; time <= 1440; time += 7) {
      const here = at(time * MINUTE);
      expect(here).toBeGreaterThanOrEqual(before);
      before = here;
    }
  });
});
