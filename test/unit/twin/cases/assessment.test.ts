// The published figures come out; every measure is counted on its day; nothing that does not count is counted.

import { describe, expect, it } from "vitest";
import { assessmentRowOf, FORMULAS, noCounts } from "../../../../src/twin/cases/assessment.ts";
import { contributions } from "../../../../src/twin/cases/measures.ts";
import { INDICATORS, MEASURES } from "../../../../src/twin/cases/shapes.ts";
import { at, freshRecord, rulesOf } from "./parts.ts";

const rules = rulesOf();
const day = (text: string): number => rules.time.dayAt(at(text));

describe("rates", () => {
  it("are the published ones: 972 due, 911 closed, 737 on time", () => {
    const { rates } = assessmentRowOf("", { ...noCounts(), due: 972, closed: 911, closedOnTime: 737 });
    expect(((rates.closureRate ?? 0) * 100).toFixed(2)).toBe("93.72");
    expect(((rates.onTimeClosureRate ?? 0) * 100).toFixed(2)).toBe("75.82");
  });

  it("are nothing where nothing is counted, and follow their formulas", () => {
    expect(Object.values(assessmentRowOf("", noCounts()).rates).every((rate) => rate === null)).toBe(true);
    const counts = Object.fromEntries(MEASURES.map((measure, i) => [measure, 10 + i])) as ReturnType<typeof noCounts>;
    const { rates } = assessmentRowOf("", { ...counts, dispatched: 40, returned: 10 });
    expect(rates.dispatchAccuracy).toBe(0.75);
    for (const indicator of INDICATORS) expect(FORMULAS[indicator].formula.en).toMatch(/÷/);
  });
});

describe("what a case adds", () => {
  const of = (change: object) => {
    const found = contributions({ ...freshRecord(rules, at("2026-11-26 09:00")), ...change }, (t) =>
      rules.time.dayAt(t),
    );
    return Object.fromEntries(found.map(({ measure, day: on }) => [measure, on]));
  };
  const [reported, due] = [at("2026-11-26 09:00"), at("2026-11-27 14:00")];
  const registered = { registeredAt: reported, dueAt: due };

  it("reported and registered on the day of the report", () => {
    expect(of({})).toEqual({ reported: day("2026-11-26 09:00") });
    expect(of({ registeredAt: at("2026-11-27 01:00"), dueAt: null })).toEqual({
      reported: day("2026-11-26 09:00"),
      registered: day("2026-11-26 09:00"),
    });
  });

  it("due on its due day, or when it was closed before", () => {
    expect(of(registered).due).toBe(day("2026-11-27 00:00"));
    const early = of({
      ...registered,
      end: "closed",
      closedAt: at("2026-11-26 12:00"),
      firstClosedAt: at("2026-11-26 12:00"),
    });
    expect(early).toMatchObject({ due: day("2026-11-26 00:00"), closed: day("2026-11-26 00:00") });
    expect(early).toMatchObject({ closedOnTime: day("2026-11-26 00:00"), ended: day("2026-11-26 00:00") });
    const late = of({
      ...registered,
      overdue: true,
      end: "closed",
      closedAt: at("2026-11-30 12:00"),
      firstClosedAt: at("2026-11-30 12:00"),
    });
    expect(late).toMatchObject({
      due: day("2026-11-27 00:00"),
      overdue: day("2026-11-27 00:00"),
      ended: day("2026-11-30 00:00"),
    });
    expect(late.closedOnTime).toBeUndefined();
  });

  it("nothing but the report of what was rejected, voided or joined, and of what stands still", () => {
    for (const end of ["rejected", "voided", "joined"])
      expect(Object.keys(of({ ...registered, registeredAt: null, end }))).toEqual(["reported"]);
    expect(of({ ...registered, dueAt: null, pausedAt: due }).due).toBeUndefined();
  });

  it("solved until it is opened again, satisfied from four stars", () => {
    const closed = { ...registered, end: "closed", closedAt: due, firstClosedAt: due };
    expect(of(closed).solved).toBe(day("2026-11-27 00:00"));
    expect(of({ ...closed, reopened: true }).solved).toBeUndefined();
    expect(of({ ...closed, rating: 3, ratedAt: due })).not.toHaveProperty("satisfied");
    expect(of({ ...closed, rating: 4, ratedAt: due })).toHaveProperty("satisfied");
  });
});
