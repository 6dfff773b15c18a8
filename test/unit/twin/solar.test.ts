// The sun against what is published of it: solstices, equinox, the equation of time, sunrise.

import { describe, expect, it } from "vitest";
import { equationOfTime, solarTermDay, sunAt, timeAtSolarHour } from "../../../src/twin/solar.ts";

const BEIJING = [116.391, 39.907] as const;
const HOUR = 3_600_000;

/** Moment of the sun's highest stand between two moments, to the second. */
function culmination(from: number, [lon, lat]: readonly [number, number]): number {
  let best = from;
  for (let t = from; t < from + 24 * HOUR; t += 1000)
    if (sunAt(t, lon, lat).elevation > sunAt(best, lon, lat).elevation) best = t;
  return best;
}

describe("the sun", () => {
  it("stands over the tropics at the solstices, over the equator at the equinox (2026: 21 June 08:24, 21 Dec 20:50, 20 March 14:46 UTC)", () => {
    const declination = (time: number): number => {
      // Highest stand at the pole of the year's declination: at latitude 0 the noon elevation is 90° less its size.
      const { elevation, azimuth } = sunAt(culmination(time - 12 * HOUR, [0, 0]), 0, 0);
      return (azimuth < 90 || azimuth > 270 ? 1 : -1) * (90 - elevation);
    };
    expect(declination(Date.UTC(2026, 5, 21, 8, 24))).toBeCloseTo(23.436, 1);
    expect(declination(Date.UTC(2026, 11, 21, 20, 50))).toBeCloseTo(-23.436, 1);
    expect(Math.abs(declination(Date.UTC(2026, 2, 20, 14, 46)))).toBeLessThan(0.2);
  });

  it("culminates early in November and late in February, as the equation of time says (+16 min 25 s on 3 Nov, −14 min 13 s on 11 Feb)", () => {
    const late = (month: number, day: number): number => {
      const noon = Date.UTC(2026, month, day, 12);
      return (culmination(Date.UTC(2026, month, day), [0, 51.48]) - noon) / 1000;
    };
    expect(Math.abs(late(10, 3) + 985)).toBeLessThan(30);
    expect(Math.abs(late(1, 11) - 853)).toBeLessThan(30);
  });

  it("rises in Beijing on 21 June at 04:46 in the north-east and on 21 December at 07:33 in the south-east (Beijing time)", () => {
    // Sunrise as published: the upper edge with refraction, 0.833° below the horizon.
    const rise = (month: number, day: number, hour: number, minute: number) =>
      sunAt(Date.UTC(2026, month, day, hour - 8, minute), ...BEIJING);
    expect(rise(5, 21, 4, 46).elevation).toBeCloseTo(-0.833, 0);
    expect(Math.abs(rise(5, 21, 4, 46).elevation + 0.833)).toBeLessThan(0.3);
    expect(rise(5, 21, 4, 46).azimuth).toBeGreaterThan(57);
    expect(rise(5, 21, 4, 46).azimuth).toBeLessThan(60);
    expect(Math.abs(rise(11, 21, 7, 33).elevation + 0.833)).toBeLessThan(0.3);
    expect(rise(11, 21, 7, 33).azimuth).toBeGreaterThan(119);
    expect(rise(11, 21, 7, 33).azimuth).toBeLessThan(122);
  });

  it("has its solar hour from the meridian, and a direction of length one", () => {
    const noon = culmination(Date.UTC(2026, 7, 5, -8), BEIJING);
    const { solarHour, direction, azimuth } = sunAt(noon, ...BEIJING);
    expect(solarHour).toBeCloseTo(12, 1);
    expect(azimuth).toBeCloseTo(180, 0);
    expect(Math.hypot(...direction)).toBeCloseTo(1, 9);
    expect(sunAt(noon + 3 * HOUR, ...BEIJING).solarHour).toBeCloseTo(15, 1);
    expect(sunAt(noon + 3 * HOUR, ...BEIJING).direction[0]).toBeLessThan(0);
  });
});

describe("true solar time", () => {
  it("is found for a day and hour anywhere, to the second", () => {
    for (const [lon, lat] of [BEIJING, [-74, 40.7], [179.9, -35]] as const)
      for (const hour of [0.5, 8, 12, 16, 23.5])
        for (const [month, day] of [
          [1, 20],
          [6, 21],
          [11, 3],
          [12, 22],
        ]) {
          const time = timeAtSolarHour({ year: 2026, month, day }, hour, lon, lat);
          expect(Math.abs(sunAt(time, lon, lat).solarHour - hour) * 3600).toBeLessThan(1);
        }
  });

  it("is noon in Beijing on 3 November at 11:57:59 by the clock (14 min 26 s west of 120° E, the sun 16 min 26 s early)", () => {
    const time = timeAtSolarHour({ year: 2026, month: 11, day: 3 }, 12, ...BEIJING);
    expect(Math.abs(time - Date.UTC(2026, 10, 3, 3, 57, 59))).toBeLessThan(20_000);
  });

  it("is before mean time by the equation of time: +16.4 min on 3 Nov, −14.2 on 11 Feb, 0 on 15 April", () => {
    expect(equationOfTime(Date.UTC(2026, 10, 3, 12))).toBeCloseTo(16.43, 1);
    expect(equationOfTime(Date.UTC(2026, 1, 11, 12))).toBeCloseTo(-14.2, 1);
    expect(Math.abs(equationOfTime(Date.UTC(2026, 3, 15, 12)))).toBeLessThan(0.3);
  });

  it("has 大寒 and 冬至 on the calendar's days (Beijing time)", () => {
    const on = (year: number, longitude: number) => {
      const { month, day } = solarTermDay(year, longitude, 8);
      return [month, day];
    };
    // 2024: 20 Jan 22:07, 21 Dec 17:21; 2026: 20 Jan 09:45, 22 Dec 04:50; 2028: 20 Jan.
    expect([2024, 2026, 2028].map((year) => on(year, 300))).toEqual([
      [1, 20],
      [1, 20],
      [1, 20],
    ]);
    expect(on(2024, 270)).toEqual([12, 21]);
    expect(on(2026, 270)).toEqual([12, 22]);
    expect(on(2026, 90)).toEqual([6, 21]);
  });
});
