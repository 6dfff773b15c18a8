// A case is reported: classified, placed, numbered; a second report of the same thing is joined to the first.

import { type Actor, may } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { type CaseClass, classKey } from "../../twin/cases/caseClass.ts";
import { classOfKind } from "../../twin/cases/catalogue.ts";
import { moveTo } from "../../twin/cases/decide.ts";
import type { CaseReport, CaseReported } from "../../twin/cases/shapes.ts";
import { notAllowed, Refusal } from "../api/refusal.ts";
import { auditStatement, HUB_PERSON } from "../audit/entry.ts";
import { type Done, once } from "../command/once.ts";
import { DatabaseError, type Statement, WRONG_ROWS } from "../database/database.ts";
import { newRecord, nextNumber } from "./birth.ts";
import { fileOf, fileStatement, readCase } from "./file.ts";
import type { AlarmFact, CaseParts } from "./parts.ts";
import { insertCase, insertEvent } from "./rows.ts";
import { sameCase } from "./sameCase.ts";
import { gramsOf } from "./sql.ts";
import { tallyStatements } from "./tally.ts";

/** What a report brought. */
export interface Reported {
  id: number;
  number: string;
  partition: number;
  joined: { id: number; number: string; version: number; partition: number } | null;
}

interface MoreOfReport {
  reportedAt?: number;
  importRef?: string;
  /** What the person must be allowed, when it is not to report. */
  permission?: Permission;
}

/** Reports that begin anew because others came first, before one gives up. */
const TRIES = 20;

/** @throws Refusal 403 or 422 */
export async function report(
  parts: CaseParts,
  actor: Actor,
  given: CaseReport,
  more: MoreOfReport = {},
): Promise<Reported> {
  return (await keepReport(parts, actor, given, more, () => [])).result;
}

/** The same, with the new case as the reporter sees it. @throws Refusal 403 or 422 */
export async function reportCase(parts: CaseParts, actor: Actor, given: CaseReport): Promise<CaseReported> {
  const done = await keepReport(parts, actor, given, {}, (id) => [fileStatement(parts, actor, id)]);
  const { id, number, joined } = done.result;
  const file = done.again ? readCase(parts, actor, id) : fileOf(parts, actor, done.rows.at(-1)?.[0]);
  return {
    id,
    number,
    joined: joined && { id: joined.id, number: joined.number },
    case: await file.catch((error: unknown) => {
      if (error instanceof Refusal && error.statusCode === 404) return null;
      throw error;
    }),
  };
}

async function keepReport(
  parts: CaseParts,
  actor: Actor,
  { key, ...given }: CaseReport,
  more: MoreOfReport,
  after: (id: number) => Statement[],
): Promise<Done<Reported>> {
  const { database, now } = parts.context;
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await once<Reported>(database, actor, key, given, now(), async () => {
        const { statements, result } = await prepareReport(parts, actor, given, more);
        return { statements: [...statements, ...after(result.id)], result };
      });
      if (!done.again) tellReported(parts, done.result);
      return done;
    } catch (error) {
      // The same thing was reported meanwhile: look again, and join it.
      if (!(error instanceof DatabaseError) || error.code !== WRONG_ROWS || attempt >= TRIES) throw error;
    }
  }
}

export function tellReported({ hints }: CaseParts, { id, partition, joined }: Reported): void {
  hints.changed(partition, id, 1);
  if (joined) hints.changed(joined.partition, joined.id, joined.version);
}

