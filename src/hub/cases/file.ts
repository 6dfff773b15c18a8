// Everything about one case, for one reader: what happened, what they may do next, and who reported it, masked unless they may see.

import { type Actor, may } from "../../twin/access/actor.ts";
import { maskName, maskPhone, REPORTER_GRADE } from "../../twin/access/masking.ts";
import { actionsIn, whyNot } from "../../twin/cases/decide.ts";
import { type CaseFile, type CaseRow, caseRow } from "../../twin/cases/shapes.ts";
import { auditStatement } from "../audit/entry.ts";
import type { Statement } from "../database/database.ts";
import { actorFacts, slotOf } from "./act.ts";
import type { CaseParts } from "./parts.ts";
import { EVENT_COLUMNS, eventOf } from "./rows.ts";
import { type KnownCase, knownCase, rulesFor, typed } from "./store.ts";

const READERS_SHOWN = 20;

/** @throws Refusal 404 */
export async function readCase(parts: CaseParts, actor: Actor, id: number, isReading = false): Promise<CaseFile> {
  const { database, now } = parts.context;
  const known = await knownCase(parts, id, actor);
  const { facts } = known;
  const at = now();
  const reporter = await reporterFor(parts, actor, known, at);
  const reads: Statement[] = [];
  if (isReading)
    reads.push({
      sql: `insert into case_reader (case_id, person, name, at) values ($1, $2, $3, $4)
        on conflict (case_id, person) do update set at = excluded.at, name = excluded.name`,
      params: [id, actor.id, actor.name, at],
    });
  if (isReading && reporter && !reporter.masked)
    reads.push(
      auditStatement({
        at,
        actor,
        stage: "use",
        action: "case.reporter",
        object: `case:${facts.record.number}`,
        place: known.path,
      }),
    );
  const answers = await database.batch([
    ...reads,
    { sql: `select ${EVENT_COLUMNS} from case_event e where e.case_id = $1 order by e.seq`, params: [id] },
    {
      sql: `select hash as id, at, name, type, bytes, lon, lat from case_photo where case_id = $1 order by at, hash`,
      params: [id],
    },
    {
      sql: `select id, number, reported_at as "reportedAt" from city_case where joined_to = $1 order by id`,
      params: [id],
    },
    { sql: "select alarm_id as id from case_alarm where case_id = $1 order by alarm_id", params: [id] },
    {
      sql: `select person, name, at from case_reader where case_id = $1 order by at desc limit ${READERS_SHOWN}`,
      params: [id],
    },
  ]);
  const [events, photos, duplicates, alarms, readers] = answers.slice(reads.length);
  const rules = await rulesFor(parts, facts.record);
  return {
    ...rowOf(facts.record),
    description: known.description,
    reporter,
    joinedTo: facts.record.joinedTo,
    duplicates: typed<CaseFile["duplicates"][number]>(duplicates),
    alarms: alarms.map((alarm) => alarm.id as number),
    tasks: facts.tasks.map(({ late: _, ...task }) => task),
    events: events.map(eventOf),
    photos: typed<CaseFile["photos"][number]>(photos),
    readers: typed<CaseFile["readers"][number]>(readers),
    offered: actionsIn(rules.flow, facts.record.state).map((action) => {
      const no = whyNot(facts, rules.flow, action, actorFacts(parts, actor, facts, action, rules.class), at);
      const { id: actionId, name, to, fields } = action;
      return { id: actionId, name, to, fields, refused: no?.refused ?? null };
    }),
  };
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
