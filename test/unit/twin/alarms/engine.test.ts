// The alarm engine tells exactly what a naive implementation tells, over long random lives of points; and what must never alarm does not.

import { describe, expect, it } from "vitest";
import { AlarmEngine } from "../../../../src/twin/alarms/engine.ts";
import { severityNumber } from "../../../../src/twin/alarms/rules.ts";
import { FLAG } from "../../../../src/twin/flags.ts";
import { type AlarmRule, alarmRule } from "../../../../src/twin/scene/alarms.ts";
import { type Kind, kind as kindShape } from "../../../../src/twin/scene/schema.ts";
import { NaiveAlarm } from "./naiveEngine.ts";

const name = { zh: "名" };
const KIND: Kind = kindShape.parse({
  id: "level",
  level: "point",
  name,
  field: "resilience",
  intervalSeconds: 60,
  limits: { high: [2, 4, 6, 8], deadband: 0.5 },
});
const LOW: Kind = kindShape.parse({ ...KIND, id: "pressure", limits: { low: [5, 4, 3, 2], deadband: 0.25 } });
const rule = (id: string, when: object, more: object = {}): AlarmRule =>
  alarmRule.parse({ id, name, kinds: ["level"], when, standardRef: "made up", ...more });
const RULES: AlarmRule[] = [
  rule("limit", { is: "limit" }),
  rule("limit-delayed", { is: "limit" }, { onDelaySeconds: 130, offDelaySeconds: 200, severity: "iv" }),
  rule("limit-own", { is: "limit", limits: { low: [3, 2, 1, 0], deadband: 0.2 } }, { severity: "ii", deadband: 0.7 }),
  rule("rise", { is: "rate", change: 3, withinSeconds: 300 }),
  rule("drop", { is: "rate", change: -2.5, withinSeconds: 420 }, { offDelaySeconds: 90 }),
  rule("long", { is: "duration", above: 5, seconds: 240 }, { deadband: 0.4 }),
  rule("long-below", { is: "duration", below: 3, seconds: 100 }, { onDelaySeconds: 20, offDelaySeconds: 10 }),
  rule("thrice", { is: "repeat", samples: 3 }),
  rule("thrice-above", { is: "repeat", samples: 3, above: 4.5 }, { severity: "i" }),
  rule("often", { is: "repeat", above: 5, times: 3, withinSeconds: 1200 }, { deadband: 0.3 }),
  rule("often-low", { is: "repeat", below: 3, times: 2, withinSeconds: 600 }, { offDelaySeconds: 120 }),
  rule("silent", { is: "noData", seconds: 200 }, { severity: "iv" }),
  rule("state", { is: "state", values: [3, 7] }, { onDelaySeconds: 30 }),
  rule("low", { is: "limit" }, { kinds: ["pressure"], severity: "iv" }),
];
const KINDS = [KIND, LOW];
/** Slots 0 … 2 are places; then points, every other of each kind. */
const nodesOf = (points: number) => ({
  coreCount: 3 + points,
  placeCount: 3,
  columns: { kind: Uint16Array.from({ length: 3 + points }, (_, slot) => (slot < 3 ? 65535 : slot % 2)) },
});

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Told = [slot: number, rule: string, severity: number, value: number, at: number];

function engineOf(points: number, rules = RULES): { engine: AlarmEngine; told: Told[] } {
  const told: Told[] = [];
  const engine = new AlarmEngine(nodesOf(points), KINDS, rules, (slot, index, severity, value, _source, at) =>
    told.push([slot, rules[index].id, severity, value, at]),
  );
  return { engine, told };
}

