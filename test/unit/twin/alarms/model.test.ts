// An alarm's flags, chatter, floods, desks and groups, by hand and by laws that must hold whatever happens.

import { describe, expect, it } from "vitest";
import { placePath } from "../../../../src/twin/access/actor.ts";
import {
  type AlarmState,
  afterDeed,
  afterTransition,
  DEEDS,
  deedRefusal,
  isHidden,
  transitionWord,
} from "../../../../src/twin/alarms/alarm.ts";
import { Chatter } from "../../../../src/twin/alarms/chatter.ts";
import { Grouping } from "../../../../src/twin/alarms/grouping.ts";
import { comesTo, FloodWatch, operatorsOf } from "../../../../src/twin/alarms/operators.ts";
import { alarmSettings } from "../../../../src/twin/scene/alarms.ts";
import type { Severity } from "../../../../src/twin/severity.ts";
import { layOut, tinyCity } from "../tinyCity.ts";

const raised = (severity: Severity = 3, latches = false): AlarmState =>
  afterTransition(null, severity, 1000, latches) as AlarmState;

describe("an alarm", () => {
  it("ends when its cause is gone and somebody has seen it, in either order", () => {
    const seen = afterDeed(raised(), "acknowledge", 2000);
    expect(seen).toMatchObject({ acknowledged: true, active: true, endedAt: null });
    expect(afterTransition(seen, 0, 3000, false)).toMatchObject({ active: false, clearedAt: 3000, endedAt: 3000 });
    const gone = afterTransition(raised(), 0, 2000, false) as AlarmState;
    expect(gone).toMatchObject({ active: false, endedAt: null });
    expect(afterDeed(gone, "acknowledge", 3000).endedAt).toBe(3000);
  });

  it("that comes back or gets worse must be acknowledged again; one that eases need not", () => {
    const seen = afterDeed(raised(4), "acknowledge", 2000);
    expect(afterTransition(seen, 3, 3000, false)).toMatchObject({ severity: 3, worst: 4, acknowledged: true });
    expect(afterTransition(seen, 5, 3000, false)).toMatchObject({ severity: 5, acknowledged: false, pendingAt: 3000 });
    const gone = afterTransition(raised(), 0, 2000, false);
    expect(afterTransition(gone, 3, 3000, false)).toMatchObject({ occurrences: 2, active: true, acknowledged: false });
  });

  it("that latches stays until it is reset, which waits for the cause to go", () => {
    const seen = afterDeed(raised(5, true), "acknowledge", 2000);
    expect(deedRefusal(seen, "reset")).toBe("still-active");
    const gone = afterTransition(seen, 0, 3000, true) as AlarmState;
    expect(gone.endedAt).toBeNull();
    expect(deedRefusal(gone, "reset")).toBeNull();
    expect(afterDeed(gone, "reset", 4000).endedAt).toBe(4000);
  });

  it("that is hidden stays open, so that nothing new begins beside it", () => {
    for (const [hide, show] of [
      ["shelve", "unshelve"],
      ["suppress", "unsuppress"],
      ["out-of-service", "in-service"],
    ] as const) {
      const hidden = afterDeed(afterDeed(raised(), "acknowledge", 2000), hide, 2000, 9000);
      expect(isHidden(hidden)).toBe(true);
      const gone = afterTransition(hidden, 0, 3000, false) as AlarmState;
      expect(gone.endedAt).toBeNull();
      expect(afterDeed(gone, show, 4000).endedAt).toBe(4000);
    }
  });

  it("keeps its laws through any life", () => {
    let state = 11;
    const draw = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % n;
    };
    let ended = 0;
    for (let life = 0; life < 1000; life++) {
      let alarm: AlarmState | null = null;
      for (let step = 0, at = 1000; step < 40; step++, at += 1000) {
        const before: AlarmState | null = alarm;
        if (draw(2) === 0 || !alarm)
          alarm = afterTransition(alarm, [0, 2, 3, 4, 5][draw(5)] as Severity, at, life % 3 === 0);
        else {
          const deed = DEEDS[draw(DEEDS.length)];
          if (deedRefusal(alarm, deed) === null) alarm = afterDeed(alarm, deed, at, at + 5000);
        }
        if (!alarm) continue;
        const over = !alarm.active && alarm.acknowledged && !alarm.latched && !isHidden(alarm);
        expect(alarm.endedAt !== null).toBe(over);
        expect(alarm.worst).toBeGreaterThanOrEqual(alarm.severity);
        expect(alarm.active).toBe(alarm.clearedAt === null);
        if (before) expect(alarm.occurrences).toBeGreaterThanOrEqual(before.occurrences);
        if (over) {
          ended++;
          expect(DEEDS.filter((deed) => deedRefusal(alarm as AlarmState, deed) === null)).toEqual(["comment"]);
          break;
        }
      }
    }
    expect(ended).toBeGreaterThan(50);
  });

  it("names what happened", () => {
    expect([transitionWord(0, 3), transitionWord(3, 5), transitionWord(5, 3), transitionWord(3, 0)]).toEqual([
      "raise",
      "worsen",
      "ease",
      "clear",
    ]);
  });
});

