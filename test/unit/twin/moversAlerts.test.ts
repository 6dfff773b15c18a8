// Movers keep their last place and go when silent; warnings follow updates, cancellations and the clock.

import { describe, expect, it } from "vitest";
import { AlertTable, type CapAlert, severityOfCap } from "../../../src/twin/alerts.ts";
import { ClockSkew } from "../../../src/twin/clockSkew.ts";
import { type Mover, MoverTable } from "../../../src/twin/movers.ts";

const mover = (id: string, sourceTime: number, lon = 0): Mover => ({
  id,
  kind: "bus",
  line: "1",
  lon,
  lat: 0,
  headingDegrees: 0,
  speedMetresPerSecond: 1,
  sourceTime,
});

describe("MoverTable", () => {
  it("takes what is newer, tells what has moved once, and forgets the silent", () => {
    const table = new MoverTable();
    expect(table.take(mover("a", 1000), 1000)).toBe(true);
    expect(table.take(mover("a", 900, 5), 1100)).toBe(false);
    expect(table.take(mover("b", Number.NaN), 2000)).toBe(true);
    expect(table.takeMoved().map(({ id, sourceTime }) => [id, sourceTime])).toEqual([
      ["a", 1000],
      ["b", 2000],
    ]);
    expect(table.takeMoved()).toEqual([]);
    expect(table.sweep(1000 + 600_001)).toEqual(["a"]);
    expect(table.all().map(({ id }) => id)).toEqual(["b"]);
  });
});

const alert = (identifier: string, more: Partial<CapAlert> = {}): CapAlert => ({
  identifier,
  sender: "met",
  sent: 0,
  status: "Actual",
  msgType: "Alert",
  scope: "Public",
  references: [],
  infos: [],
  ...more,
});

describe("AlertTable", () => {
  it("replaces by updates, ends by cancellations and by time, and hides drafts", () => {
    const table = new AlertTable();
    table.take(alert("1"));
    table.take(alert("2", { msgType: "Update", references: ["met,1,2026-11-27T00:00:00Z"] }));
    table.take(alert("3", { status: "Draft" }));
    table.take(alert("4", { msgType: "Ack", references: ["met,2,"] }));
    table.take(alert("5", { status: "Exercise" }));
    expect(table.list().map(({ identifier }) => identifier)).toEqual(["2", "5"]);
    table.take(alert("6", { msgType: "Cancel", references: ["met,2,"] }));
    expect(table.list().map(({ identifier }) => identifier)).toEqual(["5"]);
    const before = table.version;
    table.sweep(86_400_001);
    expect(table.list()).toEqual([]);
    expect(table.version).toBeGreaterThan(before);
  });

  it("puts CAP's severities on the scale of the house", () => {
    expect(["Extreme", "Severe", "Moderate", "Minor", "Unknown"].map(severityOfCap)).toEqual([5, 4, 3, 2, 2]);
  });
});

describe("ClockSkew", () => {
  it("is the least delay of the last minutes, negative for a clock that is ahead", () => {
    const skew = new ClockSkew();
    expect(skew.estimate()).toBeNaN();
    for (const delay of [900, 350, 2000]) skew.note(1e12 - delay, 1e12);
    expect(skew.estimate()).toBe(350);
    skew.note(1e12 + 130_000 + 4000, 1e12 + 130_000);
    expect(skew.estimate()).toBe(-4000);
    skew.note(0, 1e12);
    skew.note(Number.NaN, 1e12);
    expect(skew.estimate()).toBe(-4000);
  });
});
