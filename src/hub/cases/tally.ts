// The figures of the assessment, kept as cases change: what a case added before is taken away, what it adds now is added.

import { classKey } from "../../twin/cases/caseClass.ts";
import { contributions, type MeasuredCase } from "../../twin/cases/measures.ts";
import { MEASURES, type Measure } from "../../twin/cases/shapes.ts";
import type { Statement } from "../database/database.ts";
import { columnOf } from "./tables.ts";

const COLUMNS = MEASURES.map(columnOf);
/** More than a hub has connections; two that share one only wait for each other. */
const LANES = 32;
/** Where rows of past days are put together. */
const GATHERED = -1;
const GATHERED_AT_ONCE = 1000;

/**
 * The same cases are summed up several times, so that a question about a whole city reads few rows: by district or by street,
 * by unit, by class or by both. A question takes the coarsest that can answer it.
 */
export const TALLIES = ["district-unit", "district-class", "street-unit", "street-class", "street-both"] as const;
export type Tally = (typeof TALLIES)[number];

/** Path of the district a street's path lies in; a path above is its own. */
export const districtPath = (street: string): string => street.split("/").slice(0, 3).join("/").replace(/\/?$/, "/");

type Key = [tally: Tally, day: number, place: string, unit: string, of: string, grade: number];

/** The rows a case counts in on one day. */
export function tallyKeys(of: MeasuredCase, street: string, day: number): Key[] {
  const unit = of.leadUnit ?? "";
  const ofClass = classKey(of.classKind, of.classCode);
  const district = districtPath(street);
  return [
    ["district-unit", day, district, unit, "", of.grade],
    ["district-class", day, district, "", ofClass, of.grade],
    ["street-unit", day, street, unit, "", of.grade],
    ["street-class", day, street, "", ofClass, of.grade],
    ["street-both", day, street, unit, ofClass, of.grade],
  ];
}

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
  const deltas = new Map<string, { key: Key; counts: Partial<Record<Measure, number>> }>();
  const add = (of: MeasuredCase, sign: 1 | -1): void => {
    for (const { day, measure } of contributions(of, dayAt))
      for (const key of tallyKeys(of, street, day)) {
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
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, delta]) => delta);
  if (changed.length === 0) return [];
  const rows = changed.map(({ key: [tally, day, place, unit, of, grade], counts }) => ({
    ...Object.fromEntries(MEASURES.map((measure) => [columnOf(measure), counts[measure] ?? 0])),
    ...{ tally, day, place, unit, class: of, grade },
  }));
  return [{ sql: ADD, params: [JSON.stringify(rows)], kept: true }];
}

const KEY = "tally, day, place, unit, class, grade";
const into = (
  lane: string,
  rows: string,
  counts: readonly string[],
): string => `insert into case_tally (${KEY}, lane, ${COLUMNS.join(", ")})
  select ${KEY}, ${lane}, ${counts.join(", ")} from ${rows}
  on conflict (${KEY}, lane) do update set ${COLUMNS.map((column) => `${column} = case_tally.${column} + excluded.${column}`).join(", ")}`;

/** Each connection adds to rows of its own, so that deeds of one place do not wait for each other's way to the disk. */
const ADD = into(
  `pg_backend_pid() % ${LANES}`,
  `json_to_recordset(($1::text)::json) as x(tally text, day int, place text, unit text, class text, grade smallint,
    ${COLUMNS.map((column) => `${column} int`).join(", ")})`,
  COLUMNS,
);

/**
 * Puts the rows of days before $1 together again, so that a question reads one for each; some at a time. Rows that a deed is
 * adding to wait for the next time, and no deed ever adds to the rows they are put into.
 */
export const GATHER = `with ripe as (select ctid from case_tally where lane <> ${GATHERED} and day < $1
    limit ${GATHERED_AT_ONCE} for update skip locked),
  gone as (delete from case_tally where ctid = any(array(select ctid from ripe)) returning *)
  ${into(
    String(GATHERED),
    `gone group by ${KEY} order by ${KEY}`,
    COLUMNS.map((column) => `sum(${column})::int`),
  )}`;

/** Sums of all measures over rows of case_tally. */
export const TALLY_SUMS = COLUMNS.map((column, i) => `coalesce(sum(t.${column}), 0)::bigint as "${MEASURES[i]}"`).join(
  ", ",
);
