// What becomes of cases by time alone: late actions, overdue marks, tasks that nobody took. Safe with several hubs: of two clocks one succeeds.

import { isLate } from "../../twin/cases/clocks.ts";
import { type Decision, decide } from "../../twin/cases/decide.ts";
import type { CaseRecord, TaskRecord } from "../../twin/cases/record.ts";
import { HUB_PERSON } from "../audit/entry.ts";
import { DatabaseError, WRONG_ROWS } from "../database/database.ts";
import type { CaseParts } from "./parts.ts";
import { type KnownCase, keepStatements, knownCase, rulesFor } from "./store.ts";
import { GATHER } from "./tally.ts";

/** Cases of one sort dealt with in one round; the rest waits for the next. */
const AT_ONCE = 200;

export const DUE_SQL = {
  stays: `select c.id from city_case c where c.ended is null and not c.late_done and c.state_due_at <= $1
    order by c.state_due_at limit ${AT_ONCE}`,
  overdue: `select c.id from city_case c where c.ended is null and c.handled_at is null and not c.overdue and c.due_at <= $1
    order by c.due_at limit ${AT_ONCE}`,
  untaken: `select distinct t.case_id as id from (select case_id from case_task where state = 'assigned' and not late
    and acknowledge_due_at <= $1 order by acknowledge_due_at limit ${AT_ONCE}) t`,
};

/** One round. @returns how many cases it changed */
export async function tick(parts: CaseParts): Promise<number> {
  const { database, now } = parts.context;
  const at = now();
  let changed = 0;
  for (const [sql, deed] of [
    [DUE_SQL.overdue, markOverdue],
    [DUE_SQL.untaken, markUntaken],
    [DUE_SQL.stays, doLate],
  ] as const)
    for (const { id } of await database.query<{ id: number }>(sql, [at]))
      if (await keep(parts, id, at, deed)) changed++;
  await database.batch([{ sql: GATHER, params: [parts.time.dayAt(at)], kept: true }]);
  return changed;
}

type Deed = (parts: CaseParts, known: KnownCase, at: number) => Promise<Decision | undefined> | Decision | undefined;

async function keep(parts: CaseParts, id: number, at: number, deed: Deed): Promise<boolean> {
  const known = await knownCase(parts, id, null);
  const decision = await deed(parts, known, at);
  if (!decision) return false;
  try {
    await parts.context.database.batch(keepStatements(parts, known, decision, { actor: null, stage: "process" }));
  } catch (error) {
    // A person or another hub was first; what is still late is found in the next round.
    if (error instanceof DatabaseError && error.code === WRONG_ROWS) return false;
    throw error;
  }
  parts.hints.changed(known.partition, id, decision.record.version);
  return true;
}

const byItself = (
  { facts: { record } }: KnownCase,
  change: Partial<CaseRecord>,
  tasks: TaskRecord[],
  event: Pick<Decision["event"], "at" | "action" | "unit" | "fields">,
): Decision => ({
  assets: [],
  record: { ...record, ...change, version: record.version + 1 },
  tasks,
  event: { ...event, from: record.state, to: record.state, person: HUB_PERSON, name: HUB_PERSON },
});

const copies = (tasks: readonly TaskRecord[]): TaskRecord[] => tasks.map((task) => ({ ...task }));

const markOverdue: Deed = (_, known, at) => {
  const { record, tasks } = known.facts;
  if (record.overdue || record.end !== null || record.handledAt !== null || !isLate(record, at)) {
    // Exactly due is due: a deed of the same instant would still be in time, the mark comes with the next round.
    return undefined;
  }
  return byItself(known, { overdue: true }, copies(tasks), {
    at,
    action: "overdue",
    unit: record.leadUnit,
    fields: { dueAt: record.dueAt },
  });
};

const markUntaken: Deed = (_, known, at) => {
  const tasks = copies(known.facts.tasks);
  const late = tasks.filter((task) => task.state === "assigned" && !task.late && task.acknowledgeDueAt <= at);
  if (late.length === 0) return undefined;
  for (const task of late) task.late = true;
  return byItself(known, {}, tasks, {
    at,
    action: "acknowledge-late",
    unit: late[0].unit,
    fields: { units: late.map(({ unit }) => unit) },
  });
};

/** The state's own late action, or only a mark that its stay has been too long. */
const doLate: Deed = async (parts, known, at) => {
  const { record, tasks } = known.facts;
  if (record.lateDone || record.end !== null || record.stateDueAt === null || record.stateDueAt > at) return undefined;
  const rules = await rulesFor(parts, record, known.mode);
  const late = rules.flow.states.find(({ id }) => id === record.state)?.late;
  const hub = { id: HUB_PERSON, name: HUB_PERSON, allowed: true, units: null, isHub: true } as const;
  const decision = late ? decide(rules, known.facts, { action: late, fields: {} }, hub, at) : undefined;
  if (decision && !("refused" in decision)) {
    if (decision.record.state === record.state) decision.record.lateDone = true;
    return decision;
  }
  return byItself(known, { lateDone: true }, copies(tasks), {
    at,
    action: "stays-long",
    unit: record.leadUnit,
    fields: { dueAt: record.stateDueAt },
  });
};
