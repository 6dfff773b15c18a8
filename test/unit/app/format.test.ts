// Numbers, states, ages and clocks as people read them; what is missing is a dash.

import { beforeAll, describe, expect, it } from "vitest";
import { age, clock, DASH, number, reading, sceneHour, unitOf } from "../../../src/app/format.ts";
import { twinNow } from "../../../src/app/stores/twin.ts";
import { openTinyCity } from "./openCity.ts";

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

describe("format", () => {
  beforeAll(() => void openTinyCity());

  it("writes numbers with their decimals and groups, and a dash for none", () => {
    expect(number(1234567.891, 1)).toBe("1,234,567.9");
    expect(number(0)).toBe("0");
    expect(number(2, 2)).toBe("2.00");
    expect(number(-0.04, 1)).toBe("0.0");
    expect(number(-0.06, 1)).toBe("-0.1");
    for (const none of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(number(none, 1)).toBe(DASH);
  });

  it("writes readings in the words of their kind", () => {
    const [level, door] = twinNow().built.scene.kinds;
    expect(reading(1.005, level)).toBe("1.01");
    expect(reading(3, undefined)).toBe("3.0");
    expect(reading(Number.NaN, level)).toBe(DASH);
    expect(reading(1, door)).toBe("开");
    expect(reading(0, door)).toBe("关");
    expect(reading(7, door)).toBe("7.0");
    expect([unitOf(level), unitOf(door), unitOf(undefined)]).toEqual(["m", "", ""]);
  });

  it.each([
    [0, "刚刚"],
    [499, "刚刚"],
    [S, "1 秒"],
    [89 * S, "89 秒"],
    [90 * S, "2 分钟"],
    [89 * MIN, "89 分钟"],
    [90 * MIN, "2 小时"],
    [35 * H, "35 小时"],
    [36 * H, "2 天"],
    [4000 * 24 * H, "4,000 天"],
    [-5 * S, "刚刚"],
    [Number.NaN, DASH],
  ])("an age of %d ms is %s", (milliseconds, text) => {
    expect(age(milliseconds)).toBe(text);
  });

  it("tells the time in the scene's zone, whatever the machine's", () => {
    const time = Date.UTC(2026, 10, 22, 16, 30, 5);
    expect(clock(time)).toBe("00:30:05");
    expect(clock(time, true)).toBe("2026/11/23 00:30:05");
    expect(clock(Number.NaN)).toBe(DASH);
    expect(sceneHour(time)).toBe(0.5);
  });
});
