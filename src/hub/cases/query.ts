// Lists and maps of cases: what a person may see, a page at a time, by indexes.

import type { z } from "zod";
import type { Actor } from "../../twin/access/actor.ts";
import type { CaseFilter, CaseList, CaseMap, CaseRow, caseListQuery } from "../../twin/cases/shapes.ts";
import { Refusal } from "../api/refusal.ts";
import { whereSql } from "./filter.ts";
import type { CaseParts } from "./parts.ts";
import { ROW_COLUMNS } from "./rows.ts";
import { Params } from "./sql.ts";
import { NEVER_DUE } from "./tables.ts";

type Query = z.output<typeof caseListQuery>;
type Built = { sql: string; params: Params["list"] };

const COUNTED = 10_000;
const ON_MAP = 5000;

/** What a page is sorted by, before the number; the direction holds for both. */
const SORTS = {
  newest: { by: null, order: "desc" },
  due: { by: `coalesce(c.due_at, ${NEVER_DUE})`, order: "asc" },
  severity: { by: "c.severity", order: "desc" },
} as const;

type Reading = Pick<CaseParts, "context" | "time">;

const readerOf = ({ context, time }: Reading, actor: Actor) => ({
  actor,
  permission: "case.see" as const,
  nodes: context.nodes,
  time,
});

/** One page and one more. */
export function listSql(parts: Reading, actor: Actor, query: Query): Built {
  const params = new Params();
  let where = whereSql(query, readerOf(parts, actor), params);
  const { by, order } = SORTS[query.sort];
  const than = order === "asc" ? ">" : "<";
  if (query.after !== undefined) {
    const marks = query.after.split("~").map(Number);
    if (marks.length !== (by ? 2 : 1) || !marks.every(Number.isSafeInteger))
      throw new Refusal(422, "bad-page", "after is not what a page before has given → begin anew");
    const put = marks.map((mark) => `${params.put(mark)}::bigint`);
    where += by ? ` and (${by}, c.id) ${than} (${put[0]}, ${put[1]})` : ` and c.id ${than} ${put[0]}`;
  }
  const sorted = by ? `${by} ${order}, c.id ${order}` : `c.id ${order}`;
  return {
    sql: `select ${ROW_COLUMNS} from city_case c where ${where} order by ${sorted} limit ${query.limit + 1}`,
    params: params.list,
  };
}

/** Open ones by state, of the first COUNTED. */
export function byStateSql(parts: Reading, actor: Actor, filter: CaseFilter): Built {
  const params = new Params();
  const where = whereSql({ ...filter, open: filter.open ?? true }, readerOf(parts, actor), params);
  return {
    sql: `select state, count(*)::int as count from (select c.state from city_case c where ${where} and c.ended is null limit ${COUNTED}) s
      group by state order by state`,
    params: params.list,
  };
}

export async function listCases(parts: CaseParts, actor: Actor, query: Query): Promise<CaseList> {
  const { database } = parts.context;
  const list = listSql(parts, actor, query);
  const states = byStateSql(parts, actor, query);
  const [rows, counts] = await Promise.all([
    database.query<CaseRow>(list.sql, list.params),
    database.query<{ state: string; count: number }>(states.sql, states.params),
  ]);
  const cases = rows.slice(0, query.limit);
  const last = cases.at(-1);
  const mark = (row: CaseRow): string =>
    query.sort === "newest"
      ? `${row.id}`
      : `${query.sort === "due" ? (row.dueAt ?? NEVER_DUE) : row.severity}~${row.id}`;
  return {
    cases,
    next: rows.length > query.limit && last ? mark(last) : null,
    byState: Object.fromEntries(counts.map(({ state, count }) => [state, count])),
  };
}

export function mapSql(parts: Reading, actor: Actor, filter: CaseFilter): Built {
  const params = new Params();
  const where = whereSql(filter, readerOf(parts, actor), params);
  return {
    sql: `select c.id, c.number, c.title, c.lon, c.lat, c.severity, c.state, c.overdue from city_case c
      where ${where} and c.lon is not null order by c.severity desc, c.id desc limit ${ON_MAP + 1}`,
    params: params.list,
  };
}

/** Positions, worst first; how many more there are is counted up to as many again. */
export async function mapCases(parts: CaseParts, actor: Actor, filter: CaseFilter): Promise<CaseMap> {
  const { sql, params } = mapSql(parts, actor, filter);
  const { database } = parts.context;
  const cases = await database.query<CaseMap["cases"][number]>(sql, params);
  if (cases.length <= ON_MAP) return { cases, more: 0 };
  const counting = new Params();
  const where = whereSql(filter, readerOf(parts, actor), counting);
  const [{ count }] = await database.query<{ count: number }>(
    `select count(*)::int as count from (select 1 from city_case c where ${where} and c.lon is not null limit ${2 * ON_MAP}) s`,
    counting.list,
  );
  return { cases: cases.slice(0, ON_MAP), more: count - ON_MAP };
}