describe("chatter", () => {
  it("is three changes within a minute, told once, and over after a calm minute", () => {
    const chatter = new Chatter(3);
    expect([0, 61_000, 90_000].map((at) => chatter.changed("a", at))).toEqual([false, false, false]);
    expect([100_000, 110_000].map((at) => chatter.changed("a", at))).toEqual([true, false]);
    expect(chatter.changed("b", 100_000)).toBe(false);
    expect(chatter.calmed(160_000)).toEqual([]);
    expect(chatter.calmed(170_001)).toEqual(["a"]);
    expect(chatter.isChattering("a")).toBe(false);
  });
});

describe("a desk", () => {
  const nodes = tinyCity();
  it("is in a flood after more than ten alarms in ten minutes, until fewer than half as many come", () => {
    const watch = new FloodWatch(10, 600_000);
    for (let i = 0; i < 10; i++) watch.raised(i * 1000);
    expect(watch.isFlood(10_000)).toBe(false);
    watch.raised(10_000);
    expect(watch.isFlood(10_000)).toBe(true);
    expect(watch.isFlood(605_500)).toBe(true);
    expect(watch.isFlood(606_500)).toBe(false);
  });

  it("without any in the scene there is one a district; a desk has its place and its units", () => {
    const desks = operatorsOf({ alarms: alarmSettings.parse({}) }, nodes);
    expect(desks.map(({ place }) => place)).toEqual(["310101", "310102"]);
    const [l1, l3] = ["L1", "L3"].map((code) => nodes.slotOf(code));
    expect([l1, l3].map((slot) => comesTo(desks[0], nodes, slot, null))).toEqual([true, false]);
    const gas = { id: "gas", name: { zh: "燃气" }, units: ["gas"] };
    expect([null, "gas", "water"].map((unit) => comesTo(gas, nodes, l3, unit))).toEqual([false, true, false]);
  });
});

describe("places of what stands in buildings", () => {
  const nodes = tinyCity();
  it("are found by range", () => {
    const [t2, l3] = [nodes.slotOf("T2"), nodes.slotOf("L3")];
    expect(nodes.columns.code[nodes.placeOf(t2)]).toBe("310101001001001");
    expect(placePath(nodes, t2)).toBe("/310000/310101/310101001/310101001001001/FL1/T2/");
    expect(placePath(nodes, l3)).toBe("/310000/310102/310102001/310102001001001/L3/");
    expect(nodes.placeOf(0)).toBe(0);
  });
});

