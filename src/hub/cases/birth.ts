// A case comes to be: its number of the day, and its record before anything was done to it.

import type { CaseClass } from "../../twin/cases/caseClass.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import type { CaseRecord } from "../../twin/cases/record.ts";
import type { CaseParts } from "./parts.ts";
import type { Where } from "./places.ts";

/**
 * Id and number of a new case. Taken before the transaction, so that reports do not wait for each other: a failed one leaves a gap.
 * The count itself need not wait for the disk: the case's own transaction is later in the same log, so it is never there without it.
 */
export async function nextNumber({ context, time }: CaseParts, at: number): Promise<{ id: number; number: string }> {
  const day = time.dateAt(at).replaceAll("-", "");
  const [[row]] = await context.database.batch([
    {
      sql: `with counted as (insert into case_number (day, last) values ($1, 1)
          on conflict (day) do update set last = case_number.last + 1 returning last)
        select nextval(pg_get_serial_sequence('city_case', 'id')) as id, last, set_config('synchronous_commit', 'off', true)
          from counted`,
      params: [day],
      kept: true,
    },
  ]);
  return { id: Number(row.id), number: `${day}-${String(row.last).padStart(4, "0")}` };
}

interface Begun {
  id: number;
  number: string;
  flow: Flow;
  ofClass: CaseClass;
  where: Where;
  source: CaseRecord["source"];
  title: string;
  severity?: number;
}

/** A case that has just been reported; its state is to be set. */
export const newRecord = (
  { id, number, flow, ofClass, where, source, title, severity }: Begun,
  reportedAt: number,
): CaseRecord => ({
  id,
  number,
  flow: flow.id,
  flowVersion: flow.version,
  mode: flow.mode,
  state: flow.start,
  step: "",
  end: null,
  classKind: ofClass.kind,
  classCode: ofClass.code,
  title,
  place: where.place,
  node: where.node,
  lon: where.lon,
  lat: where.lat,
  severity: Math.max(2, severity ?? ofClass.severity),
  eventGrade: null,
  responseLevel: null,
  leadUnit: null,
  coUnits: [],
  source,
  grade: Math.max(ofClass.grade, where.grade, 1),
  reportedAt,
  registeredAt: null,
  stateAt: reportedAt,
  stateDueAt: null,
  dueAt: null,
  pausedAt: null,
  handledAt: null,
  closedAt: null,
  overdue: false,
  supervised: false,
  extensions: 0,
  reworks: 0,
  returns: 0,
  rating: null,
  version: 1,
  dueLeft: null,
  dueIn: null,
  backState: null,
  lateDone: false,
  joinedTo: null,
  firstDispatchedAt: null,
  firstHandledAt: null,
  firstClosedAt: null,
  reopened: false,
  ratedAt: null,
});
