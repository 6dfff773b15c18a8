// The assessment (综合评价): sums of the tally over whole days of the city, by place, unit or class.

import type { z } from "zod";
import { type Actor, type Scope, scopesOf } from "../../twin/access/actor.ts";
import { assessmentRowOf, type Counts, noCounts } from "../../twin/cases/assessment.ts";
import { type Assessment, type assessmentQuery, MEASURES } from "../../twin/cases/shapes.ts";
import { daysOf, pathOf } from "./filter.ts";
import type { CaseParts } from "./parts.ts";
import { Params, pathSql } from "./sql.ts";
import { TALLY_SUMS, type Tally } from "./tally.ts";

type Query = z.output<typeof assessmentQuery>;

/** Everything of the tally a person may see in a period and a place. */
export function assessSql({ context, time }: Pick<CaseParts, "context" | "time">, actor: Actor, query: Query) {
  const { nodes } = context;
  const params = new Params();
  const [first, last] = daysOf(time, query.from, query.to);
  const place = query.place ?? nodes.columns.code[0];
  const path = pathOf(nodes, place);
  const seen = scopesOf(actor, "assessment.see", nodes);
  const scopes = seen.map(({ path: own, unit, clearance }) => {
    const within = [pathSql("t.place", own, params), `t.grade <= ${params.put(clearance)}`];
    if (unit !== null) within.push(`t.unit = ${params.put(unit)}`);
    return `(${within.join(" and ")})`;
  });
  const where = `t.tally = ${params.put(tallyFor(query.by, path, seen))} and t.day between ${params.put(first)} and ${params.put(last)} and ${pathSql("t.place", path, params)}
    and (${scopes.join(" or ") || "false"})`;
  // The part of the path behind the asked place's: "" for what lies in no place below it.
  const key =
    query.by === "place"
      ? `split_part(substr(t.place, ${params.put(path.length + 1)}::int), '/', 1)`
      : query.by === "unit"
        ? "t.unit"
        : "t.class";
  return {
    sql: `select ${key} as key, ${TALLY_SUMS} from case_tally t where ${where} group by 1 order by 1`,
    params: params.list,
    path,
    from: time.startOf(first),
    to: time.startOf(last + 1),
  };
}

/** The coarsest tally that knows the places and units that are asked for and allowed. */
function tallyFor(by: Query["by"], path: string, scopes: readonly Scope[]): Tally {
  // Two codes in the path: a district. The whole city's figures are those of its districts.
  const depth = (of: string): number => of.split("/").length - 2;
  const byDistrict = depth(path) <= 1 && scopes.every((scope) => depth(scope.path) <= 2);
  const anyUnit = scopes.every(({ unit }) => unit === null);
  if (by === "class" && !anyUnit) return "street-both";
  return `${byDistrict ? "district" : "street"}-${by === "class" ? "class" : "unit"}`;
}

/**
 * Rows by place are the places one level below the asked one, down to streets; a street is its own row. What lies in none of them
 * counts in the total alone.
 */
export async function assess(parts: CaseParts, actor: Actor, query: Query): Promise<Assessment> {
  const { sql, params, path, from, to } = assessSql(parts, actor, query);
  const found = await parts.context.database.query<{ key: string } & Counts>(sql, params);
  const total = assessmentRowOf("", sumOf(found));
  const own = path.split("/").at(-2) ?? "";
  const rows = found
    .filter(({ key }) => query.by !== "place" || key !== "" || found.length === 1)
    .map(({ key, ...counts }) => assessmentRowOf(query.by === "place" && key === "" ? own : key, counts));
  return { from, to, total, rows };
}

function sumOf(rows: readonly ({ key: string } & Counts)[]): Counts {
  const total = noCounts();
  for (const row of rows) for (const measure of MEASURES) total[measure] += row[measure];
  return total;
}
