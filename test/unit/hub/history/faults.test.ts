// A hub that is killed loses nothing it had acknowledged; a folder has one holder; a database that goes away is waited for, within bounds.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import { History } from "../../../../src/hub/history/history.ts";
import { HistoryWriter } from "../../../../src/hub/history/writer.ts";
import { needPostgres, startPostgres } from "../../../support/postgres.ts";
import { startScript } from "../../../support/process.ts";
import { tinyCity } from "../../twin/tinyCity.ts";

const POSTGRES = needPostgres();
const folder = mkdtempSync(join(tmpdir(), "yiwang-history-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nodes = tinyCity();
const open = (): Promise<History> =>
  History.open({ sceneId: "killed", folder, nodes, kinds: [{ intervalSeconds: 60 }], log: () => undefined });

describe("PGlite", () => {
  it("has one holder, and keeps every acknowledged reading when that is killed", async () => {
    const writer = startScript("test/unit/hub/history/writeUntilKilled.ts", [folder]);
    await writer.says(/kept [1-9]\d{2,} from/);
    await expect(open()).rejects.toThrow(/is held by process \d+ → stop that hub/);
    await writer.stop("SIGKILL");
    const [, kept, start] = ([...writer.said().matchAll(/kept (\d+) from (\d+)/g)].at(-1) ?? []).map(Number);
    const history = await open();
    const { value } = await history.changes(start - 1, start + kept * 2, 0);
    expect(value.length).toBeGreaterThanOrEqual(kept);
    expect([...value.subarray(0, kept)]).toEqual(Array.from({ length: kept }, (_, i) => i));
    // The table of last values was written before the kill, if at all: what is newer is found among the readings.
    const last = await history.lastValues();
    expect([...last.value]).toEqual([value[value.length - 1]]);
    expect(await history.extent()).toMatchObject({ to: last.time[0] });
    await history.close();
  }, 90_000);
});

describe.skipIf(!POSTGRES)("PostgreSQL that goes away", () => {
  it("is waited for; what cannot wait is counted; what waited is written once", async () => {
    const server = await startPostgres(POSTGRES as string);
    const database = await openDatabase("", "away", server.url);
    await migrate(database);
    const writer = new HistoryWriter(
      database,
      () => 0,
      () => 0,
      1000,
    );
    const now = Date.now();
    writer.push(1, now, now, 1, 1, 0);
    await writer.flush();
    await server.kill();
    for (let i = 1; i <= 1200; i++) writer.push(1, now + i, now, i, 1, 0);
    await expect(writer.flush()).rejects.toThrow();
    expect(writer.tally).toMatchObject({ written: 1, waiting: 1000, dropped: 200 });
    expect(writer.tally.failures).toBeGreaterThan(0);
    expect(writer.tally.lastError).not.toBe("");
    await server.start();
    await expect.poll(() => writer.tally.waiting, { timeout: 20_000 }).toBe(0);
    expect(writer.tally).toMatchObject({ written: 1001, duplicates: 0, dropped: 200 });
    const [{ rows }] = await database.query<{ rows: number }>("select count(*)::int as rows from observation");
    expect(rows).toBe(1001);
    await writer.close();
    await database.close();
    await server.stop();
  }, 60_000);
});
