// The watch: stops in their order, places by need, alarms that interrupt by severity, hands that have the wall for themselves.

import { describe, expect, it } from "vitest";
import { HANDS_SECONDS, type Sight, Tour } from "../../../../src/app/wall/tour.ts";
import type { AlarmRow } from "../../../../src/twin/alarms/shapes.ts";

const S = 1000;
const plan = { seconds: 20, stops: [{ camera: "home" }, { slot: 7 }], needs: 2 };
const alarm = (id: number, severity: number, activeAt = 0): AlarmRow => ({ id, severity, activeAt }) as AlarmRow;
const words = (sight: Sight | null): string | null => {
  if (!sight) return null;
  if (sight.kind === "story") return `story ${sight.alarm.id}`;
  if (sight.kind === "rest") return "rest";
  return "slot" in sight.stop ? `slot ${sight.stop.slot}` : sight.stop.camera;
};

describe("a tour", () => {
  it("goes round its stops, then to the places in need as they are then", () => {
    const tour = new Tour(plan);
    let needs = [3, 4, 5];
    const at = (seconds: number) => words(tour.tick(seconds * S, () => needs));
    expect(at(0)).toBe("home");
    expect(at(19)).toBeNull();
    expect(at(20)).toBe("slot 7");
    needs = [9];
    // The round was laid out when it began.
    expect([at(40), at(60), at(80), at(100), at(120), at(140)]).toEqual([
      "slot 3",
      "slot 4",
      "home",
      "slot 7",
      "slot 9",
      "home",
    ]);
  });

  it("is interrupted at once by the two worst severities, and goes on where it was", () => {
    const tour = new Tour(plan);
    const at = (seconds: number) => words(tour.tick(seconds * S, () => []));
    expect(at(0)).toBe("home");
    tour.notice([alarm(1, 3)], 5 * S);
    expect(at(5)).toBeNull();
    tour.notice([alarm(2, 4)], 6 * S);
    expect(at(6)).toBe("story 2");
    // A worse one cuts the story short; a lesser one waits.
    tour.notice([alarm(3, 5)], 10 * S);
    expect(at(10)).toBe("story 3");
    expect(at(49)).toBeNull();
    expect(at(50)).toBe("story 1");
    expect(at(70)).toBe("home");
    expect(at(90)).toBe("slot 7");
  });

  it("tells the worst and newest first, each once, no old news and not of the least", () => {
    const tour = new Tour(plan);
    const at = (seconds: number) => words(tour.tick(seconds * S, () => []));
    at(0);
    tour.notice([alarm(1, 4, 1), alarm(2, 5, 1), alarm(3, 5, 2), alarm(4, 2), alarm(5, 4, 2)], 0);
    tour.notice([alarm(3, 5, 2)], 0);
    expect([at(1), at(41), at(81), at(111), at(141)]).toEqual(["story 3", "story 2", "story 5", "story 1", "home"]);
    tour.notice([alarm(6, 3)], 142 * S);
    // It waits for the stop's end; news that has waited three minutes is none.
    tour.hand(143 * S);
    tour.notice(
      Array.from({ length: 9 }, (_, i) => alarm(10 + i, 3, i)),
      144 * S,
    );
    expect(at(143 + HANDS_SECONDS)).toBe("story 18");
    expect([at(230), at(250), at(270), at(290)]).toEqual(["story 17", "story 16", "story 15", "story 14"]);
    expect(at(330)).toBe("slot 7");
  });

  it("leaves the wall to a hand, and begins again when it has rested", () => {
    const tour = new Tour(plan);
    const at = (seconds: number) => words(tour.tick(seconds * S, () => []));
    at(0);
    tour.hand(5 * S);
    tour.notice([alarm(1, 5)], 6 * S);
    expect(at(6)).toBeNull();
    tour.hand(30 * S);
    expect(at(66)).toBeNull();
    expect(at(90)).toBe("slot 7");
  });

  it("rests at its only stop", () => {
    const tour = new Tour({ seconds: 20, stops: [], needs: 0 });
    expect(tour.tick(0, () => [])).toBeNull();
    tour.notice([alarm(1, 5)], 0);
    expect(words(tour.tick(0, () => []))).toBe("story 1");
    expect(words(tour.tick(40 * S, () => []))).toBe("rest");
    expect(tour.tick(61 * S, () => [])).toBeNull();
  });
});
