// The hub's memory on PGlite and on a real PostgreSQL: what is written comes back, rolled up as a naive computation would have it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { History, type HistoryOptions } from "../../../../src/hub/history/history.ts";
import { FLAG } from "../../../../src/twin/flags.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { tinyCity } from "../../twin/tinyCity.ts";

const POSTGRES = needPostgres();
const DAY = 86_400_000;
const KINDS = [{ intervalSeconds: 60 }, { intervalSeconds: 60 }, { intervalSeconds: 60 }];

for (const kind of ["pglite", "postgres"] as const)
  describe.skipIf(kind === "postgres" && !POSTGRES)(`history on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "yiwang-history-"));
    const nodes = tinyCity();
    const [a, b] = [nodes.slotOf("L1"), nodes.slotOf("L2")];
    let server: PostgresServer | undefined;
    let scene = 0;
    const log: string[] = [];
    const optionsOf = (sceneId: string): HistoryOptions => ({
      sceneId,
      folder: join(folder, sceneId),
      ...(server ? { databaseUrl: server.url } : {}),
      nodes,
      kinds: KINDS,
      log: (text) => log.push(text),
    });
    /** A history of its own for each test. */
    const fresh = (more: Partial<HistoryOptions> = {}): Promise<History> =>
      History.open({ ...optionsOf(`s${++scene}`), ...more });
    const again = (): Promise<History> => History.open(optionsOf(`s${scene}`));

    beforeAll(async () => {
      if (kind === "postgres") server = await startPostgres(POSTGRES as string);
    }, 60_000);
    afterAll(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it("gives back what was written, also after it was closed and opened", async () => {
      const start = Date.now() - 10 * 60_000;
      let history = await fresh();
      expect(history.kind).toBe(kind);
      expect(await history.extent()).toEqual({ from: null, to: null });
      for (let i = 0; i < 10; i++) history.push(a, start + i * 60_000, start, i / 3, i % 6, FLAG.simulated);
      history.push(b, start, start, Number.NaN, 0, FLAG.bad);
      await history.flush();
      await history.close();
      history = await again();
      const { level, t, v } = await history.series(a, start, start + 10 * 60_000, 100);
      expect(level).toBe("raw");
      expect(t).toEqual(Array.from({ length: 10 }, (_, i) => start + i * 60_000));
      expect(v.map((value) => Math.fround(value as number))).toEqual(t.map((_, i) => Math.fround(i / 3)));
      expect((await history.series(b, start, start, 100)).v).toEqual([null]);
      expect(await history.extent()).toEqual({ from: start, to: start + 9 * 60_000 });
      const last = await history.lastValues();
      expect([...last.slot]).toEqual([b, a]);
      expect([...last.value]).toEqual([Number.NaN, Math.fround(3)]);
      expect([...last.flags]).toEqual([FLAG.bad, FLAG.simulated]);
      await history.close();
    });

    it("counts duplicates, and readings outside of what is kept, and keeps the last value from going back", async () => {
      const history = await fresh();
      const now = Date.now();
      history.push(a, now, now, 1, 1, 0);
      await history.flush();
      history.push(a, now, now, 2, 1, 0);
      history.push(a, now - 5000, now, 3, 1, 0);
      history.push(a, now - 31 * DAY, now, 4, 1, 0);
      history.push(a, now + 2 * DAY, now, 5, 1, 0);
      await history.flush();
      expect(history.tally).toMatchObject({
        written: 2,
        duplicates: 1,
        outside: 2,
        dropped: 0,
        waiting: 0,
        failures: 0,
      });
      expect([...(await history.lastValues()).value]).toEqual([1]);
      await history.close();
    });

    it("rolls up minutes and hours like a naive computation, and again when something comes late", async () => {
      const history = await fresh();
      const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 5 * 3_600_000;
      const rows: { t: number; v: number }[] = [];
      let seed = 1;
      const random = (): number => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      for (let i = 0; i < 1000; i++)
        rows.push({ t: hour + Math.floor(random() * 3 * 3_600_000), v: Math.fround(random() * 100) });
      const unique = [...new Map(rows.map((row) => [row.t, row])).values()];
      const [early, late] = [unique.slice(0, 900), unique.slice(900)];
      const write = async (part: typeof rows): Promise<void> => {
        for (const { t, v } of part) history.push(a, t, t, v, 1, 0);
        await history.flush();
        await history.rollUp(Date.now());
      };
      const check = async (part: typeof rows): Promise<void> => {
        for (const [level, size] of [
          ["1m", 60_000],
          ["1h", 3_600_000],
        ] as const) {
          const buckets = new Map<number, number[]>();
          for (const { t, v } of part) {
            const bucket = Math.floor(t / size) * size;
            buckets.set(bucket, [...(buckets.get(bucket) ?? []), v]);
          }
          const expected = [...buckets].sort(([one], [two]) => one - two);
          // A span wide enough that the level is chosen.
          const points = level === "1m" ? 30 : 3;
          const found = await history.series(a, hour - (level === "1m" ? 0 : DAY), hour + 3 * 3_600_000, points);
          expect(found.level).toBe(level);
          const known = found.t.flatMap((t, i) =>
            found.v[i] === null ? [] : [{ t, v: found.v[i], min: found.min?.[i], max: found.max?.[i] }],
          );
          expect(known.length).toBeGreaterThan(0);
          for (const { t, v, min, max } of known) {
            const values = expected.find(([bucket]) => bucket === t)?.[1] as number[];
            expect(v).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 4);
            expect(Math.fround(min as number)).toBe(Math.min(...values));
            expect(Math.fround(max as number)).toBe(Math.max(...values));
          }
        }
      };
      await write(early);
      await check(early);
      await write(late);
      await check(unique);
      await history.close();
    });

    it("shows gaps as gaps", async () => {
      const history = await fresh();
      const start = Date.now() - 3_600_000;
      for (const minute of [0, 1, 2, 10, 11]) history.push(a, start + minute * 60_000, start, minute, 1, 0);
      history.push(a, start + 12 * 60_000, start, Number.NaN, 0, FLAG.bad);
      history.push(a, start + 13 * 60_000, start, 13, 1, 0);
      await history.flush();
      const { v } = await history.series(a, start, start + 3_600_000, 100);
      expect(v).toEqual([0, 1, 2, null, 10, 11, null, 13]);
      await history.close();
    });

    it("draws a day at one reading a second with a thousand points", async () => {
      const history = await fresh();
      const from = Math.floor((Date.now() - DAY) / 60_000) * 60_000;
      for (let i = 0; i < 86_400; i++)
        history.push(a, from + i * 1000, from, Math.sin(i / 5000) + (i === 40_000 ? 9 : 0), 1, 0);
      await history.flush();
      await history.rollUp(Date.now());
      const { level, t, v, max } = await history.series(a, from, from + DAY, 1000);
      expect(level).toBe("1m");
      expect(t.length).toBeLessThanOrEqual(1001);
      expect(v.every((value) => value !== null)).toBe(true);
      // The one reading that stood out is in the band.
      expect(Math.max(...(max as number[]))).toBeGreaterThan(9);
      await history.close();
    }, 60_000);

    it("agrees with a naive replay about a moment and about what changed, with and without steps", async () => {
      const history = await fresh();
      const start = Date.now() - 3_600_000;
      const rows = Array.from({ length: 200 }, (_, i) => ({ slot: i % 3 === 0 ? b : a, t: start + i * 7000, v: i }));
      for (const { slot, t, v } of rows) history.push(slot, t, t, v, 1, 0);
      await history.flush();
      const at = start + 700_000;
      const lastOf = (slot: number) => rows.filter((row) => row.slot === slot && row.t <= at).at(-1)?.v as number;
      const moment = await history.snapshot(at);
      const found = new Map([...moment.slot].map((slot, i) => [slot, moment.value[i]]));
      expect(found).toEqual(new Map([a, b].map((slot) => [slot, lastOf(slot)])));
      const all = await history.changes(at, at + 140_000, 0);
      expect([...all.value]).toEqual(rows.filter(({ t }) => t > at && t <= at + 140_000).map(({ v }) => v));
      const thinned = await history.changes(at, at + 140_000, 70_000);
      expect([...thinned.time]).toEqual([...thinned.time].sort((one, two) => one - two));
      expect(thinned.slot).toHaveLength(4);
      await history.close();
    });

    it("marks where a severity rose to Ⅲ or worse, once, also across a restart", async () => {
      let history = await fresh();
      const start = Date.now() - 60_000;
      [1, 2, 4, 4, 5, 1, 3].forEach((severity, i) => {
        history.push(a, start + i * 1000, start, i, severity, 0);
      });
      await history.flush();
      await history.close();
      history = await again();
      history.push(a, start + 8000, start, 1, 3, 0);
      await history.flush();
      const { marks, total } = await history.marks(start, start + 60_000, 3);
      expect(marks.map(({ t, slot, severity }) => [(t - start) / 1000, slot, severity])).toEqual([
        [2, a, 4],
        [4, a, 5],
        [6, a, 3],
      ]);
      expect(total).toBe(3);
      expect((await history.marks(start, start + 60_000, 5)).marks).toHaveLength(1);
      await history.close();
    });

    it("drops days past their time, and makes them again when they are needed", async () => {
      const history = await fresh({ retention: { readingDays: 3, minuteDays: 3 } });
      const now = Date.now();
      history.push(a, now - 2.9 * DAY, now, 1, 1, 0);
      history.push(a, now, now, 2, 1, 0);
      await history.flush();
      await history.sweep(now + 2 * DAY);
      expect((await history.series(a, now - 3 * DAY, now, 3000)).v).toEqual([2]);
      history.push(a, now - 2.8 * DAY, now, 3, 1, 0);
      await history.flush();
      expect(history.tally).toMatchObject({ written: 3, failures: 0 });
      await history.close();
    });

    it("keeps some grades for a shorter time", async () => {
      const grade = nodes.columns.grade[a];
      const history = await fresh({ retention: { gradeDays: { [grade]: 1 } } });
      const now = Date.now();
      history.push(a, now - 2 * DAY, now, 1, 1, 0);
      history.push(a, now, now, 2, 1, 0);
      await history.flush();
      await history.sweep(now);
      expect((await history.series(a, now - 3 * DAY, now, 3000)).v).toEqual([2]);
      await history.close();
    });

    it("opens one schema by two hubs at once", async () => {
      if (kind === "pglite") {
        const history = await fresh();
        await expect(again()).rejects.toThrow(/is held by this process already → close it first/);
        await history.close();
        return;
      }
      scene++;
      const both = await Promise.all([again(), again()]);
      for (const history of both) await history.close();
    });
  });

describe("a database that is not there", () => {
  it("is told with the mend, without its password", async () => {
    const url = "postgres://yiwang:secret@127.0.0.1:9/none";
    await expect(openDatabase("", "x", url)).rejects.toThrow(/PostgreSQL at 127\.0\.0\.1:9: .* → correct DATABASE_URL/);
    await expect(openDatabase("", "x", url)).rejects.not.toThrow(/secret/);
  });
});
