// Indicators kept by the hub: written by the minute, thinned by age, told to whom their grade and place allow.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HubContext } from "../../../../src/hub/context.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import { baselinesOf } from "../../../../src/hub/indicators/baselines.ts";
import { Indicators } from "../../../../src/hub/indicators/indicators.ts";
import { FLAG } from "../../../../src/twin/flags.ts";
import { stateNodesOf } from "../../../../src/twin/rollUp.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import { StateTable } from "../../../../src/twin/stateTable.ts";
import { tinyCity } from "../../twin/tinyCity.ts";
import { actorOf, CHIEF } from "../alarms/desk.ts";
import { TINY_SCENE } from "../tinyHub.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** A full hour. */
const START = 1_800_000_000_000;
const HALF_HOUR = 30 * MINUTE;
const indicator = (id: string, compute: object) => ({
  id,
  field: "resilience",
  name: { zh: id },
  goodWhen: "low",
  compute,
});
const scene = readScene({
  ...TINY_SCENE,
  sources: {},
  indicators: [
    indicator("level-mean", { op: "mean", kind: "level" }),
    indicator("temp-mean", { op: "mean", kind: "temp" }),
    { ...indicator("points", { op: "count" }), baseline: { days: 7 } },
  ],
});

describe("indicators of the hub", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-indicators-"));
  const nodes = tinyCity();
  // Temperatures of this city are of grade 3.
  for (const code of ["T1", "T2", "T3"]) nodes.columns.grade[nodes.slotOf(code)] = 3;
  const state = new StateTable(stateNodesOf(nodes));
  const clock = { now: START };
  let database: Database;
  let indicators: Indicators;

  beforeAll(async () => {
    database = await openDatabase(folder, "tiny");
    await migrate(database);
    const context: HubContext = {
      scene,
      nodes,
      database,
      dataDir: folder,
      publish: () => true,
      now: () => clock.now,
      log: (text) => {
        throw new Error(text);
      },
    };
    indicators = new Indicators(context, state);
  });
  afterAll(async () => {
    await indicators.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const reads = (code: string, value: number, flags = 0): void => {
    state.apply(nodes.slotOf(code), value, clock.now, clock.now, 1, flags);
  };
  const series = (id: string, more: object = {}) =>
    indicators.series(CHIEF, id, { from: START - 100 * DAY, to: START + DAY, ...more });

  it("are those of the place and of what lies directly below, as they stand", () => {
    reads("L1", 1);
    reads("L2", 2);
    reads("L3", 6);
    reads("T3", 20);
    const { figures, below } = indicators.now(CHIEF, undefined);
    expect(figures.map(({ id, value, n }) => [id, value, n])).toEqual([
      ["level-mean", 3, 3],
      ["temp-mean", 20, 1],
      ["points", 6, 6],
    ]);
    expect(below.map(({ place, figures: [first] }) => [place, first.value])).toEqual([
      ["310101", 1.5],
      ["310102", 6],
    ]);
  });

  it("are written for the city every minute and for its districts every ten, silent ones not at all", async () => {
    expect(await indicators.recorder.write(START)).toBe(8);
    reads("L1", 3);
    expect(await indicators.recorder.write(START + MINUTE)).toBe(3);
    // The same minute again, after a restart.
    await indicators.recorder.write(START + MINUTE);
    const city = await series("level-mean", { from: START, to: START + 5 * MINUTE });
    expect(city).toMatchObject({ stepMs: MINUTE, t: [START, START + MINUTE] });
    expect(city.v[0]).toBe(3);
    expect(city.v[1]).toBeCloseTo(11 / 3);
    expect((await series("level-mean", { place: "310102", from: START })).v).toEqual([6]);
    for (const code of ["L1", "L2", "L3"]) reads(code, 9, FLAG.stale);
    expect(await indicators.recorder.write(START + 2 * MINUTE)).toBe(2);
  });

  it("are thinned as they become old: minutes, then every ten, then hours", async () => {
    const insert = (from: number, count: number) =>
      database.query(
        `insert into indicator_value select '310000', 'level-mean', $1::bigint + i * 60000, 1, 1 from generate_series(0, $2::int - 1) as i`,
        [from, count],
      );
    await insert(START - 3 * DAY, 120);
    await insert(START - 61 * DAY, 120);
    // As if the thinning had run every hour: a step looks two days back.
    await indicators.recorder.thin(START);
    const rows = await database.query<{ n: number; day: number }>(
      "select count(*)::int as n, (($1::bigint - time + 43200000) / 86400000)::int as day from indicator_value where time < $1 group by 2 order by 2",
      [START],
    );
    expect(rows.map(({ n }) => n)).toEqual([12, 2]);
    expect((await series("level-mean")).stepMs).toBeGreaterThanOrEqual(60 * MINUTE);
  });

  it("are told by place and grade, and what is not seen is not there", async () => {
    const clerk = actorOf("clerk", { place: "310101", clearance: 1 });
    expect(() => indicators.now(clerk, undefined)).toThrow(/not there/);
    expect(() => indicators.now(clerk, "310102")).toThrow(/not there/);
    const { figures, below } = indicators.now(clerk, "310101");
    expect(figures.map(({ id }) => id)).toEqual(["level-mean", "points"]);
    expect(below.map(({ place }) => place)).toEqual(["310101001"]);
    const asked = { place: "310101", from: START, to: START + DAY };
    expect((await indicators.series(clerk, "level-mean", asked)).v.length).toBe(1);
    await expect(indicators.series(clerk, "temp-mean", asked)).rejects.toThrow(/not there/);
    await expect(indicators.series(CHIEF, "nothing", asked)).rejects.toThrow(/not there/);
    await expect(indicators.series(CHIEF, "level-mean", { ...asked, to: START })).rejects.toThrow(/swap/);
    // Counts are everybody's, though some that are counted are not.
    await expect(indicators.series(clerk, "points", asked)).resolves.toMatchObject({ v: [4] });
  });

  it("have a baseline of the same time of the days before, and none while too few of them are written down", async () => {
    const at = START + 200 * DAY;
    const write = (time: number, v: number): Promise<unknown> =>
      database.query("insert into indicator_value values ('310000', 'points', $1, $2, 1)", [time, v]);
    const usual = () => baselinesOf(database, scene.indicators, "310000", at);
    // Two days: the hour about the time alone counts, the whole of it as one.
    await write(at - DAY, 10);
    await write(at - DAY + HALF_HOUR - MINUTE, 20);
    await write(at - DAY + HALF_HOUR, 1000);
    await write(at - 2 * DAY - HALF_HOUR, 40);
    await write(at - 2 * DAY - HALF_HOUR - MINUTE, 1000);
    expect(await usual()).toEqual([{ id: "points", days: 2, of: 7, value: null }]);
    // Of four the middle: 15, 40, 2 and 100; the eighth day is too long ago.
    await write(at - 4 * DAY, 2);
    await write(at - 7 * DAY, 100);
    await write(at - 8 * DAY, 5000);
    expect(await usual()).toEqual([{ id: "points", days: 4, of: 7, value: (15 + 40) / 2 }]);
    // What is to come is not known.
    clock.now = at;
    const answer = await indicators.baselines(CHIEF, { at: at + 100 * DAY });
    expect(answer).toMatchObject({ at, place: "310000", baselines: [{ id: "points", days: 4 }] });
    await expect(indicators.baselines(actorOf("clerk", { place: "310101", clearance: 1 }), {})).rejects.toThrow(
      /not there/,
    );
  });
});
