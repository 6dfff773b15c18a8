// The filters of lists, maps, exports and figures as SQL over city_case, as `c`.

import { type Actor, placePath, scopesOf } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import type { WorkingTime } from "../../twin/cases/calendar.ts";
import { SATISFIED_FROM } from "../../twin/cases/measures.ts";
import { type CaseFilter, MEASURES, type Measure } from "../../twin/cases/shapes.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { Refusal } from "../api/refusal.ts";
import { textListOf } from "../database/database.ts";
import { gramsOf, type Params, pathSql, scopeSql } from "./sql.ts";

/** When a case counts in a measure, and what must hold: the same as MEASURED_AT of twin/cases/measures.ts, in SQL. */
const MEASURE_SQL: Readonly<Record<Measure, readonly [time: string, holds?: string]>> = {
  reported: ["c.reported_at"],
  registered: ["c.reported_at", "c.registered_at is not null"],
  due: ["c.settle_at"],
  closed: ["c.settle_at", "c.ended = 'closed'"],
  closedOnTime: ["c.settle_at", "c.ended = 'closed' and not c.overdue"],
  overdue: ["c.settle_at", "c.overdue"],
  handled: ["c.first_handled_at"],
  reworked: ["c.first_handled_at", "c.reworks > 0"],
  dispatched: ["c.first_dispatched_at"],
  returned: ["c.first_dispatched_at", "c.returns > 0"],
  ended: ["c.first_closed_at"],
  solved: ["c.first_closed_at", "not c.reopened"],
  rated: ["c.rated_at", "c.rating is not null"],
  satisfied: ["c.rated_at", `c.rating >= ${SATISFIED_FROM}`],
};

/** Whole days of the city that a period touches: [first, last]. */
export const daysOf = (time: WorkingTime, from: number, to: number): [first: number, last: number] => {
  const first = time.dayAt(from);
  return [first, Math.max(first, time.dayAt(to - 1))];
};

/** Path of a place by its code. @throws Refusal 422 when there is none */
export function pathOf(nodes: NodeTable, code: string): string {
  const slot = nodes.slotOf(code);
  if (slot < 0) throw new Refusal(422, "no-such-node", "no place or asset has this code → look it up");
  return placePath(nodes, slot);
}

/**
 * Condition of everything a person may see within a filter.
 * @throws Refusal 422 when it names what is not there
 */
export function whereSql(
  filter: CaseFilter,
  { actor, permission, nodes, time }: { actor: Actor; permission: Permission; nodes: NodeTable; time: WorkingTime },
  params: Params,
): string {
  const measure = MEASURES.find((one) => one === filter.measure);
  if (filter.measure !== undefined && !measure)
    throw new Refusal(422, "no-such-measure", `measure is none of ${MEASURES.join(", ")}`);
  // A figure counts a case for the unit that leads it.
  const leadOnly = measure !== undefined;
  const parts = [scopeSql(scopesOf(actor, permission, nodes), params, leadOnly)];
  const same = (column: string, value: string | boolean | undefined): void => {
    if (value !== undefined) parts.push(`c.${column} = ${params.put(value)}`);
  };
  // Written out, so that partial indexes are seen to fit.
  if (filter.open !== undefined) parts.push(`c.ended is ${filter.open ? "" : "not "}null`);
  if (filter.overdue !== undefined) parts.push(filter.overdue ? "c.overdue" : "not c.overdue");
  if (filter.supervised !== undefined) parts.push(filter.supervised ? "c.supervised" : "not c.supervised");
  same("state", filter.state);
  same("flow", filter.flow);
  same("mode", filter.mode);
  same("node", filter.node);
  same("source", filter.source);
  same("class_kind", filter.classKind);
  if (filter.classCode !== undefined) {
    if (!/^\d{2,8}$/.test(filter.classCode)) throw new Refusal(422, "no-such-class", "classCode is two digits or more");
    if (filter.classCode.length > 2) same("class_code", filter.classCode);
    else
      parts.push(
        `c.class_code >= ${params.put(filter.classCode)} and c.class_code < ${params.put(`${filter.classCode}~`)}`,
      );
  }
  if (filter.place !== undefined) parts.push(pathSql("c.path", pathOf(nodes, filter.place), params));
  if (filter.about !== undefined)
    parts.push(
      `(${pathSql("c.path", pathOf(nodes, filter.about), params)} or c.id in (select a.case_id from case_asset a where a.node = ${params.put(filter.about)}))`,
    );
  if (filter.unit !== undefined)
    parts.push(
      leadOnly
        ? `coalesce(c.lead_unit, '') = ${params.put(filter.unit)}`
        : `c.units @> array[${params.put(filter.unit)}::text]`,
    );
  if (filter.mine) parts.push(mineSql(actor, params));
  if (filter.text !== undefined && filter.text.trim() !== "") parts.push(textSql(filter.text.trim(), params));
  if (filter.from !== undefined) parts.push(`c.reported_at >= ${params.put(filter.from)}`);
  if (filter.to !== undefined) parts.push(`c.reported_at < ${params.put(filter.to)}`);
  if (measure) {
    const [at, holds] = MEASURE_SQL[measure];
    if (filter.measureFrom === undefined || filter.measureTo === undefined)
      throw new Refusal(422, "no-period", "measure needs measureFrom and measureTo → give both");
    const [first, last] = daysOf(time, filter.measureFrom, filter.measureTo);
    parts.push(`${at} >= ${params.put(time.startOf(first))} and ${at} < ${params.put(time.startOf(last + 1))}`);
    if (holds) parts.push(holds);
  }
  return parts.join(" and ");
}

/** An open task of one of the person's units; whoever belongs to none has none of their own. */
function mineSql({ grants }: Actor, params: Params): string {
  const units = [
    ...new Set(grants.flatMap(({ unit, permissions }) => (unit && permissions.has("case.handle") ? [unit] : []))),
  ];
  if (units.length === 0) return "false";
  return `c.id in (select t.case_id from case_task t where t.state in ('assigned', 'acknowledged')
    and t.unit = any(${params.put(textListOf(units))}::text::text[]))`;
}

function textSql(text: string, params: Params): string {
  if (/^\d[\d-]*$/.test(text)) return `c.number >= ${params.put(text)} and c.number < ${params.put(`${text}~`)}`;
  const like = params.put(`%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
  const grams = gramsOf(text);
  return grams.length === 0
    ? `c.title ilike ${like}`
    : `c.grams @> ${params.put(textListOf(grams))}::text::text[] and c.title ilike ${like}`;
}
