// A case between its row in the database and the record of the rules.

import { settledAt } from "../../twin/cases/clocks.ts";
import type { CaseRecord, TaskRecord } from "../../twin/cases/record.ts";
import { type CaseEvent, type CaseRow, caseRow } from "../../twin/cases/shapes.ts";
import type { Row, Statement } from "../database/database.ts";
import { textListOf } from "../database/database.ts";
import { columnOf } from "./tables.ts";

/** Columns that deeds change, by the record's word. */
const CHANGING = [
  "state",
  "step",
  "end",
  "severity",
  "eventGrade",
  "responseLevel",
  "leadUnit",
  "coUnits",
  "registeredAt",
  "stateAt",
  "stateDueAt",
  "dueAt",
  "pausedAt",
  "handledAt",
  "closedAt",
  "overdue",
  "supervised",
  "extensions",
  "reworks",
  "returns",
  "rating",
  "version",
  "dueLeft",
  "dueIn",
  "backState",
  "lateDone",
  "joinedTo",
  "firstDispatchedAt",
  "firstHandledAt",
  "firstClosedAt",
  "reopened",
  "ratedAt",
] as const satisfies readonly (keyof CaseRecord)[];

/** Columns a case is born with. */
const LASTING = [
  "id",
  "number",
  "flow",
  "flowVersion",
  "mode",
  "classKind",
  "classCode",
  "title",
  "place",
  "node",
  "lon",
  "lat",
  "source",
  "grade",
  "reportedAt",
] as const satisfies readonly (keyof CaseRecord)[];

const RECORD_WORDS = [...LASTING, ...CHANGING];
const ROW_WORDS = Object.keys(caseRow.shape) as (keyof CaseRow)[];
const nameOf = (word: string): string => (word === "end" ? "ended" : columnOf(word));
const selected = (words: readonly string[]): string => words.map((word) => `c.${nameOf(word)} as "${word}"`).join(", ");

/** What a list shows of a case, from city_case as `c`. */
export const ROW_COLUMNS = selected(ROW_WORDS);
/** What the rules read of it. */
export const RECORD_COLUMNS = selected(RECORD_WORDS);

/** What a case has that no deed changes and no list shows. */
export interface Birth {
  description: string;
  grams: readonly string[];
  path: string;
  street: string;
  partition: number;
  reporter: { name: string; phone: string } | null;
  importRef: string | null;
}

/** Units that have or had a task: they may see the case. */
export const unitsOf = (tasks: readonly Pick<TaskRecord, "unit">[]): string[] => [
  ...new Set(tasks.map(({ unit }) => unit)),
];

type Cell = string | number | boolean | null;
const cellOf = (record: CaseRecord, word: keyof CaseRecord): Cell => {
  const value = record[word];
  return Array.isArray(value) ? textListOf(value) : (value as Cell);
};
const castOf = (word: string): string => (word === "coUnits" ? "::text::text[]" : "");

export function insertCase(record: CaseRecord, birth: Birth, tasks: readonly TaskRecord[]): Statement {
  const columns = RECORD_WORDS.map(nameOf);
  const params: Cell[] = RECORD_WORDS.map((word) => cellOf(record, word));
  const values = RECORD_WORDS.map((word, i) => `$${i + 1}${castOf(word)}`);
  const more: [string, Cell, string?][] = [
    ["description", birth.description],
    ["grams", textListOf(birth.grams), "::text::text[]"],
    ["path", birth.path],
    ["street", birth.street],
    ["partition", birth.partition],
    ["reporter_name", birth.reporter?.name ?? null],
    ["reporter_phone", birth.reporter?.phone ?? null],
    ["import_ref", birth.importRef],
    ["units", textListOf(unitsOf(tasks)), "::text::text[]"],
    ["settle_at", settledAt(record)],
  ];
  for (const [column, value, cast = ""] of more) {
    columns.push(column);
    params.push(value);
    values.push(`$${params.length}${cast}`);
  }
  return { sql: `insert into city_case (${columns.join(", ")}) values (${values.join(", ")})`, params, kept: true };
}

/** Changes a case that still has the version it was decided on; any other undoes the batch. */
export function updateCase(record: CaseRecord, tasks: readonly TaskRecord[], version: number): Statement {
  const params: Cell[] = CHANGING.map((word) => cellOf(record, word));
  const sets = CHANGING.map((word, i) => `${nameOf(word)} = $${i + 1}${castOf(word)}`);
  params.push(settledAt(record), textListOf(unitsOf(tasks)), record.id, version);
  const n = params.length;
  return {
    sql: `update city_case set ${sets.join(", ")}, settle_at = $${n - 3}, units = $${n - 2}::text::text[]
      where id = $${n - 1} and version = $${n} returning id`,
    params,
    rows: 1,
    kept: true,
  };
}

export const TASK_COLUMNS = `t.id, t.unit, t.role, t.state, t.assigned_at as "assignedAt",
  t.acknowledge_due_at as "acknowledgeDueAt", t.acknowledged_at as "acknowledgedAt", t.done_at as "doneAt", t.late`;

/** Statements that keep the tasks that are new or have changed. */
export function taskStatements(
  caseId: number,
  before: readonly TaskRecord[],
  after: readonly TaskRecord[],
): Statement[] {
  const statements: Statement[] = [];
  for (const task of after) {
    const { id, unit, role, state, assignedAt, acknowledgeDueAt, acknowledgedAt, doneAt, late } = task;
    const was = before.find((one) => one.id === id);
    if (id === 0)
      statements.push({
        sql: `insert into case_task (case_id, unit, role, state, assigned_at, acknowledge_due_at, acknowledged_at, done_at, late)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        params: [caseId, unit, role, state, assignedAt, acknowledgeDueAt, acknowledgedAt, doneAt, late],
        kept: true,
      });
    else if (JSON.stringify(was) !== JSON.stringify(task))
      statements.push({
        sql: `update case_task set state = $2, assigned_at = $3, acknowledge_due_at = $4, acknowledged_at = $5,
          done_at = $6, late = $7 where id = $1 returning id`,
        params: [id, state, assignedAt, acknowledgeDueAt, acknowledgedAt, doneAt, late],
        rows: 1,
        kept: true,
      });
  }
  return statements;
}

export const EVENT_COLUMNS = `e.seq, e.at, e.action, e.from_state as "from", e.to_state as "to", e.person, e.name, e.unit,
  e.fields`;

export const eventOf = (row: Row): CaseEvent => ({ ...(row as CaseEvent), fields: JSON.parse(row.fields as string) });

export const insertEvent = (caseId: number, version: number, event: Omit<CaseEvent, "seq">): Statement => ({
  sql: `insert into case_event (case_id, version, at, action, from_state, to_state, person, name, unit, fields)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  params: [
    caseId,
    version,
    event.at,
    event.action,
    event.from,
    event.to,
    event.person,
    event.name,
    event.unit,
    JSON.stringify(event.fields),
  ],
  kept: true,
});
