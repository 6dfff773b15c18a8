// Small tools for SQL with parameters: numbering them, and the scopes a person may see as a condition.

import { pathRange, type Scope } from "../../twin/access/actor.ts";
import type { Statement } from "../database/database.ts";

type Param = NonNullable<Statement["params"]>[number];

/** Collects parameters; `put` gives the place of one. */
export class Params {
  readonly list: Param[] = [];

  put(value: Param): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/**
 * Condition that a row of city_case, as `c`, is in one of the scopes: its place, its grade, and a unit with a task in it.
 * @param leadOnly a unit's rows are those it leads, as the assessment counts them
 */
export function scopeSql(scopes: readonly Scope[], params: Params, leadOnly = false): string {
  if (scopes.length === 0) return "false";
  const each = scopes.map(({ path, unit, clearance }) => {
    const parts = [pathSql("c.path", path, params), `c.grade <= ${params.put(clearance)}`];
    if (unit !== null) {
      const at = params.put(unit);
      parts.push(leadOnly ? `c.lead_unit = ${at}` : `c.units @> array[${at}::text]`);
    }
    return `(${parts.join(" and ")})`;
  });
  return each.length === 1 ? each[0] : `(${each.join(" or ")})`;
}

/** Condition that a path column lies in a subtree. */
export function pathSql(column: string, path: string, params: Params): string {
  const [from, to] = pathRange(path);
  return `${column} >= ${params.put(from)} and ${column} < ${params.put(to)}`;
}

/** Pairs of letters of a text, by which words of a title are found; a single letter finds nothing. */
export function gramsOf(text: string): string[] {
  const letters = [...text.toLowerCase().replaceAll(/\s+/g, " ")];
  const grams = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i++) grams.add(letters[i] + letters[i + 1]);
  return [...grams];
}
