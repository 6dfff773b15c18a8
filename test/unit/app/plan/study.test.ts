// What a planner looks into comes back from the address as it was, and nonsense in it is passed over.

import { describe, expect, it } from "vitest";
import { area, hourWords, length } from "../../../../src/app/plan/figures.ts";
import {
  PIT_CORNERS,
  readGround,
  readPit,
  readSection,
  readSun,
  writePit,
  writeSun,
} from "../../../../src/app/stores/study.ts";
import { readUrl } from "../../../../src/app/url.ts";
import { PIT_CORNERS as CUT } from "../../../../src/globe/look.ts";

const read = (path: string) => readUrl(new URL(path, "http://city.test"));

describe("the address of a study", () => {
  it("has sun, ground and section, in the planner's room alone", () => {
    const query = "sun=2026-01-20T12:30&ground=35&section=120.5,30.25,271.5";
    expect(read(`/plan?${query}`)).toMatchObject({
      sun: { date: "2026-01-20", minutes: 750 },
      ground: 0.35,
      section: { lon: 120.5, lat: 30.25, heading: 271.5 },
    });
    expect(read(`/wall?${query}`)).toMatchObject({ sun: null, ground: null, section: null });
    expect(read("/plan")).toMatchObject({ sun: null, ground: null, section: null });
  });

  it.each(["", "noon", "2026-02-30T12:00", "2026-01-20", "2026-01-20T24:00", "2026-01-20T12:60", "1949-01-01T12:00"])(
    "passes over a moment like “%s”",
    (text) => expect(readSun(text)).toBeNull(),
  );

  it("writes a moment as it reads it", () => {
    for (const text of ["2026-01-20T08:05", "2026-12-22T15:00"]) {
      const sun = readSun(text);
      expect(sun && writeSun(sun)).toBe(text);
    }
  });

  it("passes over grounds and sections that are none", () => {
    for (const text of ["", "-1", "101", "dark"]) expect(readGround(text)).toBeNull();
    expect(readGround("0")).toBe(0);
    for (const text of ["", "1,2", "1,2,north", "181,0,0", "0,90,0"]) expect(readSection(text)).toBeNull();
    expect(readSection("1,2,-90")?.heading).toBe(270);
  });
});

describe("figures", () => {
  it("have the unit that goes with their size", () => {
    expect([12.345, 123.45, 1234.5].map(length)).toEqual(["12.35 m", "123.5 m", "1.235 km"]);
    expect([999, 12_345, 2_345_678].map(area)).toEqual(["999.0 m²", "1.235 ha", "2.346 km²"]);
    expect(length(null)).toBe("–");
  });

  it("have hours of the day that do not run over sixty minutes", () => {
    expect([8, 8.999, 15.5, 12 + 1 / 60].map(hourWords)).toEqual(["08:00", "09:00", "15:30", "12:01"]);
  });
});

describe("a pit in the address", () => {
  const outline = [
    [119.5, 30.2],
    [119.51, 30.2],
    [119.51, 30.21],
  ];

  it("comes back as it was", () => {
    const pit = readPit("8.5,119.5,30.2,119.51,30.2,119.51,30.21");
    expect(pit).toEqual({ depth: 8.5, outline });
    expect(pit && readPit(writePit(pit))).toEqual(pit);
  });

  it("has no more corners than the globe can cut", () => {
    expect(PIT_CORNERS.most).toBe(CUT);
  });

  it.each([
    ["nothing", null],
    ["two corners", "8,119.5,30.2,119.51,30.2"],
    ["half a corner", "8,119.5,30.2,119.51,30.2,119.51"],
    ["seventeen corners", `8,${Array.from({ length: 17 }, (_, k) => `119.${k + 10},30.${k + 10}`).join(",")}`],
    ["no depth", "0,119.5,30.2,119.51,30.2,119.51,30.21"],
    ["a depth beyond 30 m", "31,119.5,30.2,119.51,30.2,119.51,30.21"],
    ["a word", "8,119.5,north,119.51,30.2,119.51,30.21"],
    ["a latitude beyond 90", "8,119.5,130.2,119.51,30.2,119.51,30.21"],
  ])("is none with %s", (_what, text) => {
    expect(readPit(text)).toBeNull();
  });
});
