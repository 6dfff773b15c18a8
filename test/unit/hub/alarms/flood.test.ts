// Ten thousand alarms at once: all are written, pages and groups of them stay pages and groups, and a queue that overflows is mended.

import { describe, expect, it } from "vitest";
import { alarmBoard } from "../../../../src/hub/alarms/board.ts";
import { carryOut } from "../../../../src/hub/alarms/commands.ts";
import { listAlarms, listGroups } from "../../../../src/hub/alarms/query.ts";
import { TransitionQueue } from "../../../../src/hub/alarms/queue.ts";
import { alarmGroups, alarmListQuery, alarmBoard as boardShape } from "../../../../src/twin/alarms/shapes.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import { benchCity } from "../../../bench/benchCity.ts";
import { TINY_SCENE } from "../tinyHub.ts";
import { actorOf, newKey, openDesk } from "./desk.ts";

const chief = actorOf("chief", { place: "339900" });
const query = (more: object = {}) => alarmListQuery.parse(more);

describe("a flood", () => {
  it("of 10 000 alarms is written whole, shown by pages, led by first outs, and acknowledged 500 at a time", async () => {
    const nodes = benchCity(10_000);
    // Without rules of its own: the kind's limit from Ⅲ.
    const desk = await openDesk({ nodes, scene: readScene({ ...TINY_SCENE, sources: {} }) });
    const { alarms, context, clock } = desk;
    const points = nodes.coreCount - nodes.placeCount;
    expect(points).toBeGreaterThanOrEqual(10_000);
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
      alarms.observed(slot, slot % 3 === 0 ? 1.25 : 0.9, clock.now, clock.now, 0);
    // The engine did not wait for any of it.
    expect(alarms.queue.length).toBe(points);
    await alarms.flush();
    expect(alarms.counters).toMatchObject({ written: points, waiting: 0, dropped: 0, failures: 0 });
    const list = await listAlarms(context, chief, query());
    expect([list.alarms.length, list.total, list.unacknowledged]).toEqual([50, points, points]);
    expect(list.alarms.every(({ severity }) => severity === 5)).toBe(true);
    const groups = alarmGroups.parse(await listGroups(context, chief, query()));
    expect(groups.groups.every(({ lead }) => lead.groupReason === "first")).toBe(true);
    // One rule in one street is one cause: 64 streets.
    const [{ n }] = await desk.database.query<{ n: number }>("select count(distinct group_key)::int as n from alarm");
    expect(n).toBe(64);
    const targets: { id: number; version: number }[] = [];
    for (let after: string | null = null; targets.length < 500; ) {
      const page = await listAlarms(context, chief, query({ limit: 200, ...(after ? { after } : {}) }));
      targets.push(...page.alarms.map(({ id, version }) => ({ id, version })));
      after = page.next;
    }
    const command = { key: newKey(), deed: "acknowledge" as const, alarms: targets.slice(0, 500), text: "" };
    expect((await carryOut(context, chief, command)).answer.done).toHaveLength(500);
    expect((await listAlarms(context, chief, query())).unacknowledged).toBe(points - 500);
    const board = boardShape.parse(await alarmBoard(context, chief, alarms.floodedDesks()));
    expect(board.desks).toHaveLength(8);
    for (const [i, each] of board.desks.entries()) {
      expect(each.id).toBe(`33990${i + 1}`);
      expect([each.flood, each.lastTenMinutes, each.standing, each.tens[143], each.days[6]]).toEqual([
        true,
        ...Array.from({ length: 4 }, () => points / 8),
      ]);
    }
    expect(board.desks.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0)).toBe(points - 500);
    expect(board.frequent[0]).toMatchObject({ count: 1, kind: "level" });
    clock.now += 25 * 3_600_000;
    const later = await alarmBoard(context, chief, alarms.floodedDesks());
    expect(later.desks[0]).toMatchObject({ flood: false, lastTenMinutes: 0, lastDay: 0, stale: points / 8 });
    expect(later.desks[0].days.reduce((sum, count) => sum + count, 0)).toBe(points / 8);
    const street = actorOf("street", { place: "339901001" });
    expect((await listAlarms(context, street, query())).total).toBe(points / 64);
    await desk.close();
  });

  it("that is more than the queue holds is counted, and what is open comes to be what the engine has", async () => {
    const nodes = benchCity(320);
    const desk = await openDesk({
      nodes,
      scene: readScene({ ...TINY_SCENE, sources: {} }),
      queue: new TransitionQueue(100),
    });
    const { alarms, clock } = desk;
    const all = (value: number): void => {
      clock.now += 1000;
      for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
        alarms.observed(slot, value, clock.now, clock.now, 0);
    };
    const active = async (): Promise<number> =>
      (await desk.database.query<{ n: number }>("select count(*)::int as n from alarm where active"))[0].n;
    all(1);
    expect(alarms.queue.dropped).toBe(220);
    for (let i = 0; i < 8; i++) await alarms.flush();
    expect(await active()).toBe(320);
    all(0);
    for (let i = 0; i < 8; i++) await alarms.flush();
    expect(await active()).toBe(0);
    expect(alarms.writer.waiting).toBe(0);
    await desk.close();
  });
});
