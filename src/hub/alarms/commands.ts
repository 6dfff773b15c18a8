// What people do to alarms: done once for a key, against the version they have seen, written down with who and why, all in one transaction.

import { type Actor, may } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { type AlarmState, type Deed, deedRefusal } from "../../twin/alarms/alarm.ts";
import type { AlarmRow, CommandAnswer } from "../../twin/alarms/shapes.ts";
import type { Severity } from "../../twin/severity.ts";
import { notAllowed, notThere, Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { HubContext } from "../context.ts";
import { DatabaseError, listOf, type Statement, WRONG_ROWS } from "../database/database.ts";
import { alarmsById, subjectOfAlarm } from "./query.ts";
import { LOOSE } from "./writer.ts";

type Context = Pick<HubContext, "scene" | "nodes" | "database" | "now">;

export interface Command {
  key: string;
  deed: Deed;
  alarms: readonly { id: number; version: number }[];
  /** Why, or what is said of it. */
  text: string;
  /** shelve: for how long. */
  minutes?: number;
}

const NEEDS: Readonly<Record<Deed, Permission>> = {
  acknowledge: "alarm.acknowledge",
  comment: "alarm.acknowledge",
  shelve: "alarm.shelve",
  unshelve: "alarm.shelve",
  suppress: "alarm.configure",
  unsuppress: "alarm.configure",
  "out-of-service": "alarm.configure",
  "in-service": "alarm.configure",
  reset: "alarm.configure",
};

/** What each deed sets; $1 ids, $2 versions, $3 now, $4 name, $5 end of the shelf. The same as afterDeed (twin/alarms/alarm.ts). */
const SETS: Readonly<Record<Deed, string>> = {
  acknowledge: "acknowledged = true, acknowledged_at = $3, acknowledged_by = $4",
  shelve: "shelved_until = $5",
  unshelve: "shelved_until = null",
  suppress: "suppressed = true",
  unsuppress: "suppressed = false",
  "out-of-service": "out_of_service = true",
  "in-service": "out_of_service = false",
  reset: "latched = false",
  comment: "words = a.words",
};
/** What then ends an alarm that is not active: what the deed has not just settled must be settled already. */
const ENDS: Readonly<Record<Deed, string>> = {
  acknowledge: LOOSE,
  shelve: "false",
  unshelve: "a.acknowledged and not a.latched and not a.suppressed and not a.out_of_service",
  suppress: "false",
  unsuppress: "a.acknowledged and not a.latched and a.shelved_until is null and not a.out_of_service",
  "out-of-service": "false",
  "in-service": "a.acknowledged and not a.latched and a.shelved_until is null and not a.suppressed",
  reset: "a.acknowledged and a.shelved_until is null and not a.suppressed and not a.out_of_service",
  comment: "false",
};
const TRIES = 5;

/** What became of a command, and whose partitions it touched. */
export interface Carried {
  answer: CommandAnswer;
  done: AlarmRow[];
}

/**
 * Carries out a command. Of several alarms those it cannot be done to are told and left as they are.
 * @throws Refusal 404 for one that is not there, 403 for one they may not, 409 or 422 when it is the only one and refused
 */
export async function carryOut(context: Context, actor: Actor, command: Command): Promise<Carried> {
  const { database } = context;
  const ids = new Set(command.alarms.map(({ id }) => id));
  if (ids.size !== command.alarms.length)
    throw new Refusal(400, "bad-input", "an alarm stands twice → name each once", { where: "alarms" });
  const until = command.deed === "shelve" ? shelfEnd(context, command) : null;
  const { key, ...what } = command;
  for (let attempt = 1; ; attempt++) {
    let done: AlarmRow[] = [];
    try {
      const { result, again } = await once(database, actor, key, what, context.now(), async () => {
        const alarms = await mine(context, actor, command);
        const refused = command.alarms.flatMap(({ id, version }) => {
          const alarm = alarms.get(id) as AlarmRow;
          const code =
            deedRefusal(stateOf(alarm), command.deed) ??
            (command.deed !== "comment" && alarm.version !== version ? "stale-version" : null);
          return code === null ? [] : [{ id, code }];
        });
        if (command.alarms.length === 1 && refused.length === 1)
          throw refusal(refused[0].code, alarms.get(refused[0].id) as AlarmRow);
        const out = new Set(refused.map(({ id }) => id));
        done = command.alarms.flatMap(({ id }) => (out.has(id) ? [] : (alarms.get(id) as AlarmRow)));
        const answer: CommandAnswer = { done: done.map(({ id, version }) => ({ id, version: version + 1 })), refused };
        return { statements: statementsOf(context, actor, command, done, until), result: answer };
      });
      return { answer: result, done: again ? [] : done };
    } catch (error) {
      // Somebody was first with one of the alarms: look again.
      if (!(error instanceof DatabaseError) || error.code !== WRONG_ROWS || attempt >= TRIES) throw error;
    }
  }
}

function statementsOf(
  { nodes, now }: Context,
  actor: Actor,
  { key, deed, text, minutes }: Command,
  done: readonly AlarmRow[],
  until: number | null,
): Statement[] {
  const at = now();
  const detail = { ...(text ? { text } : {}), ...(until === null ? {} : { until, minutes }) };
  if (done.length === 0) return [];
  const ids = listOf(done.map(({ id }) => id));
  return [
    {
      // Every parameter is named, so that one text serves all deeds.
      sql: `update alarm a set ${SETS[deed]}, version = a.version + 1,
          ended_at = case when a.ended_at is not null then a.ended_at when not a.active and ${ENDS[deed]} then $3::bigint end
        from unnest(($1::text)::bigint[], ($2::text)::int[]) as g(id, version)
        where a.id = g.id and a.version = g.version and ($4::text is not null) and ($5::bigint is null or true)
        returning a.id`,
      params: [ids, listOf(done.map(({ version }) => version)), at, actor.name, until],
      rows: done.length,
      // The number of rows is part of the text.
      ...(done.length === 1 ? { kept: true } : {}),
    },
    {
      sql: `insert into alarm_event (alarm, at, what, person, name, severity, value, source_time, flags, detail)
        select id, $2, $3, $4, $5, severity, value, source_time, flags, $6 from alarm
        where id = any(($1::text)::bigint[])`,
      params: [ids, at, deed, actor.id, actor.name, JSON.stringify(detail)],
      kept: true,
    },
    ...done.map(({ id, node, place, rule }) =>
      auditStatement({
        at,
        actor,
        stage: "use",
        action: `alarm.${deed}`,
        object: `alarm:${id}`,
        place: nodes.slotOf(node) < 0 ? "" : place,
        detail: { node, rule, key, ...detail },
      }),
    ),
  ];
}

function shelfEnd({ scene, now }: Context, { minutes = 0 }: Command): number {
  const { mostMinutes } = scene.alarms.shelving;
  if (minutes > mostMinutes)
    throw new Refusal(422, "shelf-too-long", `at most ${mostMinutes} minutes → shelve for less`, { most: mostMinutes });
  return Math.round(now() + minutes * 60_000);
}

/** The alarms of a command. @throws Refusal 404, 403 */
async function mine(context: Context, actor: Actor, { alarms, deed }: Command): Promise<Map<number, AlarmRow>> {
  const rows = new Map(
    (
      await alarmsById(
        context,
        alarms.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  for (const { id } of alarms) {
    const row = rows.get(id);
    const subject = row && subjectOfAlarm(context, row);
    if (!row || !subject || !may(actor, "alarm.see", context.nodes, subject)) throw notThere(`alarm ${id}`);
    if (!may(actor, NEEDS[deed], context.nodes, subject)) throw notAllowed(NEEDS[deed]);
  }
  return rows;
}

export const stateOf = (alarm: AlarmRow): AlarmState => ({
  ...alarm,
  severity: alarm.severity as Severity,
  worst: alarm.worst as Severity,
});

const refusal = (code: string, alarm: AlarmRow): Refusal =>
  code === "stale-version"
    ? new Refusal(409, code, "somebody else has changed it → look again", { id: alarm.id }, { alarm })
    : new Refusal(422, code, `cannot be done now: ${code} → look again`, { id: alarm.id }, { alarm });
