// Very many cases and audit rows at once, made in SQL: spread over places, classes, states and months as a city's are.

import { Places } from "../../src/hub/cases/places.ts";
import { columnOf } from "../../src/hub/cases/tables.ts";
import type { Database, Statement } from "../../src/hub/database/database.ts";
import { listOf, textListOf } from "../../src/hub/database/database.ts";
import type { WorkingTime } from "../../src/twin/cases/calendar.ts";
import { MEASURES } from "../../src/twin/cases/shapes.ts";
import type { NodeTable } from "../../src/twin/nodeTable.ts";

const AT_ONCE = 100_000;

export interface Many {
  cases: number;
  audit: number;
  now: number;
}

/** Cases of the last year, one in twenty of them open; the figures are made of them; and audit rows, unchained. */
export async function fillCases(
  database: Database,
  nodes: NodeTable,
  time: WorkingTime,
  { cases, audit, now }: Many,
): Promise<void> {
  const places = new Places(nodes);
  const leaves: number[] = [];
  for (let slot = 0; slot < nodes.placeCount; slot++) if (nodes.columns.end[slot] === slot + 1) leaves.push(slot);
  const where = leaves.map((slot) => places.at(slot));
  await database.query(
    "create table many_place (n int primary key, place text, path text, street text, partition int, lon float8, lat float8)",
  );
  await database.query(
    `insert into many_place select row_number() over () - 1, * from unnest($1::text::text[], $2::text::text[], $3::text::text[],
      $4::text::int[], $5::text::float8[], $6::text::float8[])`,
    [
      textListOf(where.map(({ place }) => place)),
      textListOf(where.map(({ path }) => path)),
      textListOf(where.map(({ street }) => street)),
      listOf(where.map(({ partition }) => partition)),
      listOf(where.map(({ lon }) => lon)),
      listOf(where.map(({ lat }) => lat)),
    ],
  );
  for (let from = 1; from <= cases; from += AT_ONCE) {
    const to = Math.min(cases, from + AT_ONCE - 1);
    // Numbers that look random and are the same every time: a multiplicative hash of the row's number.
    await database.query(
      `insert into city_case (id, number, flow, flow_version, mode, state, step, ended, class_kind, class_code, title, description, grams,
         place, path, street, partition, lon, lat, severity, lead_unit, co_units, units, source, grade, reported_at,
         registered_at, state_at, state_due_at, due_at, handled_at, closed_at, overdue, supervised, extensions, reworks, returns,
         rating, version, late_done, first_dispatched_at, first_handled_at, first_closed_at, reopened, rated_at, settle_at)
       select i, to_char(to_timestamp(t / 1000.0), 'YYYYMMDD') || '-' || lpad(i::text, 7, '0'), 'everyday', '2026.1', 'everyday',
         case when open then (array['reported','registered','dispatched','handling','feedback'])[1 + h % 5] else 'closed' end, 'handle',
         case when open then null else 'closed' end, case when h % 3 = 0 then 'component' else 'matter' end,
         (array['0506','0102','0103','0104','0401','0405','0302','0118'])[1 + h % 8], '第' || i || '处', '',
         array['第' || left(i::text, 1), right(i::text, 1) || '处'] || (select coalesce(array_agg(distinct substr(i::text, n, 2)), '{}') from generate_series(1, length(i::text) - 1) n),
         p.place, p.path, p.street, p.partition, p.lon, p.lat, 2 + h % 4, unit, '{}', array[unit], 'map', 1 + h % 3, t,
         t + 600000, t + 1200000, case when open then $4::bigint + (h % 100) * 60000 end, t + 14400000, case when open then null else t + 9000000 + (h % 7) * 1000000 end,
         case when open then null else t + 12000000 + (h % 9) * 1000000 end, (h % 7) * 1000000 + 9000000 > 14400000 or (open and t + 14400000 < $4::bigint), false, 0, case when h % 11 = 0 then 1 else 0 end,
         case when h % 13 = 0 then 1 else 0 end, case when open or h % 4 > 0 then null else 1 + h % 5 end, 8, false,
         t + 1200000, case when open then null else t + 9000000 end, case when open then null else t + 12000000 + (h % 9) * 1000000 end, h % 50 = 0,
         case when open or h % 4 > 0 then null else t + 90000000 end, least(t + 14400000, case when open then null else t + 12000000 + (h % 9) * 1000000 end)
       from (select i, h, $4::bigint - (($3::bigint - i) * 31536000000 / $3::bigint) as t, i > $3::bigint - $3::bigint / 40 or h % 40 = 0 as open,
           (array['drainage','traffic','urban','services'])[1 + (h / 8) % 4] as unit
         from (select i, ((i * 2654435761) % 4294967296) / 16 as h from generate_series($1::bigint, $2::bigint) i) a) b
       join many_place p on p.n = h / 64 % ${where.length}`,
      [from, to, cases, now],
    );
  }
  await database.query("select setval(pg_get_serial_sequence('city_case', 'id'), $1)", [cases]);
  await database.query(
    `insert into case_task (case_id, unit, role, state, assigned_at, acknowledge_due_at, late)
     select id, lead_unit, 'lead', case when state = 'dispatched' then 'assigned' when ended is null then 'acknowledged' else 'done' end,
       first_dispatched_at, first_dispatched_at + 3600000, false from city_case where lead_unit is not null`,
  );
  for (let from = 1; from <= audit; from += AT_ONCE * 5)
    await database.query(
      `insert into audit (position, at, person, name, stage, action, object, place, detail, hash)
       select i, $3::bigint - ($4::bigint - i) * 3000, 'p' || i % 300, '人', 'use', 'case.' || (array['verify','register','dispatch','close'])[1 + i % 4],
         'case:' || i % ${Math.max(1, cases)}, '/', '{}', md5(i::text) from generate_series($1::bigint, $2::bigint) i`,
      [from, Math.min(audit, from + AT_ONCE * 5 - 1), now, audit],
    );
  await tallyAll(database, time);
  for (const table of ["city_case", "case_task", "audit", "case_tally"])
    await database.query(`vacuum analyze ${table}`);
}

