// Due times by hand: weekends, holidays, make-up workdays, lunch, clock changes; and that what is added is what lies between.

import { describe, expect, it } from "vitest";
import { dateOf, WorkingTime } from "../../../../src/twin/cases/calendar.ts";
import type { Duration } from "../../../../src/twin/cases/flow.ts";
import { workCalendar } from "../../../../src/twin/cases/workCalendar.ts";
import { china } from "../../../../src/twin/catalogues/calendars/china.ts";

const SHANGHAI = new WorkingTime(china, "Asia/Shanghai");
/** An instant of Chinese wall time. */
const at = (text: string): number => Date.parse(`${text.replace(" ", "T")}:00+08:00`);
const plain = workCalendar.parse({
  id: "plain",
  standardRef: "of this test",
  hours: [["00:00", "08:00"]],
  weekend: [7],
  years: [],
});

/** From, amount, unit, due. Hours are 08:30–12:00 and 13:30–18:00, 8 a day. */
const DUE: [string, number, Duration["in"], string, string][] = [
  ["2026-11-27 09:00", 2, "workHours", "2026-11-27 11:00", "within the morning"],
  ["2026-11-27 09:00", 3, "workHours", "2026-11-27 12:00", "to the very end of the morning"],
  ["2026-11-27 11:00", 2, "workHours", "2026-11-27 14:30", "over lunch"],
  ["2026-11-27 12:30", 1, "workHours", "2026-11-27 14:30", "from within lunch"],
  ["2026-11-27 16:00", 4, "workHours", "2026-11-30 10:30", "Friday to Monday"],
  ["2026-11-27 18:00", 4, "workHours", "2026-11-30 14:00", "from closing time"],
  ["2026-11-28 10:00", 4, "workHours", "2026-11-30 14:00", "from a Saturday"],
  ["2026-11-27 07:00", 4, "workHours", "2026-11-27 14:00", "from before opening"],
  ["2026-11-27 09:00", 2, "workDays", "2026-12-01 09:00", "two days over a weekend"],
  ["2026-11-26 09:00", 5, "workDays", "2026-12-03 09:00", "five days"],
  ["2026-09-30 16:00", 4, "workHours", "2026-10-08 10:30", "over the National Day holiday"],
  ["2026-10-09 16:00", 4, "workHours", "2026-10-10 10:30", "onto a Saturday that is worked"],
  ["2026-09-18 17:00", 2, "workHours", "2026-09-20 09:30", "onto a Sunday that is worked, over a Saturday that is not"],
  [
    "2026-02-13 17:00",
    9,
    "workHours",
    "2026-02-14 18:00",
    "the last day before the Spring Festival is a worked Saturday",
  ],
  ["2026-02-14 17:00", 2, "workHours", "2026-02-24 09:30", "over the Spring Festival"],
  ["2026-02-27 17:30", 1, "workHours", "2026-02-28 09:00", "onto the make-up Saturday after it"],
  ["2026-12-31 17:00", 2, "workHours", "2027-01-04 09:30", "over New Year of 2027, a Friday"],
  ["2027-02-04 17:00", 2, "workHours", "2027-02-09 09:30", "over the statutory days of the Spring Festival of 2027"],
  ["2026-11-28 10:00", 4, "urgentHours", "2026-11-28 14:00", "urgent hours pass on a Saturday"],
  ["2026-10-01 23:50", 20, "minutes", "2026-10-02 00:10", "minutes pass on a holiday"],
  ["2026-11-27 09:00", 0.5, "workDays", "2026-11-27 14:30", "half a day"],
];

