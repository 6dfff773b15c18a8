// Everything about one case, for one reader: what happened, what they may do next, and who reported it, masked unless they may see.

import { type Actor, may } from "../../twin/access/actor.ts";
import { maskName, maskPhone, REPORTER_GRADE } from "../../twin/access/masking.ts";
import { actionsIn, whyNot } from "../../twin/cases/decide.ts";
import { type CaseEvent, type CaseFile, type CaseRow, caseRow } from "../../twin/cases/shapes.ts";
import { notThere } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import type { Row, Statement } from "../database/database.ts";
import type { CaseParts } from "./parts.ts";
import { EVENT_COLUMNS, eventOf } from "./rows.ts";
import { KNOWN_COLUMNS, type KnownCase, knownOf, listSql, oneCase, rulesFor } from "./store.ts";
import { actorFacts, slotOf } from "./who.ts";

const READERS_SHOWN = 20;

const FILE_COLUMNS = `${KNOWN_COLUMNS},
  ${listSql(`select ${EVENT_COLUMNS} from case_event e where e.case_id = c.id order by e.seq`)} as events,
  ${listSql(`select hash as id, at, name, type, bytes, lon, lat from case_photo where case_id = c.id order by at, hash`)} as photos,
  ${listSql(`select id, number, reported_at as "reportedAt" from city_case where joined_to = c.id order by id`)} as duplicates,
  ${listSql("select alarm_id as id from case_alarm where case_id = c.id order by alarm_id")} as alarms,
  ${listSql(`select person, name, at from case_reader where case_id = c.id order by at desc limit ${READERS_SHOWN}`)} as readers`;

/** Statement that reads everything about a case; no row when the person may not see it. Goes into the transaction of a deed. */
export const fileStatement = (parts: CaseParts, actor: Actor, id: number): Statement =>
  oneCase(parts, FILE_COLUMNS, id, actor);

/** @throws Refusal 404 */
export async function readCase(parts: CaseParts, actor: Actor, id: number): Promise<CaseFile> {
  const [[row]] = await parts.context.database.batch([fileStatement(parts, actor, id)]);
  return fileOf(parts, actor, row);
}

/** The same, and notes who reads it; a device that carries it for later is no reader yet. @throws Refusal 404 */
export async function openCase(parts: CaseParts, actor: Actor, id: number, carried = false): Promise<CaseFile> {
  const { database, now } = parts.context;
  const [[row]] = await database.batch([fileStatement(parts, actor, id)]);
  const file = await fileOf(parts, actor, row);
  const at = now();
  const reads: Statement[] = [];
  if (!carried)
    reads.push({
      sql: `insert into case_reader (case_id, person, name, at) values ($1, $2, $3, $4)
        on conflict (case_id, person) do update set at = excluded.at, name = excluded.name`,
      params: [id, actor.id, actor.name, at],
    });
  if (file.reporter && !file.reporter.masked)
    reads.push(
      auditStatement({
        at,
        actor,
        stage: "use",
        action: "case.reporter",
        object: `case:${file.number}`,
        place: row.path as string,
      }),
    );
  if (reads.length > 0) await database.batch(reads);
  if (carried) return file;
  const others = file.readers.filter(({ person }) => person !== actor.id);
  return { ...file, readers: [{ person: actor.id, name: actor.name, at }, ...others].slice(0, READERS_SHOWN) };
}

/** A case's file for a reader, of the row that {@link fileStatement} brought. @throws Refusal 404 when there is none */
export async function fileOf(parts: CaseParts, actor: Actor, row: Row | undefined): Promise<CaseFile> {
  if (!row) throw notThere("case");
  const { events: kept, photos: shown, duplicates, alarms, readers, ...more } = row;
  const events = (kept as Row[]).map(eventOf);
  const photos = shown as CaseFile["photos"];
  const known = knownOf(
    more,
    deedsOf(events),
    photos.map((photo) => photo.at),
  );
  const { facts } = known;
  const at = parts.context.now();
  const rules = await rulesFor(parts, facts.record, known.mode);
  return {
    ...rowOf(facts.record),
    description: known.description,
    reporter: await reporterFor(parts, actor, known, at),
    joinedTo: facts.record.joinedTo,
    duplicates: duplicates as CaseFile["duplicates"],
    alarms: (alarms as { id: number }[]).map(({ id }) => id),
    tasks: facts.tasks.map(({ late: _, ...task }) => task),
    events,
    photos,
    readers: readers as CaseFile["readers"],
    offered: actionsIn(rules.flow, facts.record.state).map((action) => {
      const no = whyNot(facts, rules.flow, action, actorFacts(parts, actor, facts, action, rules.class), at);
      const { id, name, to, fields } = action;
      return { id, name, to, fields, refused: no?.refused ?? null };
    }),
  };
}

/** What was done, by action, of events in their order. */
function deedsOf(events: readonly CaseEvent[]) {
  const deeds = new Map<string, { action: string; count: number; lastAt: number; lastPerson: string }>();
  for (const { action, at, person } of events) {
    const before = deeds.get(action);
    const lastAt = Math.max(at, before?.lastAt ?? 0);
    deeds.set(action, { action, count: (before?.count ?? 0) + 1, lastAt, lastPerson: person });
  }
  return [...deeds.values()];
}

/** What a list shows of a record. */
export const rowOf = (record: CaseRow): CaseRow => caseRow.parse(record);

/** Who reported it: whole for a clearance that reaches their grade or under a reveal, masked for everybody else. */
export async function reporterFor(
  parts: CaseParts,
  actor: Actor,
  { reporter, facts: { record, tasks } }: Pick<KnownCase, "reporter" | "facts">,
  now: number,
): Promise<CaseFile["reporter"]> {
  if (!reporter) return null;
  const { nodes } = parts.context;
  const subject = { slot: slotOf(parts, record), grade: record.grade, units: tasks.map(({ unit }) => unit) };
  const cleared = may(actor, "case.see", nodes, { ...subject, grade: Math.max(record.grade, REPORTER_GRADE) });
  const shown =
    cleared ||
    // Who may reveal elsewhere only, and but look here, reveals nothing here.
    (may(actor, "data.reveal", nodes, subject) &&
      (await parts.isRevealed(actor, `case:${record.number}`, "reporter", now)));
  return shown
    ? { ...reporter, masked: false }
    : { name: maskName(reporter.name), phone: maskPhone(reporter.phone), masked: true };
}