/** Makes the figures anew out of all cases, by days of a city eight hours ahead of UTC. */
async function tallyAll(database: Database, time: WorkingTime): Promise<void> {
  const ahead = -(time.startOf(20_000) - 20_000 * 86_400_000);
  const day = (column: string): string => `floor((${column} + ${ahead}) / 86400000.0)::int`;
  const sums: [string, string, string?][] = [
    ["reported", "reported_at"],
    ["registered", "reported_at", "registered_at is not null"],
    ["due", "settle_at"],
    ["closed", "settle_at", "ended = 'closed'"],
    ["closedOnTime", "settle_at", "ended = 'closed' and not overdue"],
    ["overdue", "settle_at", "overdue"],
    ["handled", "first_handled_at"],
    ["reworked", "first_handled_at", "reworks > 0"],
    ["dispatched", "first_dispatched_at"],
    ["returned", "first_dispatched_at", "returns > 0"],
    ["ended", "first_closed_at"],
    ["solved", "first_closed_at", "not reopened"],
    ["rated", "rated_at", "rating is not null"],
    ["satisfied", "rated_at", "rating >= 4"],
  ];
  const parts = sums.map(
    ([measure, column, holds]) => `select ${day(column)} as day, street as place, coalesce(lead_unit, '') as unit,
      class_kind || ':' || class_code as class, grade, ${MEASURES.map((one) => (one === measure ? "1" : "0"))
        .map((n, i) => `${n} as ${columnOf(MEASURES[i])}`)
        .join(", ")}
      from city_case where ${column} is not null ${holds ? `and ${holds}` : ""}`,
  );
  const columns = MEASURES.map(columnOf);
  const sum = columns.map((column) => `sum(${column})`).join(", ");
  const into = `insert into case_tally (tally, day, place, unit, class, grade, ${columns.join(", ")})`;
  await database.query(
    `${into} select 'street-both', day, place, unit, class, grade, ${sum} from (${parts.join(" union all ")}) a group by 2, 3, 4, 5, 6`,
  );
  const district = "(regexp_match(place, '^/[^/]+/(?:[^/]+/)?'))[1]";
  for (const [tally, place, unit, ofClass] of [
    ["street-unit", "place", "unit", "''"],
    ["street-class", "place", "''", "class"],
    ["district-unit", district, "unit", "''"],
    ["district-class", district, "''", "class"],
  ])
    await database.query(
      `${into} select '${tally}', day, ${place}, ${unit}, ${ofClass}, grade, ${sum} from case_tally where tally = 'street-both' group by 2, 3, 4, 5, 6`,
    );
}

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

export interface Plan {
  /** Tables that were read through. */
  scanned: string[];
  /** Rows read of tables and indexes. */
  touched: number;
  /** ms by the database's own clock. */
  ms: number;
  nodes: string[];
}

/** Runs a statement and tells how the database went about it. */
export async function planOf(database: Database, sql: string, params: NonNullable<Statement["params"]>): Promise<Plan> {
  const [row] = await database.query(`explain (analyze, format json) ${sql}`, params);
  const json = row["QUERY PLAN"];
  const [{ Plan: top, "Execution Time": ms }] = (typeof json === "string" ? JSON.parse(json) : json) as {
    Plan: PlanNode;
    "Execution Time": number;
  }[];
  const plan: Plan = { scanned: [], touched: 0, ms, nodes: [] };
  const visit = (node: PlanNode): void => {
    plan.nodes.push(node["Node Type"]);
    if (node["Node Type"] === "Seq Scan" && node["Relation Name"]) plan.scanned.push(node["Relation Name"]);
    if (/Scan$/.test(node["Node Type"]) && !/Subquery|CTE|Function|Result/.test(node["Node Type"]))
      plan.touched +=
        ((node["Actual Rows"] ?? 0) +
          (node["Rows Removed by Filter"] ?? 0) +
          (node["Rows Removed by Index Recheck"] ?? 0)) *
        (node["Actual Loops"] ?? 1);
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(top);
  return plan;
}
