// What a deed costs the database, counted: statements, and how often a person's request waits for an answer. Times are no gate, this is.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { type Counted, countedDatabase } from "../../../support/countedDatabase.ts";
import { BOSS, type CaseHub, newKey, openCaseHub } from "./caseHub.ts";

const folder = mkdtempSync(join(tmpdir(), "statements-"));
let inner: Database;
let counted: Counted;
let hub: CaseHub;

beforeAll(async () => {
  inner = await openDatabase(folder, "tiny");
  counted = countedDatabase(inner);
  hub = await openCaseHub({ database: counted.database });
});
afterAll(async () => {
  await hub.close();
  await inner.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Statements and waits of one request. */
async function costOf(url: string, body: object): Promise<[statements: number, waits: number, answer: never]> {
  Object.assign(counted, { statements: 0, waits: 0 });
  const { status, body: answer } = await hub.ask(BOSS, "POST", url, body);
  expect(status).toBe(200);
  return [counted.statements, counted.waits, answer as never];
}

it("a deed waits for the database twice: what is there, and what it makes of it, with the answer", async () => {
  const report = { source: "map", classKind: "matter", classCode: "0506", title: "积水", node: "L1" };
  const separate = await costOf("/cases", { key: newKey(), ...report, separate: true });
  // Number; begin, key, case, event, figures, audit, file, commit.
  expect(separate.slice(0, 2)).toEqual([9, 2]);
  // The same with the look for the case it is about, the lock, and whether it still is; the note in that case.
  const joined = await costOf("/cases", { key: newKey(), ...report });
  expect(joined.slice(0, 2)).toEqual([13, 3]);

  const { id, case: file } = separate[2] as { id: number; case: { version: number } };
  let { version } = file;
  const costs: Record<string, number[]> = {};
  for (const [action, fields] of [
    ["verify", {}],
    ["register", {}],
    ["dispatch", { unit: "drainage", units: ["traffic"] }],
    ["acknowledge", {}],
    ["supervise", { reason: "急" }],
  ] as const) {
    const [statements, waits, answer] = await costOf(`/cases/${id}/actions`, {
      key: newKey(),
      version,
      action,
      fields,
    });
    costs[action] = [statements, waits];
    version = (answer as { version: number }).version;
  }
  // The case; begin, key, case, event, audit, file, commit; and where they change the figures and each task.
  expect(costs).toEqual({
    verify: [8, 2],
    register: [9, 2],
    dispatch: [11, 2],
    acknowledge: [9, 2],
    supervise: [8, 2],
  });
});
