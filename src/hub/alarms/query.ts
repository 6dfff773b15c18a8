// Questions about alarms: lists, groups, one in full. What the person may not see is left out in SQL, by the index of places.

import { type Actor, may, placePath, type Scope, scopesOf } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import type {
  AlarmFile,
  AlarmFilter,
  AlarmGroups,
  AlarmList,
  AlarmListQuery,
  AlarmRow,
} from "../../twin/alarms/shapes.ts";
import { notThere, Refusal } from "../api/refusal.ts";
import type { HubContext } from "../context.ts";
import { listOf, type Row, textListOf } from "../database/database.ts";
import { ALARM_COLUMNS, alarmOfRow, cursorOf, eventOfRow, filterWhere, readCursor, Where } from "./rows.ts";

type Context = Pick<HubContext, "scene" | "nodes" | "database" | "now">;
const MOST_EVENTS = 500;
const MOST_MEMBERS = 100;
const ALARM_PERMISSIONS: readonly Permission[] = [
  "alarm.acknowledge",
  "alarm.shelve",
  "alarm.configure",
  "case.report",
];

const SORTS = {
  severity: {
    order: "severity desc, active_at desc, id desc",
    keys: ["severity", "activeAt", "id"],
    columns: "severity, active_at, id",
  },
  newest: { order: "active_at desc, id desc", keys: ["activeAt", "id"], columns: "active_at, id" },
} as const;

export const seen = (actor: Actor, context: Context): Scope[] => scopesOf(actor, "alarm.see", context.nodes);

function whereOf(context: Context, actor: Actor, filter: AlarmFilter): Where {
  const slot = filter.place === undefined ? -1 : context.nodes.slotOf(filter.place);
  if (filter.place !== undefined && slot < 0) throw notThere(`place ${filter.place}`);
  const path = filter.place === undefined ? undefined : placePath(context.nodes, slot);
  return filterWhere(
    filter,
    seen(actor, context),
    path,
    context.now() - context.scene.alarms.thresholds.staleHours * 3_600_000,
  );
}

function afterRow(where: Where, after: string | undefined, columns: string, types: ("number" | "string")[]): void {
  if (after === undefined) return;
  const values = readCursor(after, types);
  if (!values)
    throw new Refusal(400, "bad-input", "after is no page → give `next` of the page before", { where: "after" });
  where.and(`(${columns}) < (${values.map((value) => where.give(value)).join(", ")})`);
}

/** Counts of a filter, whatever page of it is shown. */
async function countsOf({ database }: Context, where: Where) {
  const rows = await database.query<{ severity: number; n: number; open: number; newest: number }>(
    `select severity, count(*)::int as n, count(*) filter (where not acknowledged)::int as open, max(active_at) as newest
     from alarm where ${where.sql} group by severity`,
    where.params,
  );
  const sum = (of: "n" | "open"): number => rows.reduce((total, row) => total + row[of], 0);
  return {
    total: sum("n"),
    unacknowledged: sum("open"),
    bySeverity: Object.fromEntries(rows.map(({ severity, n }) => [String(severity), n])),
    newest: rows.length > 0 ? Math.max(...rows.map(({ newest }) => newest)) : null,
  };
}

/** @throws Refusal 400 for a page that is none, 404 for a place that is not there */
export async function listAlarms(context: Context, actor: Actor, query: AlarmListQuery): Promise<AlarmList> {
  const { order, keys, columns } = SORTS[query.sort];
  const counts = await countsOf(context, whereOf(context, actor, query));
  const where = whereOf(context, actor, query);
  afterRow(
    where,
    query.after,
    columns,
    keys.map(() => "number"),
  );
  const rows = await context.database.query(
    `select ${ALARM_COLUMNS} from alarm where ${where.sql} order by ${order} limit ${where.give(query.limit + 1)}`,
    where.params,
  );
  const alarms = rows.slice(0, query.limit).map(alarmOfRow);
  const last = alarms[alarms.length - 1];
  return { alarms, next: rows.length > query.limit ? cursorOf(keys.map((key) => last[key])) : null, ...counts };
}

