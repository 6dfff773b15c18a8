// The hub's memory: rows a second into PGlite and PostgreSQL against the usual INSERTs, a day at 1 Hz read and drawn.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { type Database, listOf, openDatabase } from "../../src/hub/database/database.ts";
import { History } from "../../src/hub/history/history.ts";
import { startHub } from "../../src/hub/main.ts";
import { needPostgres, startPostgres } from "../support/postgres.ts";
import { benchCity, printTable } from "./benchCity.ts";
import { BENCH_MANIFEST, writeBenchScene } from "./benchScene.ts";
import { median } from "./figures.ts";

const POINTS = 10_000;
const ROWS = 200_000;
/** One transaction each, so that a few are enough to tell. */
const SINGLE_ROWS = 2000;
const MANY = 1000;
const ROUNDS = 3;
const DAY_S = 86_400;
const SHOWN = 1000;

interface Row {
  node: number;
  time: number;
  value: number;
}

/** Rows a second of one way. @param write resolves when they are on disk */
async function rate(rows: number, write: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await write();
  return (rows / (performance.now() - began)) * 1000;
}

const rowsFrom = (start: number): Row[] =>
  Array.from({ length: ROWS }, (_, i) => ({
    node: i % POINTS,
    time: start + Math.floor(i / POINTS) * 1000,
    value: (Math.imul(i, 2_654_435_761) >>> 0) % 59,
  }));

const TABLE = `(node int not null, time bigint not null, ingest bigint not null, value real, severity smallint not null,
  flags smallint not null`;

async function manyAStatement(database: Database, rows: readonly Row[], size: number): Promise<void> {
  const places = Array.from(
    { length: size },
    (_, r) => `($${r * 6 + 1}${[2, 3, 4, 5, 6].map((c) => `,$${r * 6 + c}`).join("")})`,
  );
  const sql = `insert into plain values ${places.join(",")}`;
  for (let at = 0; at < rows.length; at += size)
    await database.query(
      sql,
      rows.slice(at, at + size).flatMap(({ node, time, value }) => [node, time, time, value, 1, 0]),
    );
}

/** The least the database does for so many rows: no keys, no log, one statement. */
async function bare(database: Database, rows: readonly Row[]): Promise<void> {
  const time = listOf(rows.map((row) => row.time));
  await database.query(
    `insert into bare select * from unnest(($1::text)::int[], ($2::text)::bigint[], ($2::text)::bigint[], ($3::text)::real[])`,
    [listOf(rows.map(({ node }) => node)), time, listOf(rows.map(({ value }) => value))],
  );
}

async function writing(kind: string, folder: string, databaseUrl?: string): Promise<string[][]> {
  const nodes = benchCity(POINTS);
  const history = await History.open({
    sceneId: "bench",
    folder: join(folder, "history"),
    ...(databaseUrl ? { databaseUrl } : {}),
    nodes,
    kinds: BENCH_MANIFEST.kinds,
    log: console.error,
  });
  const database = await openDatabase(join(folder, "plain"), "plain", databaseUrl);
  await database.query(`create table plain ${TABLE}, primary key (node, time))`);
  await database.query("create unlogged table bare (node int, time bigint, ingest bigint, value real)");
  const rates: Record<"ours" | "many" | "single" | "bare", number[]> = { ours: [], many: [], single: [], bare: [] };
  const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
  for (let round = 0; round < ROUNDS; round++) {
    const rows = rowsFrom(start + round * 60_000);
    const before = history.tally.written;
    rates.ours.push(
      await rate(ROWS, async () => {
        for (const { node, time, value } of rows) history.push(nodes.placeCount + node, time, time, value, 1, 0);
        await history.flush();
      }),
    );
    if (history.tally.written - before !== ROWS)
      throw new Error(`${history.tally.written - before} of ${ROWS} rows kept`);
    rates.many.push(await rate(ROWS, () => manyAStatement(database, rows, MANY)));
    rates.single.push(
      await rate(SINGLE_ROWS, () =>
        manyAStatement(
          database,
          rows.slice(0, SINGLE_ROWS).map((row) => ({ ...row, time: row.time - 86_400_000 })),
          1,
        ),
      ),
    );
    rates.bare.push(await rate(ROWS, () => bare(database, rows)));
  }
  await history.close();
  await database.close();
  const ours = median(rates.ours);
  const line = (name: string, list: readonly number[]): string[] => [
    kind,
    name,
    median(list).toFixed(0),
    (ours / median(list)).toFixed(2),
  ];
  return [
    line("ours: readings, last values, alarm marks, day partitions", rates.ours),
    line(`INSERT of ${MANY} rows, one table with the same key`, rates.many),
    line("INSERT of one row, one transaction each", rates.single),
    line("bound: one statement, no key, not logged", rates.bare),
  ];
}

