// The hub is killed at any moment while alarms come and go: nothing open is lost or doubled, and a new start takes up where it was.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { needPostgres, startPostgres } from "../../../support/postgres.ts";
import { startScript } from "../../../support/process.ts";
import { openDesk, RULES } from "./desk.ts";
import { stateAfter } from "./streamed.ts";

const POSTGRES = needPostgres();

for (const kind of ["pglite", "postgres"] as const)
  describe.skipIf(kind === "postgres" && !POSTGRES)(`alarms of a hub that is killed, on ${kind}`, () => {
    it("are as they were, none doubled and none lost, and the engine takes them up", async () => {
      const server = kind === "postgres" ? await startPostgres(POSTGRES as string) : undefined;
      const folder = mkdtempSync(join(tmpdir(), "yiwang-killed-"));
      try {
        const words = server ? [folder, server.url] : [folder];
        const program = startScript("test/unit/hub/alarms/raiseUntilKilled.ts", words);
        await program.says(/kept 23;/);
        await program.stop("SIGKILL");
        const said = program.said();
        const told = Number(said.slice(said.lastIndexOf("kept ") + 5, said.lastIndexOf(";")));
        const database = await openDatabase(folder, "killed", server?.url);
        const rows = await database.query<Record<string, unknown>>("select * from alarm order by node, rule, id");
        const [{ n }] = await database.query<{ n: number }>("select count(*)::int as n from alarm_event");
        // What it said is on disk; what it was at may be too, whole or not at all.
        const steps = [told, told + 1].find((step) => stateAfter(step).events === n);
        expect(steps, `${n} events after ${told} steps`).toBeDefined();
        const { open } = stateAfter(steps as number);
        expect(rows.map((row) => `${row.node} ${row.rule}`)).toEqual([...open.keys()].sort());
        for (const row of rows)
          expect(row).toMatchObject({
            active: open.get(`${row.node} ${row.rule}`)?.active,
            severity: open.get(`${row.node} ${row.rule}`)?.severity,
            occurrences: open.get(`${row.node} ${row.rule}`)?.occurrences,
            latched: row.rule === "latch",
            ended_at: null,
          });
        const desk = await openDesk({ database, now: 1_800_000_900_000 });
        const { engine } = desk.alarms;
        for (const [key, { active, severity }] of open) {
          const [code, rule] = key.split(" ") as [string, keyof typeof RULES];
          expect(engine.severityAt(desk.nodes.slotOf(code), RULES[rule])).toBe(active ? severity : 0);
        }
        // The first readings decide: L1 has gone back, L2 is at its worst, of L3 nothing is heard.
        const now = desk.clock.now;
        desk.alarms.observed(desk.nodes.slotOf("L1"), 0, now, now, 0);
        desk.alarms.observed(desk.nodes.slotOf("L2"), 1.3, now, now, 0);
        await desk.alarms.flush();
        const after = await database.query<{ node: string; rule: string; active: boolean; severity: number }>(
          "select node, rule, active, severity from alarm where ended_at is null",
        );
        expect(after).toHaveLength(6);
        for (const { node, rule, active, severity } of after) {
          if (node === "L1") expect(active).toBe(false);
          if (node === "L2") expect([active, severity]).toEqual([true, 5]);
          if (node === "L3") expect(active).toBe(open.get(`${node} ${rule}`)?.active);
        }
        await desk.close();
        await database.close();
      } finally {
        await server?.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