describe("the alarm engine", () => {
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))("tells what a naive one tells (life %i)", (seed) => {
    const draw = random(seed * 7919);
    const points = 4;
    const { engine, told } = engineOf(points);
    const naive: { slot: number; rule: AlarmRule; alarm: NaiveAlarm }[] = [];
    for (let slot = 3; slot < 3 + points; slot++)
      for (const each of RULES)
        if (each.kinds.includes(KINDS[slot % 2].id))
          naive.push({ slot, rule: each, alarm: new NaiveAlarm(each, KINDS[slot % 2]) });
    let now = 1_800_000_000_000;
    const value = Float64Array.from({ length: 3 + points }, () => 4);
    const time = new Float64Array(3 + points);
    for (let step = 0; step < 1500; step++) {
      now += Math.floor(draw() * 40_000);
      if (draw() < 0.03) now += 400_000;
      if (draw() < 0.3) {
        engine.tick(now);
        for (const { alarm } of naive) alarm.tick(now);
        continue;
      }
      const slot = 3 + Math.floor(draw() * points);
      // Rings of readings are exact down to a spacing of 30 s; values dither on limits half the time.
      time[slot] = Math.max(time[slot] + 60_000, now - Math.floor(draw() * 50_000));
      value[slot] = Math.min(9, Math.max(0, value[slot] + (draw() - 0.5) * (draw() < 0.2 ? 9 : 1.2)));
      if (draw() < 0.4) value[slot] = Math.round(value[slot]);
      const bad = draw() < 0.05;
      const flags = bad ? FLAG.bad : draw() < 0.05 ? FLAG.stale : FLAG.simulated;
      const usable = flags === FLAG.simulated;
      engine.take(slot, bad ? Number.NaN : value[slot], time[slot], now, flags);
      for (const each of naive) if (each.slot === slot) each.alarm.take(value[slot], time[slot], now, usable);
    }
    let transitions = 0;
    for (const { slot, rule: each, alarm } of naive) {
      const ours = told.filter(([at, id]) => at === slot && id === each.id);
      expect(ours.map(([, , severity, at, when]) => ({ severity, value: at, at: when }))).toEqual(alarm.told);
      transitions += alarm.told.length;
    }
    // A life in which nothing happens would prove nothing.
    expect(transitions).toBeGreaterThan(300);
    expect(engine.tally.transitions).toBe(transitions);
  });

  it("every rule of the lives above has alarmed", () => {
    const { engine, told } = engineOf(2);
    const draw = random(5);
    let now = 1_800_000_000_000;
    for (let step = 0; step < 3000; step++) {
      now += draw() < 0.02 ? 500_000 : 60_000;
      engine.tick(now);
      engine.take(3 + (step % 2), Math.floor(draw() * 10), now, now, 0);
    }
    expect(new Set(told.map(([, id]) => id))).toEqual(new Set(RULES.map(({ id }) => id)));
  });

  it("does not raise for bad readings, or for those that were stale when they came", () => {
    const { engine, told } = engineOf(2, [RULES[0]]);
    engine.take(4, Number.NaN, 1, 1, 0);
    engine.take(4, 9, 2, 2, FLAG.bad);
    engine.take(4, 9, 3, 3, FLAG.stale);
    expect(told).toEqual([]);
    // Slot 3 is of a kind without this rule.
    engine.take(3, 9, 4, 4, 0);
    expect(told).toEqual([]);
    engine.take(4, 9, 5, 5, FLAG.simulated);
    expect(told).toEqual([[4, "limit", 5, 9, 5]]);
  });

  it("raises no silence of its own making: not while the source broker is away, not at once when it is back", () => {
    const points = 20_000;
    const { engine, told } = engineOf(points, [
      rule("silent", { is: "noData", seconds: 200 }, { kinds: ["level", "pressure"] }),
    ]);
    const start = 1_800_000_000_000;
    for (let slot = 3; slot < 3 + points; slot++) engine.take(slot, 1, start, start, 0);
    engine.sourceLost();
    for (let now = start; now < start + 3_600_000; now += 10_000) engine.tick(now);
    expect(told).toEqual([]);
    const back = start + 3_600_000;
    engine.sourceBack(back);
    engine.tick(back + 150_000);
    expect(told).toEqual([]);
    for (let slot = 4; slot < 3 + points; slot++) engine.take(slot, 1, back, back + 160_000, 0);
    engine.tick(back + 201_000);
    expect(told).toEqual([[3, "silent", 3, 1, back + 201_000]]);
  });

  it("says nothing of a point that was never heard", () => {
    const { engine, told } = engineOf(2, [rule("silent", { is: "noData", seconds: 200 })]);
    engine.tick(1e12);
    engine.tick(2e12);
    expect(told).toEqual([]);
    engine.known(4, 1, 1.9e12, 2e12, 0);
    engine.tick(2e12 + 300_000);
    expect(told.map(([slot, id, severity]) => [slot, id, severity])).toEqual([[4, "silent", 3]]);
  });

  it("takes up what was active before a start, and lets the first readings decide", () => {
    const { engine, told } = engineOf(4);
    const start = 1_800_000_000_000;
    const before = ["limit", "long", "thrice", "often", "state", "silent"];
    for (const [i, { id, severity }] of RULES.entries())
      if (before.includes(id)) expect(engine.restore(4, i, severityNumber(severity), start)).toBe(true);
    // Slot 3 is of a kind that this rule does not watch.
    expect(engine.restore(3, 0, 3, start)).toBe(false);
    expect(told).toEqual([]);
    // Within the deadbands, so what had steps and thresholds goes on; the state is another, and it is not silent any more.
    engine.take(4, 4.8, start, start, 0);
    expect(told.map(([, id, severity]) => `${id} ${severity}`)).toEqual(["silent 0", "state 0"]);
    engine.take(4, 4.9, start + 60_000, start + 60_000, 0);
    expect(told.map(([, id, severity]) => `${id} ${severity}`)).toEqual(["silent 0", "state 0"]);
    engine.take(4, 0.5, start + 120_000, start + 120_000, 0);
    const ended = (): string[] => told.flatMap(([, id, severity]) => (severity === 0 ? [id] : []));
    expect(ended()).toEqual(["silent", "state", "limit", "long", "thrice"]);
    engine.tick(start + 1_300_000);
    expect(ended()).toContain("often");
    expect(engine.severityAt(4, 0)).toBe(0);
  });

  it("forgets what came after when a recording starts again", () => {
    const { engine, told } = engineOf(2, [rule("rise", { is: "rate", change: 3, withinSeconds: 300 })]);
    engine.take(4, 0, 1_000_000, 1, 0);
    engine.take(4, 0, 1_060_000, 2, 0);
    engine.take(4, 9, 900_000, 3, FLAG.replayed);
    expect(told).toEqual([]);
    engine.take(4, 1, 960_000, 4, FLAG.replayed);
    engine.take(4, 5, 1_020_000, 5, FLAG.replayed);
    expect(told.map(([, , severity]) => severity)).toEqual([3]);
  });
});
