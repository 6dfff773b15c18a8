// What went beyond its limits at an asset: counted by point and told time by time, ended or not, within the days asked for.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exceedancesAt } from "../../../../src/hub/alarms/exceedances.ts";
import { exceedances } from "../../../../src/twin/alarms/shapes.ts";
import { actorOf, CHIEF, type Desk, openDesk } from "./desk.ts";

describe("exceedances", () => {
  let desk: Desk;
  const at = (code: string, days = 30, actor = CHIEF) => exceedancesAt(desk.context, actor, { at: code, days });
  const push = async (...given: Parameters<Desk["push"]>): Promise<void> => {
    desk.push(...given);
    await desk.alarms.flush();
    desk.clock.now += 60_000;
  };

  beforeAll(async () => {
    desk = await openDesk();
    await push("L1", "full", 4, 1.05);
    await push("T3", "hot", 3, 31);
    await push("L1", "full", 0, 0.5);
    await push("L1", "full", 3, 0.9);
    await push("L1", "full", 5, 1.3);
  });
  afterAll(() => desk.close());

  it("are counted by point: how often it began, how bad it got, first and last", async () => {
    const found = exceedances.parse(await at("F1"));
    expect(found.points).toEqual([expect.objectContaining({ node: "L1", count: 2, worst: 5, value: 1.3 })]);
    expect(found.points[0].lastAt - found.points[0].firstAt).toBe(180_000);
    expect(found.times.map(({ severity, value, clearedAt }) => [severity, value, clearedAt !== null])).toEqual([
      [3, 0.9, false],
      [4, 1.05, true],
    ]);
    // Of a place: everything below it.
    expect((await at("310102")).points.map(({ node }) => node)).toEqual(["T3"]);
    expect((await at("310000")).points.map(({ node }) => node)).toEqual(["L1", "T3"]);
  });

  it("are those a person may see, and none where nothing is", async () => {
    expect((await at("F1", 30, actorOf("east", { place: "310102" }))).points).toEqual([]);
    expect((await at("F1", 30, actorOf("ecology", { unit: "ecology" }))).times).toEqual([]);
    await expect(at("nowhere")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("end with the days asked for", async () => {
    desk.clock.now += 10 * 86_400_000;
    expect((await at("F1", 9)).points).toEqual([]);
    expect((await at("F1", 11)).points).toHaveLength(1);
  });
});
