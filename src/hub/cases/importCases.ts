// Cases from a file: every row is reported like any other case; bad rows are counted and listed; the same file again adds nothing.

import { createHash } from "node:crypto";
import Papa from "papaparse";
import { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import { type CaseImported, CLASS_KINDS, type caseImport } from "../../twin/cases/shapes.ts";
import { notAllowed, Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { DatabaseError, UNIQUE_VIOLATION } from "../database/database.ts";
import type { CaseParts } from "./parts.ts";
import { report } from "./report.ts";

const MOST_ROWS = 20_000;
const FAULTS_TOLD = 200;

const coordinate = (most: number) =>
  z.preprocess(
    (value) => (value === "" || value === undefined ? undefined : Number(value)),
    z.number().min(-most).max(most).optional(),
  );
const text = (most: number) =>
  z.preprocess((value) => (value === null ? "" : value), z.coerce.string().max(most).default(""));

/** A row of the file; other columns are passed over. */
const importRow = z.object({
  ref: z.coerce.string().max(100).optional(),
  classKind: z.enum(CLASS_KINDS),
  classCode: z.coerce.string().regex(/^\d{4,5}$/, "is no class code, such as 0506"),
  title: z.coerce.string().trim().min(1).max(200),
  description: text(4000),
  node: text(100),
  place: text(100),
  lon: coordinate(180),
  lat: coordinate(90),
  reportedAt: text(40),
  reporterName: text(60),
  reporterPhone: text(30),
});

interface FileRow {
  line: number;
  cells: Record<string, unknown>;
}

/** Takes back what export put before a cell that looked like a formula. */
const plain = (cell: unknown): unknown => (typeof cell === "string" ? cell.replace(/^'(?=[=+\-@\t\r])/, "") : cell);

/** @throws Refusal 422 when the text is no such file */
export function rowsOfFile({ format, text: body }: Pick<z.output<typeof caseImport>, "format" | "text">): FileRow[] {
  if (format === "csv") {
    const rows: FileRow[] = [];
    // Cells may hold line ends: the line of a row is where it begins.
    let line = 1;
    const parsed = Papa.parse<string[]>(body.replace(/^\u{feff}/u, ""), { skipEmptyLines: false });
    const [heading = [], ...list] = parsed.data;
    line += lineEnds(heading);
    for (const cells of list) {
      line++;
      if (cells.some((cell) => cell.trim() !== ""))
        rows.push({ line, cells: Object.fromEntries(heading.map((name, i) => [name.trim(), plain(cells[i] ?? "")])) });
      line += lineEnds(cells);
    }
    return rows;
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new Refusal(
      422,
      "no-such-file",
      `this is no GeoJSON: ${(error as Error).message} → send a FeatureCollection`,
    );
  }
  const { features } = json as { features?: unknown };
  if (!Array.isArray(features)) throw new Refusal(422, "no-such-file", "this is no GeoJSON → send a FeatureCollection");
  return features.map((feature, i) => {
    const { properties, geometry } = (feature ?? {}) as {
      properties?: Record<string, unknown> | null;
      geometry?: { type?: string; coordinates?: unknown[] } | null;
    };
    const [lon, lat] = geometry?.type === "Point" ? (geometry.coordinates ?? []) : [];
    return { line: i + 1, cells: { ...(lon === undefined ? {} : { lon, lat }), ...properties } };
  });
}

const lineEnds = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

/** @throws Refusal 403 or 422 for the whole file */
export async function importCases(
  parts: CaseParts,
  actor: Actor,
  given: z.output<typeof caseImport>,
): Promise<CaseImported> {
  const { context } = parts;
  if (!may(actor, "case.import", context.nodes)) throw notAllowed("case.import");
  const rows = rowsOfFile(given);
  if (rows.length > MOST_ROWS)
    throw new Refusal(422, "too-many-rows", `the file has ${rows.length} rows → at most ${MOST_ROWS} at once`, {
      rows: rows.length,
      most: MOST_ROWS,
    });
  const result: CaseImported = { added: 0, known: 0, bad: 0, faults: [] };
  for (const { line, cells } of rows) {
    const why = await importOne(parts, actor, cells);
    if (why === "added" || why === "known") result[why]++;
    else {
      result.bad++;
      if (result.faults.length < FAULTS_TOLD) result.faults.push({ line, reason: why.slice(0, 300) });
    }
  }
  const { added, known, bad } = result;
  await context.database.batch([
    auditStatement({
      at: context.now(),
      actor,
      stage: "collect",
      action: "case.import",
      object: `cases.${given.format}`,
      detail: { rows: rows.length, added, known, bad },
    }),
  ]);
  return result;
}

/** "added", "known" or what is wrong with the row. */
async function importOne(parts: CaseParts, actor: Actor, cells: Record<string, unknown>): Promise<string> {
  const { context, places } = parts;
  const read = importRow.safeParse(cells);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `${issue.path.join(".")}: ${issue.message}`;
  }
  const row = read.data;
  const reportedAt = row.reportedAt === "" ? undefined : Date.parse(row.reportedAt);
  if (reportedAt !== undefined && !(reportedAt <= context.now()))
    return `reportedAt: ${Number.isNaN(reportedAt) ? "is no time" : "is in the future"}`;
  // A row is known by its ref, or, without one, by all it says.
  const ref = row.ref || createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 40);
  try {
    const at = row.node || row.lon === undefined ? { node: row.node || row.place || undefined } : {};
    const where = places.of({ ...at, lon: row.lon, lat: row.lat });
    if (!may(actor, "case.import", context.nodes, { slot: where.slot })) return "place: not yours to import into";
    const [known] = await context.database.query(
      "select 1 from city_case where import_ref = $1 or (number = $1 and $2) limit 1",
      [ref, row.ref !== undefined],
    );
    if (known) return "known";
    await report(
      parts,
      actor,
      {
        key: `import:${ref}`,
        source: "import",
        classKind: row.classKind,
        classCode: row.classCode,
        title: row.title,
        description: row.description,
        ...at,
        ...(row.lon === undefined || row.lat === undefined ? {} : { lon: row.lon, lat: row.lat }),
        ...(row.reporterName || row.reporterPhone
          ? { reporter: { name: row.reporterName, phone: row.reporterPhone } }
          : {}),
        // The rows of a file are cases of their own.
        separate: true,
      },
      { ...(reportedAt === undefined ? {} : { reportedAt }), importRef: ref, permission: "case.import" },
    );
    return "added";
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    // Somebody imported the same row at the same time.
    if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION) return "known";
    throw error;
  }
}