/** Everything of a report but its key, so that others (ratings, imports) put it into a transaction of theirs. */
export async function prepareReport(
  parts: CaseParts,
  actor: Actor,
  given: Omit<CaseReport, "key">,
  { reportedAt, importRef, permission = "case.report" }: MoreOfReport = {},
): Promise<{ statements: Statement[]; result: Reported }> {
  const { context, places, time } = parts;
  const now = context.now();
  const alarm = given.alarm === undefined ? undefined : await alarmFor(parts, given.alarm, actor);
  const where = alarm && given.node === undefined ? places.of({ ...given, node: alarm.node }) : places.of(given);
  if (!may(actor, permission, context.nodes, { slot: where.slot })) throw notAllowed(permission);
  const ofClass = classFor(parts, given, alarm);
  const flow = parts.flows.now(given.flow ?? ofClass.flow);
  if (!flow) throw new Refusal(422, "no-such-flow", "the scene has no such flow → choose another");
  const { id, number } = await nextNumber(parts, reportedAt ?? now);
  const record = newRecord(
    { id, number, flow, ofClass, where, source: given.source, title: given.title, severity: alarm?.severity },
    reportedAt ?? now,
  );
  moveTo({ flow, time }, record, flow.start, flow.start, now);
  const { same, guards } = given.separate
    ? { same: undefined, guards: [] }
    : await sameCase(parts, actor, record, alarm, now);
  const joinedState = flow.states.find(({ end }) => end === "joined");
  const joined = same && joinedState ? same : undefined;
  if (joined && joinedState) {
    moveTo({ flow, time }, record, joinedState.id, flow.start, now);
    record.joinedTo = joined.id;
  }
  const seen = joined?.seen ?? false;
  const person = { person: actor.id, name: actor.name, unit: null };
  const statements: Statement[] = [
    ...guards,
    insertCase(
      record,
      {
        description: given.description,
        grams: gramsOf(given.title),
        path: where.path,
        street: where.street,
        partition: where.partition,
        reporter: given.reporter ?? null,
        importRef: importRef ?? null,
      },
      [],
    ),
    insertEvent(id, 1, {
      at: now,
      action: "report",
      from: null,
      to: record.state,
      ...person,
      fields: {
        source: given.source,
        ...(alarm ? { alarm: alarm.id } : {}),
        ...(joined && seen ? { joined: joined.number } : {}),
      },
    }),
    ...tallyStatements(null, record, where.street, (at) => time.dayAt(at)),
    auditStatement({
      at: now,
      actor,
      stage: "collect",
      action: "case.report",
      object: `case:${number}`,
      place: where.path,
      detail: { source: given.source, class: classKey(ofClass.kind, ofClass.code), joined: joined?.number ?? null },
    }),
  ];
  if (joined)
    statements.push(
      insertEvent(joined.id, joined.version, {
        at: now,
        action: "duplicate",
        from: joined.state,
        to: joined.state,
        ...person,
        fields: { number, source: given.source },
      }),
    );
  if (alarm)
    statements.push(...alarmStatements(parts, alarm.id, joined ?? { id, version: 1, state: record.state }, now));
  return {
    statements,
    result: {
      id,
      number,
      partition: where.partition,
      joined:
        joined && seen
          ? { id: joined.id, number: joined.number, version: joined.version, partition: joined.partition }
          : null,
    },
  };
}

async function alarmFor({ alarms }: CaseParts, id: number, actor: Actor): Promise<AlarmFact> {
  const alarm = await alarms?.alarmOf(id, actor);
  if (!alarm) throw new Refusal(422, "no-such-alarm", "the alarm is not there, or not yours to see");
  return alarm;
}

function alarmStatements(
  { alarms }: CaseParts,
  alarmId: number,
  to: { id: number; version: number; state: string },
  now: number,
): Statement[] {
  return [
    {
      sql: "insert into case_alarm (case_id, alarm_id) values ($1, $2) on conflict do nothing",
      params: [to.id, alarmId],
    },
    insertEvent(to.id, to.version, {
      at: now,
      action: "alarm",
      from: to.state,
      to: to.state,
      person: HUB_PERSON,
      name: HUB_PERSON,
      unit: null,
      fields: { alarm: alarmId },
    }),
    ...(alarms ? [alarms.linkStatement(alarmId, to.id)] : []),
  ];
}

function classFor(
  { catalogue }: CaseParts,
  given: Pick<CaseReport, "classKind" | "classCode">,
  alarm?: AlarmFact,
): CaseClass {
  const key = classKey(given.classKind, given.classCode);
  const found =
    catalogue.classes.get(key) ??
    (alarm && ((alarm.classKey && catalogue.classes.get(alarm.classKey)) || classOfKind(catalogue, alarm.kind)));
  if (!found)
    throw new Refusal(422, "no-such-class", "the catalogue has no such class → choose another", {
      class: key.slice(0, 40),
    });
  return found;
}
