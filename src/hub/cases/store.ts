// Reads a case with all the rules need, and keeps what they decide: one transaction with the event, the figures and the audit entry.

import { type Actor, may, scopesOf } from "../../twin/access/actor.ts";
import { classKey } from "../../twin/cases/caseClass.ts";
import type { Decision, Rules } from "../../twin/cases/decide.ts";
import type { CaseFacts, CaseRecord, TaskRecord } from "../../twin/cases/record.ts";
import type { CaseRow, OpsMode } from "../../twin/cases/shapes.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { notThere } from "../api/refusal.ts";
import { auditStatement, type Stage } from "../audit/entry.ts";
import type { Row, Statement } from "../database/database.ts";
import type { CaseParts } from "./parts.ts";
import { insertEvent, RECORD_COLUMNS, TASK_COLUMNS, taskStatements, updateCase } from "./rows.ts";
import { Params, scopeSql } from "./sql.ts";
import { tallyStatements } from "./tally.ts";

/** A case, where it is, which no deed changes, and the mode the city is in. */
export interface KnownCase {
  facts: CaseFacts;
  path: string;
  street: string;
  partition: number;
  description: string;
  reporter: { name: string; phone: string } | null;
  /** The city's operations mode at the moment it was read. */
  mode: OpsMode["mode"];
}

/** Rows of a statement over case `c` as one value, so that everything about a case is one answer. */
export const listSql = (select: string): string => `(select coalesce(json_agg(l), '[]') from (${select}) l)`;

/** What the rules read of case `c`, but for what was done to it. */
export const KNOWN_COLUMNS = `${RECORD_COLUMNS}, c.path, c.street, c.partition, c.description, c.reporter_name,
  c.reporter_phone, ${listSql(`select ${TASK_COLUMNS} from case_task t where t.case_id = c.id order by t.id`)} as tasks,
  (select m.mode from ops_mode m order by m.id desc limit 1) as ops_mode`;

const DEEDS = listSql(`select action, count(*)::int as count, max(at) as "lastAt",
  (array_agg(person order by seq desc))[1] as "lastPerson" from case_event where case_id = c.id group by action`);
const PHOTOS = listSql("select at from case_photo where case_id = c.id");

/** Statement that reads one case: no row when there is none, or none that the person may see; null for the hub itself, which sees all. */
export function oneCase({ context }: CaseParts, columns: string, id: number, actor: Actor | null): Statement {
  const params = new Params();
  const at = params.put(id);
  const scope = actor ? ` and ${scopeSql(scopesOf(actor, "case.see", context.nodes), params)}` : "";
  return { sql: `select ${columns} from city_case c where c.id = ${at}${scope}`, params: params.list, kept: true };
}

/** A case of a row with KNOWN_COLUMNS. */
export function knownOf(
  row: Row,
  deeds: readonly { action: string; count: number; lastAt: number; lastPerson: string }[],
  photos: readonly number[],
): KnownCase {
  const { path, street, partition, description, reporter_name: name, reporter_phone: phone, ...more } = row;
  const { tasks, ops_mode: mode, deeds: _, photos: __, ...record } = more;
  return {
    facts: {
      record: record as unknown as CaseRecord,
      tasks: tasks as TaskRecord[],
      deeds: new Map(deeds.map(({ action, ...deed }) => [action, deed])),
      photos,
    },
    path: path as string,
    street: street as string,
    partition: partition as number,
    description: description as string,
    reporter: name === null ? null : { name: name as string, phone: phone as string },
    mode: (mode as OpsMode["mode"] | null) ?? "normal",
  };
}

/** @throws Refusal 404 when there is none, or none that the person may see; null for the hub itself, which sees all */
export async function knownCase(parts: CaseParts, id: number, actor: Actor | null): Promise<KnownCase> {
  const columns = `${KNOWN_COLUMNS}, ${DEEDS} as deeds, ${PHOTOS} as photos`;
  const [[row]] = await parts.context.database.batch([oneCase(parts, columns, id, actor)]);
  if (!row) throw notThere("case");
  return knownOf(
    row,
    row.deeds as Parameters<typeof knownOf>[1],
    (row.photos as { at: number }[]).map(({ at }) => at),
  );
}

/** Number or id, as a person writes it, to a case they may see; null when there is none. */
export async function otherCase(
  { context }: CaseParts,
  named: unknown,
  actor: Actor,
): Promise<{ id: number; end: CaseRow["end"] } | null> {
  if (typeof named !== "number" && typeof named !== "string") return null;
  const params = new Params();
  const match = typeof named === "number" ? `c.id = ${params.put(named)}` : `c.number = ${params.put(named)}`;
  const scope = scopeSql(scopesOf(actor, "case.see", context.nodes), params);
  const [row] = await context.database.query<{ id: number; end: CaseRow["end"] }>(
    `select c.id, c.ended as "end" from city_case c where ${match} and ${scope}`,
    params.list,
  );
  return row ?? null;
}

/** The rules a case goes by in a mode. @param actor who may name assets of the city; without, none are named */
export async function rulesFor(
  parts: CaseParts,
  record: CaseRecord,
  mode: OpsMode["mode"],
  actor?: Actor,
): Promise<Rules> {
  const { catalogue, flows, time, context } = parts;
  const { cases, owners } = context.scene;
  const key = classKey(record.classKind, record.classCode);
  const found = catalogue.classes.get(key);
  return {
    flow: await flows.of(record.flow, record.flowVersion),
    // A class that has since left the catalogue: the case goes on with a limit that says nothing new.
    class: found ?? {
      kind: record.classKind,
      code: record.classCode,
      name: { zh: key },
      lead: null,
      co: [],
      limits: { normal: { amount: 1, in: "workDays" } },
      flow: record.flow,
      severity: record.severity,
      grade: record.grade,
      kinds: [],
      standardRef: "[D]",
    },
    time,
    acknowledge: cases.acknowledge,
    mode,
    units: new Set(owners.map(({ id }) => id)),
    isAsset: (code) => actor !== undefined && isAssetFor(context.nodes, actor, code),
  };
}

/** Statements that keep a decision; ROWS from the database when the case is no longer what it was decided on. */
export function keepStatements(
  { time }: CaseParts,
  known: KnownCase,
  { record, tasks, event, assets }: Decision,
  { actor, stage = "use" }: { actor: Pick<Actor, "id" | "name"> | null; stage?: Stage },
): Statement[] {
  const { facts } = known;
  return [
    updateCase(record, tasks, facts.record.version),
    ...taskStatements(record.id, facts.tasks, tasks),
    insertEvent(record.id, record.version, event),
    ...assets.map((code) => ({
      sql: "insert into case_asset (case_id, node) values ($1, $2) on conflict do nothing",
      params: [record.id, code],
    })),
    ...tallyStatements(facts.record, record, known.street, (at) => time.dayAt(at)),
    auditStatement({
      at: event.at,
      actor,
      stage,
      action: `case.${event.action}`,
      object: `case:${record.number}`,
      place: known.path,
      detail: { from: event.from, to: event.to, unit: event.unit, version: record.version },
    }),
  ];
}

/** Whether there is such an asset, and the person may know of it. */
function isAssetFor(nodes: NodeTable, actor: Actor, code: string): boolean {
  const slot = nodes.slotOf(code);
  const { grade } = nodes.columns;
  return (
    slot >= nodes.placeCount && slot < nodes.coreCount && may(actor, "city.see", nodes, { slot, grade: grade[slot] })
  );
}