/** The same by groups, worst and newest first, each led by its first out. */
export async function listGroups(context: Context, actor: Actor, query: AlarmListQuery): Promise<AlarmGroups> {
  const counts = await countsOf(context, whereOf(context, actor, query));
  const where = whereOf(context, actor, query);
  const inner = where.sql;
  const outer = new Where();
  outer.params.push(...where.params);
  afterRow(outer, query.after, "severity, active_at, group_key", ["number", "number", "string"]);
  const rows = await context.database.query<{
    group_key: string;
    severity: number;
    active_at: number;
    n: number;
    active: number;
    open: number;
  }>(
    `with g as (select group_key, max(severity)::int as severity, max(active_at) as active_at, count(*)::int as n,
        count(*) filter (where active)::int as active, count(*) filter (where not acknowledged)::int as open
      from alarm where ${inner} group by group_key)
     select * from g where ${outer.sql} order by severity desc, active_at desc, group_key desc limit ${outer.give(query.limit + 1)}`,
    outer.params,
  );
  const shown = rows.slice(0, query.limit);
  const leading = whereOf(context, actor, query);
  const keys = leading.give(textListOf(shown.map(({ group_key }) => group_key)));
  const leads = await context.database.query(
    `select distinct on (group_key) ${ALARM_COLUMNS} from alarm where ${leading.sql} and group_key = any((${keys}::text)::text[])
     order by group_key, (group_reason = 'first') desc, raised_at, id`,
    leading.params,
  );
  const leadOf = new Map(leads.map((row) => [row.group_key as string, alarmOfRow(row)]));
  const groups = shown.flatMap((row) => {
    const lead = leadOf.get(row.group_key);
    // One that ended between the two questions.
    if (!lead) return [];
    return {
      group: row.group_key,
      lead,
      firstOut: lead.groupReason === "first",
      severity: row.severity,
      activeAt: row.active_at,
      count: row.n,
      active: row.active,
      unacknowledged: row.open,
    };
  });
  const last = shown[shown.length - 1];
  const next = rows.length > query.limit ? cursorOf([last.severity, last.active_at, last.group_key]) : null;
  return { groups, next, ...counts };
}

/** Alarms by id, whoever asks; in no order. */
export async function alarmsById({ database }: Pick<Context, "database">, ids: readonly number[]): Promise<AlarmRow[]> {
  const rows: Row[] = await database.query(`select ${ALARM_COLUMNS} from alarm where id = any(($1::text)::bigint[])`, [
    listOf(ids),
  ]);
  return rows.map(alarmOfRow);
}

export const subjectOfAlarm = (context: Pick<Context, "nodes">, alarm: Pick<AlarmRow, "node" | "unit" | "grade">) => ({
  slot: context.nodes.slotOf(alarm.node),
  units: alarm.unit === null ? [] : [alarm.unit],
  grade: alarm.grade,
});

/** @throws Refusal 404 when it is not there, or not theirs to see */
export async function alarmFor(context: Context, actor: Actor, id: number): Promise<AlarmRow> {
  const [alarm] = await alarmsById(context, [id]);
  if (!alarm || !may(actor, "alarm.see", context.nodes, subjectOfAlarm(context, alarm))) throw notThere(`alarm ${id}`);
  return alarm;
}

/** Everything about one. @throws Refusal 404 */
export async function alarmInFull(context: Context, actor: Actor, id: number): Promise<AlarmFile> {
  const alarm = await alarmFor(context, actor, id);
  const where = new Where().within(seen(actor, context));
  where.and(`group_key = ${where.give(alarm.group)}`);
  const [events, members] = await Promise.all([
    context.database.query("select * from alarm_event where alarm = $1 order by id desc limit $2", [id, MOST_EVENTS]),
    context.database.query(
      `select ${ALARM_COLUMNS} from alarm where ${where.sql} order by (group_reason = 'first') desc, raised_at, id limit ${MOST_MEMBERS}`,
      where.params,
    ),
  ]);
  const subject = subjectOfAlarm(context, alarm);
  return {
    ...alarm,
    events: events.map(eventOfRow).reverse(),
    members: members.map(alarmOfRow),
    may: ALARM_PERMISSIONS.filter((permission) => may(actor, permission, context.nodes, subject)),
  };
}
