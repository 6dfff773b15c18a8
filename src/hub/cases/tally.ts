// The figures of the assessment, kept as cases change: what a case added before is taken away, what it adds now is added.

import { classKey } from "../../twin/cases/caseClass.ts";
import { contributions, type MeasuredCase } from "../../twin/cases/measures.ts";
import { MEASURES, type Measure } from "../../twin/cases/shapes.ts";
import type { Statement } from "../database/database.ts";
import { columnOf } from "./tables.ts";

const COLUMNS = MEASURES.map(columnOf);

/**
 * Statement that brings the tally from what the case was to what it is, or none when nothing counts differently.
 * @param street path of its street, or of the place above
 */
export function tallyStatements(
  before: MeasuredCase | null,
  after: MeasuredCase,
  street: string,
  dayAt: (at: number) => number,
): Statement[] {
  const deltas = new Map<string, { key: (string | number)[]; counts: Partial<Record<Measure, number>> }>();
  const add = (of: MeasuredCase, sign: 1 | -1): void => {
    for (const { day, measure } of contributions(of, dayAt)) {
      const key = [day, street, of.leadUnit ?? "", classKey(of.classKind, of.classCode), of.grade];
      const text = key.join("\n");
      const delta = deltas.get(text) ?? { key, counts: {} };
      delta.counts[measure] = (delta.counts[measure] ?? 0) + sign;
      deltas.set(text, delta);
    }
  };
  if (before) add(before, -1);
  add(after, 1);
  // Always in the same order, so that two transactions never wait for each other in a ring.
  const changed = [...deltas.entries()]
    .filter(([, { counts }]) => Object.values(counts).some((count) => count !== 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return changed.map(([, { key, counts }]) => {
    const moved = MEASURES.filter((measure) => (counts[measure] ?? 0) !== 0);
    const columns = moved.map(columnOf);
    return {
      sql: `insert into case_tally (day, place, unit, class, grade, ${columns.join(", ")})
        values ($1, $2, $3, $4, $5, ${columns.map((_, i) => `$${i + 6}`).join(", ")})
        on conflict (day, place, unit, class, grade) do update
        set ${columns.map((column) => `${column} = case_tally.${column} + excluded.${column}`).join(", ")}`,
      params: [...key, ...moved.map((measure) => counts[measure] ?? 0)],
    };
  });
}

/** Sums of all measures over rows of case_tally. */
export const TALLY_SUMS = COLUMNS.map((column, i) => `coalesce(sum(t.${column}), 0)::bigint as "${MEASURES[i]}"`).join(
  ", ",
);