/** Script of the page's thread so far, ms. */
async function scriptMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
  };
}

/** A day of one point at 1 Hz, from the hub's history into the trend dialog. */
async function drawing(folder: string): Promise<void> {
  const appDir = await ensureApp(console.log);
  writeBenchScene(folder, 320);
  const hub = await startHub({
    port: 0,
    mqttPort: 0,
    host: "127.0.0.1",
    sceneDir: folder,
    appDir,
    dataDir: folder,
    log: () => undefined,
  });
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    await hub.ready;
    const end = Math.floor(Date.now() / 1000) * 1000;
    const code = "P000000";
    for (let i = DAY_S; i >= 0; i--) {
      const value = 30 + 20 * Math.sin(i / 9000) + ((Math.imul(i, 2_654_435_761) >>> 0) % 100) / 20;
      const t = end - i * 1000;
      hub.ingest.handle(`bench/json/${code}`, Buffer.from(`{"v":${value.toFixed(2)},"t":${t}}`), Date.now());
    }
    while ((hub.historyTally?.waiting ?? 0) > 0) await new Promise((done) => setTimeout(done, 200));
    if (hub.historyTally?.written !== DAY_S + 1)
      throw new Error(`${hub.historyTally?.written} of ${DAY_S + 1} rows kept`);

    const asked = `${hub.url}/api/history/series?codes=${code}&from=${end - DAY_S * 1000}&to=${end}`;
    const whole = `${hub.url}/api/history/changes?from=${end - DAY_S * 1000}&to=${end}`;
    // What is older than the last roll-up is late, and shows once it has been rolled up.
    for (let values = 0; values < SHOWN / 2; ) {
      await new Promise((done) => setTimeout(done, 500));
      const { series } = (await (await fetch(`${asked}&points=${SHOWN}`)).json()) as { series: { t: number[] }[] };
      values = series[0].t.length;
    }
    const fetched = async (url: string): Promise<{ ms: number; bytes: number }> => {
      const times: number[] = [];
      let bytes = 0;
      for (let i = 0; i < 5; i++) {
        const began = performance.now();
        const response = await fetch(url);
        bytes = (await response.arrayBuffer()).byteLength;
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        times.push(performance.now() - began);
      }
      return { ms: median(times), bytes };
    };
    const [ours, all] = [await fetched(`${asked}&points=${SHOWN}`), await fetched(whole)];

    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    await page.goto(`${hub.url}/plan?node=${code}`);
    const open = page.getByRole("button", { name: "趋势" });
    await open.waitFor();
    await page.waitForTimeout(5000);
    const script = await scriptMs(page);
    const drawn = async (act: () => Promise<void>, answer: RegExp): Promise<number> => {
      const before = await script();
      const came = page.waitForResponse((response) => answer.test(response.url()));
      await act();
      await (await came).finished();
      await page.waitForTimeout(600);
      return (await script()) - before;
    };
    // What the page costs anyway in as long.
    const idleFrom = await script();
    await page.waitForTimeout(600);
    const idle = (await script()) - idleFrom;
    const first = await drawn(() => open.click(), /history\/series/);
    const draws: number[] = [];
    for (let i = 0; i < 5; i++) {
      draws.push(await drawn(() => page.getByRole("button", { name: "24 小时" }).click(), /history\/series/));
      await drawn(() => page.getByRole("button", { name: "1 小时" }).click(), /history\/series/);
    }
    printTable(`history: a day of one point at 1 Hz (${DAY_S + 1} readings)`, [
      ["figure", "value"],
      [`asked for ${SHOWN} values: hub and way, ms; bytes`, `${ours.ms.toFixed(0)}; ${ours.bytes}`],
      ["every reading as columns: hub and way, ms; bytes", `${all.ms.toFixed(0)}; ${all.bytes}`],
      ["script of drawing it, ms (median of 5; bound 200)", median(draws).toFixed(0)],
      ["script of the first trend of all, the chart's code with it, ms", first.toFixed(0)],
      ["script of the page in as long without, ms", idle.toFixed(0)],
    ]);
  } finally {
    await browser.close();
    await hub.close();
  }
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-history-bench-"));
  const programs = needPostgres();
  const postgres = programs ? await startPostgres(programs) : undefined;
  try {
    const rows = [["database", "way", "rows/s", "ours against it"], ...(await writing("PGlite", folder))];
    if (postgres) rows.push(...(await writing("PostgreSQL", join(folder, "unused"), postgres.url)));
    printTable(`history: ${ROWS} readings of ${POINTS} points, median of ${ROUNDS} rounds by turns`, rows);
    await drawing(join(folder));
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
