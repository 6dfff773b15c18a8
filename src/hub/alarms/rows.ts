// Rows of the alarm table as the API writes them, and the conditions of a question as SQL: filters, and what a person may see.

import { pathRange, type Scope } from "../../twin/access/actor.ts";
import type { AlarmEvent, AlarmFilter, AlarmRow } from "../../twin/alarms/shapes.ts";
import type { Row } from "../database/database.ts";

export const ALARM_COLUMNS = `id, node, rule, kind, title, unit, grade, place, severity, worst, active, acknowledged, acknowledged_at,
  acknowledged_by, latched, shelved_until, suppressed, out_of_service, chattering, level, occurrences, value, flags,
  source_time, raised_at, active_at, pending_at, cleared_at, ended_at, group_key, group_reason, case_id, version`;

export const alarmOfRow = (row: Row): AlarmRow => ({
  id: row.id as number,
  node: row.node as string,
  rule: row.rule as string,
  kind: row.kind as string,
  title: row.title === null ? null : JSON.parse(row.title as string),
  unit: row.unit as string | null,
  grade: row.grade as number,
  place: row.place as string,
  severity: row.severity as number,
  worst: row.worst as number,
  active: row.active as boolean,
  acknowledged: row.acknowledged as boolean,
  acknowledgedAt: row.acknowledged_at as number | null,
  acknowledgedBy: row.acknowledged_by as string | null,
  latched: row.latched as boolean,
  shelvedUntil: row.shelved_until as number | null,
  suppressed: row.suppressed as boolean,
  outOfService: row.out_of_service as boolean,
  chattering: row.chattering as boolean,
  level: row.level as number,
  occurrences: row.occurrences as number,
  value: row.value as number | null,
  flags: row.flags as number,
  sourceTime: row.source_time as number | null,
  raisedAt: row.raised_at as number,
  activeAt: row.active_at as number,
  pendingAt: row.pending_at as number,
  clearedAt: row.cleared_at as number | null,
  endedAt: row.ended_at as number | null,
  group: row.group_key as string,
  groupReason: row.group_reason as AlarmRow["groupReason"],
  caseId: row.case_id as number | null,
  version: row.version as number,
});

export const eventOfRow = (row: Row): AlarmEvent => ({
  id: row.id as number,
  at: row.at as number,
  what: row.what as AlarmEvent["what"],
  person: row.person as string,
  name: row.name as string,
  severity: row.severity as number,
  value: row.value as number | null,
  sourceTime: row.source_time as number | null,
  flags: row.flags as number,
  detail: JSON.parse(row.detail as string),
});

/** Conditions and their parameters, put together piece by piece. */
export class Where {
  readonly params: (string | number | boolean | null)[] = [];
  private readonly parts: string[] = [];

  /** Number of a parameter as SQL writes it. */
  give(value: string | number | boolean | null): string {
    return `$${this.params.push(value)}`;
  }

  and(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  get sql(): string {
    return this.parts.length > 0 ? this.parts.map((part) => `(${part})`).join(" and ") : "true";
  }

  /** Only what lies in one of the scopes; none: nothing. @param prefix of the columns, such as "a." */
  within(scopes: readonly Scope[], prefix = ""): this {
    const any = scopes.map(({ path, unit, clearance }) => {
      const [from, to] = pathRange(path);
      const conditions = [
        `${prefix}place >= ${this.give(from)}`,
        `${prefix}place < ${this.give(to)}`,
        `${prefix}grade <= ${this.give(clearance)}`,
      ];
      if (unit !== null) conditions.push(`${prefix}unit = ${this.give(unit)}`);
      return `(${conditions.join(" and ")})`;
    });
    return this.and(any.length > 0 ? any.join(" or ") : "false");
  }
}

const FLAG_SQL: Readonly<Record<string, string>> = {
  active: "active",
  unacknowledged: "not acknowledged",
  shelved: "shelved_until is not null",
  suppressed: "suppressed",
  outOfService: "out_of_service",
  latched: "latched",
  chattering: "chattering",
  escalated: "level > 0",
  first: "group_reason = 'first'",
};
const HIDING = ["shelved", "suppressed", "outOfService"];

/**
 * @param placePath path of the filter's place, undefined without one
 * @param staleBefore active since before this is stale, ms since 1970
 */
export function filterWhere(
  filter: AlarmFilter,
  scopes: readonly Scope[],
  placePath: string | undefined,
  staleBefore: number,
): Where {
  const where = new Where().within(scopes);
  const flags = filter.flags?.split(",") ?? [];
  where.and(filter.open ? "ended_at is null" : "ended_at is not null");
  if (!filter.hidden && !flags.some((flag) => HIDING.includes(flag)))
    where.and("shelved_until is null and not suppressed and not out_of_service");
  for (const flag of flags)
    where.and(flag === "stale" ? `active and active_at < ${where.give(staleBefore)}` : FLAG_SQL[flag]);
  if (filter.severity !== undefined) where.and(`severity >= ${where.give(filter.severity)}`);
  for (const column of ["kind", "rule", "unit"] as const)
    if (filter[column] !== undefined) where.and(`${column} = ${where.give(filter[column])}`);
  if (filter.group !== undefined) where.and(`group_key = ${where.give(filter.group)}`);
  if (placePath !== undefined) {
    const [from, to] = pathRange(placePath);
    where.and(`place >= ${where.give(from)} and place < ${where.give(to)}`);
  }
  for (const word of filter.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [])
    where.and(`position(${where.give(word)} in words) > 0`);
  return where;
}

/** Where a page of a list goes on: the sort values of its last row. */
export const cursorOf = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString("base64url");

/** undefined when it is none. @param types what each value must be */
export function readCursor(text: string, types: readonly ("number" | "string")[]): (string | number)[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (!Array.isArray(values) || values.length !== types.length) return undefined;
    return types.every((type, i) => typeof values[i] === type) ? values : undefined;
  } catch {
    return undefined;
  }
}