describe("groups", () => {
  // A → B → C → D along a drain, F with two points, and E far off in another street.
  const point = (code: string, more = {}) => ({ level: "point" as const, code, kind: 0, ...more });
  const grid = (code: string, children: object[]) => ({ level: "grid" as const, code, children: children as never });
  const street = (code: string, children: object[]) => ({
    level: "street" as const,
    code,
    children: children as never,
  });
  const nodes = layOut(
    {
      level: "city",
      code: "1",
      children: [
        street("11", [
          grid("111", [
            point("A", { downstream: "B" }),
            { level: "facility", code: "F", children: [point("F1"), point("F2")] },
          ]),
        ]),
        street("12", [grid("121", [point("B", { downstream: "C" })])]),
        street("13", [grid("131", [point("C", { downstream: "D" }), point("X")])]),
        street("14", [grid("141", [point("D"), point("E")])]),
      ],
    },
    0,
  );
  const at = (code: string): number => nodes.slotOf(code);
  const MINUTES = 60_000;

  it("are by place, along the network both ways, and by cause; the first out leads", () => {
    const groups = new Grouping(nodes, { spanMs: 10 * MINUTES, hops: 2, mostMs: 60 * MINUTES, most: 50 });
    const a = groups.joined("A full", at("A"), "full", 0);
    expect(a.reason).toBe("first");
    expect(groups.joined("C full", at("C"), "full", MINUTES)).toEqual({ group: a.group, reason: "network" });
    expect(groups.joined("B low", at("B"), "low", MINUTES)).toEqual({ group: a.group, reason: "network" });
    const f = groups.joined("F1 hot", at("F1"), "hot", 0);
    expect(f.reason).toBe("first");
    expect(groups.joined("F2 cold", at("F2"), "cold", 0)).toEqual({ group: f.group, reason: "place" });
    expect(groups.joined("X full", at("X"), "full", MINUTES)).toEqual({ group: a.group, reason: "cause" });
    expect(groups.joined("E hot", at("E"), "hot", 0).reason).toBe("first");
  });

  it("end with time, with distance, and with the alarms in them", () => {
    const groups = new Grouping(nodes, { spanMs: 10 * MINUTES, hops: 1, mostMs: 60 * MINUTES, most: 50 });
    groups.joined("A full", at("A"), "full", 0);
    expect(groups.joined("B full", at("B"), "full", 11 * MINUTES).reason).toBe("first");
    expect(groups.joined("D full", at("D"), "full", 11 * MINUTES).reason).toBe("first");
    groups.left("B full");
    expect(groups.joined("C low", at("C"), "low", 11 * MINUTES).reason).toBe("network");
    groups.left("D full");
    groups.left("C low");
    expect(groups.joined("C low", at("C"), "low", 12 * MINUTES).reason).toBe("first");
  });

  it("do not grow without end: neither in time, however close the links, nor in number", () => {
    const groups = new Grouping(nodes, { spanMs: 10 * MINUTES, hops: 2, mostMs: 20 * MINUTES, most: 3 });
    const first = groups.joined("A full", at("A"), "full", 0);
    expect(groups.joined("A low", at("A"), "low", 9 * MINUTES).group).toBe(first.group);
    expect(groups.joined("B low", at("B"), "low", 18 * MINUTES).group).toBe(first.group);
    // Full, until one of them is over.
    expect(groups.joined("C low", at("C"), "low", 18 * MINUTES).reason).toBe("first");
    groups.left("C low");
    groups.left("A full");
    expect(groups.joined("C low", at("C"), "low", 19 * MINUTES).group).toBe(first.group);
    // Linked through the one of a minute ago, but 21 minutes after the first out.
    groups.left("C low");
    expect(groups.joined("C low", at("C"), "low", 21 * MINUTES).reason).toBe("first");
    // After a restart a group is as full and as old as before.
    const again = new Grouping(nodes, { spanMs: 10 * MINUTES, hops: 2, mostMs: 20 * MINUTES, most: 3 });
    again.restore("B low", at("B"), "low", 18 * MINUTES, first.group);
    expect(again.joined("C low", at("C"), "low", 19 * MINUTES).group).toBe(first.group);
    expect(again.joined("D low", at("D"), "low", 21 * MINUTES).group).not.toBe(first.group);
  });
});
