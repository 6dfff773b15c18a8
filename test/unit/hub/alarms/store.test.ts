// Alarms in the database, on PGlite and on a real PostgreSQL: what transitions and deeds make of them is what the pure model makes of them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carryOut } from "../../../../src/hub/alarms/commands.ts";
import { alarmInFull, listAlarms, listGroups } from "../../../../src/hub/alarms/query.ts";
import { type Database, openDatabase, type Statement } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import { type AlarmState, afterDeed, afterTransition, DEEDS, deedRefusal } from "../../../../src/twin/alarms/alarm.ts";
import { alarmListQuery } from "../../../../src/twin/alarms/shapes.ts";
import type { Severity } from "../../../../src/twin/severity.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { actorOf, CHIEF, type Desk, newKey, openDesk } from "./desk.ts";

const POSTGRES = needPostgres();
const query = (more: object = {}) => alarmListQuery.parse(more);
const MINUTE = 60_000;

for (const kind of ["pglite", "postgres"] as const)
  describe.skipIf(kind === "postgres" && !POSTGRES)(`alarms on ${kind}`, () => {
    let server: PostgresServer | undefined;
    let desk: Desk;
    let base: Database;
    const opened: Desk[] = [];
    const folder = mkdtempSync(join(tmpdir(), "yiwang-alarm-store-"));
    /** A desk over an empty database. @param wrap puts something between the two */
    const fresh = async (wrap: (database: Database) => Database = (database) => database): Promise<Desk> => {
      for (const each of opened.splice(0)) await each.close();
      await base.query("truncate alarm, alarm_event, alarm_rate, command_key, alarm_batch, audit_inbox");
      desk = await openDesk({ database: wrap(base) });
      opened.push(desk);
      return desk;
    };
    const open = (more: object = {}) => listAlarms(desk.context, CHIEF, query({ hidden: "true", ...more }));
    const only = async () => (await open()).alarms[0];
    const act = (deed: (typeof DEEDS)[number], alarms: { id: number; version: number }[], more: object = {}) =>
      carryOut(desk.context, CHIEF, { key: newKey(), deed, alarms, text: "why", minutes: 30, ...more });

    beforeAll(async () => {
      if (kind === "postgres") server = await startPostgres(POSTGRES as string);
      base = await openDatabase(folder, "tiny", server?.url);
      await migrate(base);
    }, 60_000);
    afterAll(async () => {
      for (const each of opened) await each.close();
      await base.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it("come to be what the model says, through long random lives", async () => {
      await fresh();
      let state = kind === "pglite" ? 3 : 17;
      const draw = (n: number): number => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return (state >>> 8) % n;
      };
      const lives = (["L1", "L2", "L3"] as const).flatMap((code) =>
        (["full", "latch"] as const).map((rule) => ({ code, rule, model: null as AlarmState | null, events: 0 })),
      );
      let deeds = 0;
      let ended = 0;
      for (let step = 0; step < 250; step++) {
        desk.clock.now += 1000;
        // Several transitions of one alarm in one batch, as in a flood.
        for (let i = draw(4); i > 0; i--) {
          const life = lives[draw(lives.length)];
          if (life.model?.endedAt) life.model = null;
          const severity = [0, 0, 3, 4, 5][draw(5)] as Severity;
          const before = life.model;
          if ((before?.active ? before.severity : 0) === severity) continue;
          life.model = afterTransition(before, severity, desk.clock.now, life.rule === "latch");
          desk.push(life.code, life.rule, severity);
          if (life.model?.endedAt) ended++;
        }
        await desk.alarms.flush();
        const rows = (await open({ limit: 200 })).alarms;
        for (const life of lives) {
          if (life.model?.endedAt) life.model = null;
          const row = rows.find(({ node, rule }) => node === life.code && rule === life.rule);
          expect(row === undefined, `${life.code} ${life.rule}`).toBe(life.model === null);
          if (row) expect(row).toMatchObject(life.model as object);
          if (!row || draw(3) > 0) continue;
          const deed = draw(3) > 0 ? "acknowledge" : DEEDS[draw(DEEDS.length)];
          const code = deedRefusal(life.model as AlarmState, deed);
          if (code !== null) {
            await expect(act(deed, [row])).rejects.toMatchObject({ code });
            continue;
          }
          await act(deed, [row]);
          deeds++;
          life.model = afterDeed(life.model as AlarmState, deed, desk.clock.now, desk.clock.now + 30 * MINUTE);
          if (life.model.endedAt) ended++;
        }
      }
      expect(deeds).toBeGreaterThan(40);
      expect(ended).toBeGreaterThan(5);
      const [doubled] = await desk.database.query<{ n: number }>(
        "select count(*)::int as n from (select 1 from alarm where ended_at is null group by node, rule having count(*) > 1) d",
      );
      expect(doubled.n).toBe(0);
    });

    it("write down every transition and every deed with who, when and why, and for ever", async () => {
      await fresh();
      desk.push("L1", "full", 3, 0.85);
      await desk.alarms.flush();
      desk.clock.now += MINUTE;
      await act("acknowledge", [await only()], { text: "crew on the way" });
      desk.push("L1", "full", 5, 1.3);
      await desk.alarms.flush();
      const { id } = await only();
      const { events } = await alarmInFull(desk.context, CHIEF, id);
      expect(events.map(({ what, name, severity, value }) => [what, name, severity, value])).toEqual([
        ["raise", "hub", 3, 0.85],
        ["acknowledge", "chief name", 3, 0.85],
        ["worsen", "hub", 5, 1.3],
      ]);
      expect(events[1]).toMatchObject({ at: desk.clock.now, person: "chief", detail: { text: "crew on the way" } });
      await expect(desk.database.query("update alarm_event set name = 'x'")).rejects.toThrow(/never changed/);
      await expect(desk.database.query("delete from alarm_event")).rejects.toThrow(/never changed/);
      const audited = await desk.database.query<{ action: string; object: string; person: string; place: string }>(
        "select action, object, person, place from audit_inbox",
      );
      expect(audited).toEqual([
        {
          action: "alarm.acknowledge",
          object: `alarm:${id}`,
          person: "chief",
          place: "/310000/310101/310101001/310101001001001/F1/L1/",
        },
      ]);
    });

    it("take a command once for its key, from whoever gave it", async () => {
      await fresh();
      desk.push("L1", "full", 3);
      await desk.alarms.flush();
      const alarm = await only();
      const command = { key: newKey(), deed: "acknowledge" as const, alarms: [alarm], text: "" };
      const answers = await Promise.all([1, 2, 3].map(() => carryOut(desk.context, CHIEF, command)));
      expect(new Set(answers.map(({ answer }) => JSON.stringify(answer)))).toEqual(
        new Set([JSON.stringify({ done: [{ id: alarm.id, version: alarm.version + 1 }], refused: [] })]),
      );
      const { events } = await alarmInFull(desk.context, CHIEF, alarm.id);
      expect(events.filter(({ what }) => what === "acknowledge")).toHaveLength(1);
      // A key is its sender's own: to anybody else it says nothing, and what is done is done.
      await expect(carryOut(desk.context, actorOf("thief"), command)).rejects.toMatchObject({
        code: "already-acknowledged",
      });
      const other = { ...command, deed: "comment" as const };
      await expect(carryOut(desk.context, CHIEF, other)).rejects.toMatchObject({ code: "key-reused" });
    });

    it("let one of two who were at it at once be first, and tell the other", async () => {
      await fresh();
      desk.push("L1", "full", 3);
      desk.push("L2", "full", 3);
      await desk.alarms.flush();
      const [a, b] = (await open()).alarms;
      const both = await Promise.allSettled([act("shelve", [a]), act("suppress", [a])]);
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(both.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "stale-version", statusCode: 409 },
      });
      // Of several, those that cannot be done are told and the others are done.
      const { answer } = await act("acknowledge", [a, b]);
      expect(answer).toEqual({
        done: [{ id: b.id, version: b.version + 1 }],
        refused: [{ id: a.id, code: "stale-version" }],
      });
    });

    it("are seen and changed only within a person's place, unit and clearance", async () => {
      await fresh();
      for (const code of ["L1", "L2", "L3"]) desk.push(code, "full", 3);
      desk.push("T3", "hot", 4);
      await desk.alarms.flush();
      const all = (await open()).alarms;
      expect(all).toHaveLength(4);
      const east = actorOf("east", { place: "310102" });
      const drains = actorOf("drains", { unit: "drainage" });
      const blind = actorOf("blind", { clearance: 0 });
      const looker = actorOf("looker", { permissions: new Set(["alarm.see"]) });
      const nodesSeen = async (actor: typeof east): Promise<string[]> =>
        (await listAlarms(desk.context, actor, query())).alarms.map(({ node }) => node).sort();
      expect(await nodesSeen(east)).toEqual(["L3", "T3"]);
      expect(await nodesSeen(drains)).toEqual(["L1", "L2", "L3"]);
      expect(await nodesSeen(blind)).toEqual([]);
      const l1 = all.find(({ node }) => node === "L1") as (typeof all)[number];
      await expect(alarmInFull(desk.context, east, l1.id)).rejects.toMatchObject({ statusCode: 404 });
      const ack = { key: newKey(), deed: "acknowledge" as const, alarms: [l1], text: "" };
      await expect(carryOut(desk.context, east, ack)).rejects.toMatchObject({ statusCode: 404 });
      await expect(carryOut(desk.context, looker, ack)).rejects.toMatchObject({ statusCode: 403 });
      expect((await alarmInFull(desk.context, looker, l1.id)).may).toEqual([]);
      expect((await listGroups(desk.context, east, query())).total).toBe(2);
      await carryOut(desk.context, drains, ack);
    });

    it("come by pages without loss or repetition, however they are sorted, and are found by filters", async () => {
      await fresh();
      for (const [i, code] of ["L1", "L2", "L3"].entries()) {
        desk.clock.now += 1000;
        desk.push(code, "full", 3 + (i % 2));
        desk.push(code, "latch", 5);
      }
      desk.push("T3", "hot", 4);
      await desk.alarms.flush();
      for (const sort of ["severity", "newest"]) {
        const whole = (await open({ sort, limit: 200 })).alarms;
        const paged: number[] = [];
        let after: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof open>> = await open({ sort, limit: 2, ...(after ? { after } : {}) });
          expect(page.total).toBe(7);
          paged.push(...page.alarms.map(({ id }) => id));
          after = page.next;
        } while (after);
        expect(paged).toEqual(whole.map(({ id }) => id));
      }
      expect((await open()).bySeverity).toEqual({ 3: 2, 4: 2, 5: 3 });
      const nodesOf = async (more: object): Promise<string[]> =>
        (await open(more)).alarms.map(({ node }) => node).sort();
      expect(await nodesOf({ severity: 5 })).toEqual(["L1", "L2", "L3"]);
      expect(await nodesOf({ place: "310102001", kind: "level" })).toEqual(["L3", "L3"]);
      expect(await nodesOf({ unit: "ecology" })).toEqual(["T3"]);
      expect(await nodesOf({ text: "RULE hot" })).toEqual(["T3"]);
      expect(await nodesOf({ text: "规则latch f1" })).toEqual(["L1"]);
      expect(await nodesOf({ flags: "latched,unacknowledged" })).toEqual(["L1", "L2", "L3"]);
      await act("shelve", [(await open({ unit: "ecology" })).alarms[0]]);
      expect((await listAlarms(desk.context, CHIEF, query({ unit: "ecology" }))).total).toBe(0);
      expect((await listAlarms(desk.context, CHIEF, query({ flags: "shelved" }))).total).toBe(1);
      await expect(open({ after: "nonsense" })).rejects.toMatchObject({ statusCode: 400 });
      await expect(open({ place: "nowhere" })).rejects.toMatchObject({ statusCode: 404 });
      expect(() => query({ flags: "magic" })).toThrow(/of active/);
    });

    it("of one place are one group led by the first out, by source time", async () => {
      await fresh();
      const { nodes, clock, alarms } = desk;
      const raise = (code: string, rule: number, source: number): void =>
        alarms.queue.push(nodes.slotOf(code), rule, 4, 1, source, clock.now, 0);
      raise("T1", 2, clock.now - 1000);
      raise("L1", 0, clock.now - 5000);
      raise("L3", 0, clock.now - 500);
      await alarms.flush();
      const { groups, total } = await listGroups(desk.context, CHIEF, query());
      expect(total).toBe(3);
      expect(groups.map(({ lead, count, firstOut }) => [lead.node, count, firstOut]).sort()).toEqual([
        ["L1", 2, true],
        ["L3", 1, true],
      ]);
      const [{ lead }] = groups.filter(({ count }) => count === 2);
      expect(
        (await alarmInFull(desk.context, CHIEF, lead.id)).members.map(({ node, groupReason }) => [node, groupReason]),
      ).toEqual([
        ["L1", "first"],
        ["T1", "place"],
      ]);
    });

    it("rise when nobody acknowledges them, by the clock; shelves end by the clock", async () => {
      await fresh();
      desk.push("L1", "full", 4);
      desk.push("L2", "full", 3);
      desk.push("L3", "full", 5);
      await desk.alarms.flush();
      const byNode = async (): Promise<Record<string, number>> =>
        Object.fromEntries((await open()).alarms.map(({ node, level }) => [node, level]));
      await act("acknowledge", [(await open({ severity: 5 })).alarms[0]]);
      desk.clock.now += 6 * MINUTE;
      await desk.alarms.passTime();
      expect(await byNode()).toEqual({ L1: 1, L2: 0, L3: 0 });
      desk.clock.now += 10 * MINUTE;
      await desk.alarms.passTime();
      await desk.alarms.passTime();
      expect(await byNode()).toEqual({ L1: 2, L2: 0, L3: 0 });
      const l1 = (await open()).alarms.find(({ node }) => node === "L1") as { id: number; version: number };
      const { events } = await alarmInFull(desk.context, CHIEF, l1.id);
      expect(events.filter(({ what }) => what === "escalate").map(({ detail }) => detail.level)).toEqual([1, 2]);
      await act("shelve", [l1], { minutes: 30 });
      await expect(act("shelve", [l1], { minutes: 10_000 })).rejects.toMatchObject({ code: "shelf-too-long" });
      desk.clock.now += 29 * MINUTE;
      await desk.alarms.passTime();
      expect((await open({ flags: "shelved" })).total).toBe(1);
      desk.clock.now += 2 * MINUTE;
      await desk.alarms.passTime();
      expect((await open({ flags: "shelved" })).total).toBe(0);
      expect(
        (await alarmInFull(desk.context, CHIEF, l1.id)).events.map(({ what, name }) => `${what} ${name}`),
      ).toContain("unshelve hub");
    });

    it("chatter after three changes a minute, and are calm again after a calm one", async () => {
      await fresh();
      for (const severity of [4, 0, 4]) {
        desk.clock.now += 1000;
        desk.push("L1", "full", severity);
        await desk.alarms.flush();
      }
      expect((await only()).chattering).toBe(true);
      desk.clock.now += 2 * MINUTE;
      await desk.alarms.passTime();
      expect((await only()).chattering).toBe(false);
    });

    it("are not doubled when a batch was done and nobody heard of it, and not lost when it was not", async () => {
      let mode: "fine" | "refuse" | "forget" = "fine";
      await fresh((real) => ({
        ...real,
        batch: async (statements: readonly Statement[]) => {
          if (mode === "refuse") throw new Error("away");
          const rows = await real.batch(statements);
          if (mode === "forget") throw new Error("connection lost after commit");
          return rows;
        },
      }));
      for (const [next, code] of [
        ["refuse", "L1"],
        ["forget", "L2"],
      ] as const) {
        mode = next;
        desk.push(code, "full", 4);
        await desk.alarms.flush();
        expect(desk.alarms.writer.waiting).toBe(1);
        mode = "fine";
        desk.clock.now += 2000;
        await desk.alarms.flush();
        expect(desk.alarms.writer.waiting).toBe(0);
      }
      const { alarms } = await open();
      expect(alarms.map(({ node, occurrences, version }) => [node, occurrences, version]).sort()).toEqual([
        ["L1", 1, 1],
        ["L2", 1, 1],
      ]);
      const [{ n }] = await desk.database.query<{ n: number }>("select count(*)::int as n from alarm_event");
      expect(n).toBe(2);
    });

    it("tell pages which have changed, once a partition, with counts that stay", async () => {
      await fresh();
      desk.push("L1", "full", 4);
      desk.push("L2", "full", 4);
      await desk.alarms.flush();
      desk.published.length = 0;
      // biome-ignore lint/complexity/useLiteralKeys: the timer's own work, done now
      await desk.alarms["hints"].tell();
      const of = (part: number) => desk.published.filter(({ topic }) => topic === `yiwang/tiny/desk/alarms/${part}`);
      expect(of(1)).toHaveLength(1);
      expect(of(1)[0].retain).toBe(true);
      const hint = JSON.parse(of(1)[0].payload);
      expect(hint).toMatchObject({ open: 2, unacknowledged: 2, more: 0 });
      expect(hint.changed.map(([, version]: [number, number]) => version)).toEqual([1, 1]);
      expect(JSON.stringify(hint)).not.toContain("L1");
    });

    it("link a case in the case's own transaction, or undo it", async () => {
      await fresh();
      desk.push("L1", "full", 4, 1.1);
      await desk.alarms.flush();
      const { id } = await only();
      expect(await desk.alarms.alarmOf(id)).toMatchObject({
        node: "L1",
        slot: desk.nodes.slotOf("L1"),
        rule: "full",
        name: { zh: "规则full", en: "rule full" },
        severity: 4,
        kind: "level",
        classCode: "0103",
        unit: "drainage",
        value: 1.1,
      });
      expect(await desk.alarms.alarmOf(99_999)).toBeUndefined();
      await desk.database.batch([desk.alarms.linkCase(id, 42, CHIEF)]);
      expect((await only()).caseId).toBe(42);
      await expect(desk.database.batch([desk.alarms.linkCase(99_999, 42)])).rejects.toMatchObject({ code: "ROWS" });
    });
  });
