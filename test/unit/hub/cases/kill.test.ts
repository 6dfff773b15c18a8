// Killed in the middle of a thousand actions, again and again: every action that was acknowledged is there, exactly once.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { columnOf } from "../../../../src/hub/cases/tables.ts";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { MEASURES } from "../../../../src/twin/cases/shapes.ts";
import { startScript } from "../../../support/process.ts";
import { COMMANDS } from "./commands.ts";

/** The full count is fifty: KILLS=50. */
const KILLS = Number(process.env.KILLS ?? 2);

it(
  `kill −9 amid ${COMMANDS} concurrent actions, ${KILLS} times`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "case-kill-"));
    const kept = new Set<string>();
    const failed: string[] = [];
    let amid = 0;
    for (let round = 0; round < KILLS; round++) {
      const run = startScript("test/unit/hub/cases/actUntilKilled.ts", [folder, String(round * COMMANDS)]);
      // Each time after another number of acknowledgements.
      const after = 3 + ((round * 37) % 200);
      await run.says(new RegExp(`(?:kept \\S+\\n){${after}}`));
      await run.stop("SIGKILL");
      const said = run.said();
      if (!said.includes("ended")) amid++;
      // The last line may be cut: it counts only when it is whole.
      for (const [, key] of said.matchAll(/^kept (\S+)\n/gm)) kept.add(key);
      failed.push(...(said.match(/^failed .*$/gm) ?? []));
    }
    const database = await openDatabase(folder, "tiny");
    const count = async (sql: string): Promise<Map<string, number>> =>
      new Map((await database.query<{ key: string; n: number }>(sql)).map(({ key, n }) => [key, n]));
    const effects = await count(
      `select key, count(*)::int as n from (
         select title as key from city_case where title like 'kill-%'
         union all select fields::json ->> 'text' from case_event where action = 'message'
         union all select fields::json ->> 'reason' from case_event where action = 'supervise') e group by key`,
    );
    const keys = await count("select key, 1 as n from command_key where key like 'kill-%'");
    const lost = [...kept].filter((key) => effects.get(key) !== 1);
    console.log(
      `${KILLS} kills (${amid} amid the actions): ${kept.size} acknowledged, ${lost.length} lost or doubled, ${keys.size} kept`,
    );
    expect(failed).toEqual([]);
    expect(amid).toBe(KILLS);
    expect(kept.size).toBeGreaterThan(0);
    expect(lost).toEqual([]);
    // Whole or not at all: each deed with its key, its audit entry and its figures.
    expect([...keys.keys()].sort()).toEqual([...effects.keys()].sort());
    expect([...effects.values()].every((n) => n === 1)).toBe(true);
    const [whole] = await database.query<Record<string, number>>(
      `select (select count(*) from case_event where action in ('report', 'message', 'supervise'))::int as events,
         (select count(*) from audit_inbox where action in ('case.report', 'case.message', 'case.supervise'))::int as audits,
         (select count(*) from city_case)::int as cases, (select sum(${columnOf(MEASURES[0])}) from case_tally where tally = 'street-both')::int as counted,
         (select count(*) from (select case_id, version from case_event where action = 'supervise' group by 1, 2 having count(*) > 1) d)::int as doubled`,
    );
    expect(whole.audits).toBe(whole.events);
    expect(whole.counted).toBe(whole.cases);
    expect(whole.doubled).toBe(0);
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  },
  60_000 + KILLS * 60_000,
);