describe("due times", () => {
  it.each(DUE)("%s + %d %s = %s: %s", (from, amount, unit, due) => {
    expect(SHANGHAI.add(at(from), { amount, in: unit })).toBe(at(due));
  });

  it("are what lies between, for every unit and start", () => {
    const zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"];
    const calendars = [china, { ...plain, hours: [["00:00", "24:00"]] as [string, string][], weekend: [] }];
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed / 2 ** 32) * below;
    };
    for (const zone of zones)
      for (const calendar of calendars) {
        const time = new WorkingTime(calendar, zone);
        for (let i = 0; i < 150; i++) {
          const start = Math.floor(at("2026-01-01 00:00") + random(700 * 86_400_000));
          const unit = (["minutes", "urgentHours", "workHours", "workDays"] as const)[i % 4];
          const limit = { amount: Math.ceil(random(40)), in: unit };
          const due = time.add(start, limit);
          expect(time.between(start, due, unit), `${zone} ${start} ${JSON.stringify(limit)}`).toBe(time.spanOf(limit));
          // The due time is the first such instant.
          expect(time.between(start, due - 1, unit)).toBe(time.spanOf(limit) - 1);
        }
      }
  });

  it("between is signed and adds up", () => {
    const [a, b, c] = ["2026-09-30 10:00", "2026-10-03 10:00", "2026-10-09 10:00"].map(at);
    const HOUR = 3_600_000;
    expect(SHANGHAI.between(a, c, "workHours")).toBe(16 * HOUR);
    expect(SHANGHAI.between(c, a, "workHours")).toBe(-16 * HOUR);
    expect(SHANGHAI.between(a, b, "workHours") + SHANGHAI.between(b, c, "workHours")).toBe(16 * HOUR);
    expect(SHANGHAI.isWorking(at("2026-10-10 09:00"))).toBe(true);
    expect(SHANGHAI.isWorking(at("2026-10-11 09:00"))).toBe(false);
  });

  it("a calendar without work ends in words, not for ever", () => {
    const never = new WorkingTime({ ...plain, years: [], weekend: [1, 2, 3, 4, 5, 6, 7] }, "Asia/Shanghai");
    expect(() => never.add(at("2026-01-01 00:00"), { amount: 1, in: "workHours" })).toThrow(/no 3600000 ms/);
  });
});

describe("clock changes", () => {
  // Berlin 2026: on 29 March 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00; both are Sundays.
  const always = { ...plain, weekend: [] };
  const berlin = new WorkingTime(always, "Europe/Berlin");
  const utc = (text: string): number => Date.parse(`${text}Z`);

  it("a night of seven hours and one of nine", () => {
    // 00:00–08:00 on 29 March is 23:00Z–06:00Z: seven hours.
    expect(berlin.between(utc("2026-03-28T20:00"), utc("2026-03-29T12:00"), "workHours")).toBe(7 * 3_600_000);
    expect(berlin.between(utc("2026-10-24T20:00"), utc("2026-10-25T12:00"), "workHours")).toBe(9 * 3_600_000);
    // Eight hours from midnight of the short night end one hour into the next.
    expect(berlin.add(utc("2026-03-28T23:00"), { amount: 8, in: "workHours" })).toBe(utc("2026-03-29T23:00"));
    expect(berlin.add(utc("2026-03-28T23:00"), { amount: 7, in: "workHours" })).toBe(utc("2026-03-29T06:00"));
    expect(berlin.add(utc("2026-10-24T22:00"), { amount: 9, in: "workHours" })).toBe(utc("2026-10-25T07:00"));
  });

  it("days begin at the city's midnight, and are 23 and 25 hours long", () => {
    const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const length = (date: string): number => (berlin.startOf(day(date) + 1) - berlin.startOf(day(date))) / 3_600_000;
    expect(["2026-03-28", "2026-03-29", "2026-10-25"].map(length)).toEqual([24, 23, 25]);
    expect(berlin.startOf(day("2026-03-29"))).toBe(utc("2026-03-28T23:00"));
    expect(SHANGHAI.dateAt(Date.parse("2026-11-26T16:00Z"))).toBe("2026-11-27");
    expect(SHANGHAI.dateAt(Date.parse("2026-11-26T15:59Z"))).toBe("2026-11-26");
    // A zone whose day begins at one o'clock: Santiago skips midnight of 6 September 2026.
    const santiago = new WorkingTime(always, "America/Santiago");
    const start = santiago.startOf(day("2026-09-06"));
    expect(santiago.dateAt(start)).toBe("2026-09-06");
    expect(santiago.dateAt(start - 1)).toBe("2026-09-05");
    expect(dateOf(day("2026-09-06"))).toBe("2026-09-06");
  });
});
