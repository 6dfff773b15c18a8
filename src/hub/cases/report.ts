// A case is reported: classified, placed, numbered; a second report of the same thing is joined to the first.

import { type Actor, may, scopesOf } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { type CaseClass, classKey } from "../../twin/cases/caseClass.ts";
import { classOfKind } from "../../twin/cases/catalogue.ts";
import { moveTo } from "../../twin/cases/decide.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import type { CaseRecord } from "../../twin/cases/record.ts";
import type { CaseReport } from "../../twin/cases/shapes.ts";
import { notAllowed, Refusal } from "../api/refusal.ts";
import { auditStatement, HUB_PERSON } from "../audit/entry.ts";
import type { Statement } from "../database/database.ts";
import { once } from "./keys.ts";
import type { AlarmFact, CaseParts } from "./parts.ts";
import type { Where } from "./places.ts";
import { insertCase, insertEvent } from "./rows.ts";
import { gramsOf, Params, scopeSql } from "./sql.ts";
import { tallyStatements } from "./tally.ts";

const HOUR_MS = 3_600_000;
const METRES_PER_DEGREE = 111_320;

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

/** @throws Refusal 403 or 422 */
export async function report(
  parts: CaseParts,
  actor: Actor,
  { key, ...given }: CaseReport,
  more: MoreOfReport = {},
): Promise<Reported> {
  const { database, now } = parts.context;
  const { result, again } = await once<Reported>(database, actor, key, given, now(), async () => {
    const prepared = await prepareReport(parts, actor, given, more);
    return { statements: prepared.statements, result: prepared.result };
  });
  if (!again) tellReported(parts, result);
  return result;
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
  const same = given.separate ? undefined : await sameCase(parts, record, alarm, now);
  const joinedState = flow.states.find(({ end }) => end === "joined");
  const joined = same && joinedState ? same : undefined;
  if (joined && joinedState) {
    moveTo({ flow, time }, record, joinedState.id, flow.start, now);
    record.joinedTo = joined.id;
  }
  const seen = joined && (await maySee(parts, actor, joined.id));
  const person = { person: actor.id, name: actor.name, unit: null };
  const statements: Statement[] = [
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

/** Id and number of a new case. Taken before the transaction, so that reports do not wait for each other: a failed one leaves a gap. */
export async function nextNumber({ context, time }: CaseParts, at: number): Promise<{ id: number; number: string }> {
  const day = time.dateAt(at).replaceAll("-", "");
  const [{ id, last }] = await context.database.query<{ id: number; last: number }>(
    `with counted as (insert into case_number (day, last) values ($1, 1)
       on conflict (day) do update set last = case_number.last + 1 returning last)
     select nextval(pg_get_serial_sequence('city_case', 'id')) as id, last from counted`,
    [day],
  );
  return { id: Number(id), number: `${day}-${String(last).padStart(4, "0")}` };
}

interface Begun {
  id: number;
  number: string;
  flow: Flow;
  ofClass: CaseClass;
  where: Where;
  source: CaseRecord["source"];
  title: string;
  severity?: number;
}

/** A case that has just been reported; its state is to be set. */
export const newRecord = (
  { id, number, flow, ofClass, where, source, title, severity }: Begun,
  reportedAt: number,
): CaseRecord => ({
  id,
  number,
  flow: flow.id,
  flowVersion: flow.version,
  mode: flow.mode,
  state: flow.start,
  step: "",
  end: null,
  classKind: ofClass.kind,
  classCode: ofClass.code,
  title,
  place: where.place,
  node: where.node,
  lon: where.lon,
  lat: where.lat,
  severity: Math.max(2, severity ?? ofClass.severity),
  eventGrade: null,
  responseLevel: null,
  leadUnit: null,
  coUnits: [],
  source,
  grade: Math.max(ofClass.grade, where.grade, 1),
  reportedAt,
  registeredAt: null,
  stateAt: reportedAt,
  stateDueAt: null,
  dueAt: null,
  pausedAt: null,
  handledAt: null,
  closedAt: null,
  overdue: false,
  supervised: false,
  extensions: 0,
  reworks: 0,
  returns: 0,
  rating: null,
  version: 1,
  dueLeft: null,
  dueIn: null,
  backState: null,
  lateDone: false,
  joinedTo: null,
  firstDispatchedAt: null,
  firstHandledAt: null,
  firstClosedAt: null,
  reopened: false,
  ratedAt: null,
});

interface SameCase {
  id: number;
  number: string;
  version: number;
  state: string;
  partition: number;
}

/** The open case that a report is about: of the same alarm, or of the same class, near and not long ago. The nearest of them. */
async function sameCase(
  { context }: CaseParts,
  { classKind, classCode, node, lon, lat }: CaseRecord,
  alarm: AlarmFact | undefined,
  now: number,
): Promise<SameCase | undefined> {
  const { metres, hours } = context.scene.cases.duplicates;
  const params = new Params();
  const columns = "c.id, c.number, c.version, c.state, c.partition, c.node, c.lon, c.lat";
  if (alarm) {
    const [linked] = await context.database.query<SameCase>(
      `select ${columns} from case_alarm a join city_case c on c.id = a.case_id
        where a.alarm_id = ${params.put(alarm.id)} and c.ended is null order by c.id limit 1`,
      params.list,
    );
    if (linked) return linked;
  }
  if (metres === 0 || hours === 0 || lon === null || lat === null) return undefined;
  const find = new Params();
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const [dLon, dLat] = [metres / METRES_PER_DEGREE / squeeze, metres / METRES_PER_DEGREE];
  const rows = await context.database.query<SameCase & { node: string | null; lon: number; lat: number }>(
    `select ${columns} from city_case c where c.class_kind = ${find.put(classKind)} and c.class_code = ${find.put(classCode)}
      and c.ended is null and c.reported_at >= ${find.put(now - hours * HOUR_MS)}
      and c.lon between ${find.put(lon - dLon)} and ${find.put(lon + dLon)}
      and c.lat between ${find.put(lat - dLat)} and ${find.put(lat + dLat)} order by c.id limit 200`,
    find.list,
  );
  const away = (row: { lon: number; lat: number }): number =>
    Math.hypot((row.lon - lon) * squeeze, row.lat - lat) * METRES_PER_DEGREE;
  return (
    rows
      .filter((row) => away(row) <= metres)
      // Two assets of the same class stand side by side and are two cases.
      .filter((row) => node === null || row.node === null || row.node === node)
      .sort((a, b) => away(a) - away(b) || a.id - b.id)[0]
  );
}

async function maySee({ context }: CaseParts, actor: Actor, id: number): Promise<boolean> {
  const params = new Params();
  const [row] = await context.database.query(
    `select 1 from city_case c where c.id = ${params.put(id)}
      and ${scopeSql(scopesOf(actor, "case.see", context.nodes), params)}`,
    params.list,
  );
  return row !== undefined;
}
