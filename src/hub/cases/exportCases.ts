// Cases as a file: CSV for a spreadsheet, GeoJSON for a map. Restricted grades stay here, who reported is masked, and it is told in the audit log.

import { type Actor, may, scopesOf } from "../../twin/access/actor.ts";
import { maskName, maskPhone, REPORTER_GRADE } from "../../twin/access/masking.ts";
import type { CaseFilter, CaseRow } from "../../twin/cases/shapes.ts";
import { notAllowed } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { whereSql } from "./filter.ts";
import type { CaseParts } from "./parts.ts";
import { ROW_COLUMNS } from "./rows.ts";
import { Params } from "./sql.ts";
import { slotOf } from "./who.ts";

/** Cases of a higher data grade are restricted (standards.md §6): left out of exports. */
export const EXPORTED_UP_TO = 2;
const PAGE = 1000;

type Exported = CaseRow & { description: string; reporterName: string | null; reporterPhone: string | null };

/** Columns of the CSV; import reads the same names. */
export const CSV_COLUMNS = [
  "ref",
  "classKind",
  "classCode",
  "title",
  "description",
  "node",
  "place",
  "lon",
  "lat",
  "reportedAt",
  "source",
  "state",
  "severity",
  "leadUnit",
  "coUnits",
  "registeredAt",
  "dueAt",
  "handledAt",
  "closedAt",
  "overdue",
  "extensions",
  "reworks",
  "returns",
  "rating",
  "reporterName",
  "reporterPhone",
] as const;

/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell as text of a CSV; what a spreadsheet would run begins with an apostrophe. Numbers stay numbers. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const flat = (row: Exported): Record<(typeof CSV_COLUMNS)[number], unknown> => ({
  ...row,
  ref: row.number,
  reportedAt: isoOf(row.reportedAt),
  registeredAt: isoOf(row.registeredAt),
  dueAt: isoOf(row.dueAt),
  handledAt: isoOf(row.handledAt),
  closedAt: isoOf(row.closedAt),
});

/** Rows a page at a time, newest first, as they are now. */
async function* pages(parts: CaseParts, actor: Actor, filter: CaseFilter): AsyncGenerator<Exported[]> {
  const { context, time } = parts;
  for (let before: number | undefined; ; ) {
    const params = new Params();
    const where = whereSql(filter, { actor, permission: "case.export", nodes: context.nodes, time }, params);
    const more = before === undefined ? "" : ` and c.id < ${params.put(before)}`;
    const rows = await context.database.query<Exported>(
      `select ${ROW_COLUMNS}, c.description, c.reporter_name as "reporterName", c.reporter_phone as "reporterPhone"
        from city_case c where ${where} and c.grade <= ${EXPORTED_UP_TO}${more} order by c.id desc limit ${PAGE}`,
      params.list,
    );
    if (rows.length > 0) yield rows.map((row) => masked(parts, actor, row));
    if (rows.length < PAGE) return;
    before = rows[rows.length - 1].id;
  }
}

/** A reveal is for the eye of one person and one purpose: it does not reach into files. */
function masked(parts: CaseParts, actor: Actor, row: Exported): Exported {
  if (row.reporterName === null) return row;
  const units = [row.leadUnit, ...row.coUnits].filter((unit): unit is string => unit !== null);
  const subject = { slot: slotOf(parts, row), grade: REPORTER_GRADE, units };
  if (may(actor, "case.export", parts.context.nodes, subject)) return row;
  return { ...row, reporterName: maskName(row.reporterName), reporterPhone: maskPhone(row.reporterPhone ?? "") };
}

/** The file, piece by piece; told in the audit log before the first row leaves. @throws Refusal 403 or 422 */
export async function exportCases(
  parts: CaseParts,
  actor: Actor,
  format: "csv" | "geojson",
  filter: CaseFilter,
): Promise<AsyncGenerator<string>> {
  const { database, nodes, now } = parts.context;
  if (scopesOf(actor, "case.export", nodes).length === 0) throw notAllowed("case.export");
  // A filter that is wrong is refused now: once the file has begun it is too late.
  whereSql(filter, { actor, permission: "case.export", nodes, time: parts.time }, new Params());
  await database.batch([
    auditStatement({
      at: now(),
      actor,
      stage: "provide",
      action: "case.export",
      object: `cases.${format}`,
      detail: { ...filter },
    }),
  ]);
  return pieces(parts, actor, format, filter);
}

async function* pieces(
  parts: CaseParts,
  actor: Actor,
  format: "csv" | "geojson",
  filter: CaseFilter,
): AsyncGenerator<string> {
  if (format === "csv") yield `\u{feff}${CSV_COLUMNS.join(",")}\r\n`;
  else yield '{"type":"FeatureCollection","features":[';
  let first = true;
  for await (const rows of pages(parts, actor, filter)) {
    let text = "";
    for (const row of rows) {
      const cells = flat(row);
      if (format === "csv") text += `${CSV_COLUMNS.map((column) => csvCell(cells[column])).join(",")}\r\n`;
      else {
        const { lon, lat } = row;
        const properties = Object.fromEntries(CSV_COLUMNS.map((column) => [column, cells[column]]));
        const geometry = lon === null || lat === null ? null : { type: "Point", coordinates: [lon, lat] };
        text += `${first ? "" : ","}\n${JSON.stringify({ type: "Feature", id: row.number, geometry, properties })}`;
      }
      first = false;
    }
    yield text;
  }
  if (format === "geojson") yield "\n]}\n";
}
