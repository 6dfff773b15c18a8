// A person does an action of a case: exactly one of two who act at once succeeds, the other is told what happened.

import type { Actor } from "../../twin/access/actor.ts";
import type { CaseClass } from "../../twin/cases/caseClass.ts";
import { decide } from "../../twin/cases/decide.ts";
import type { CaseFacts, CaseRecord } from "../../twin/cases/record.ts";
import type { CaseCommand, CaseEvent, CaseFile } from "../../twin/cases/shapes.ts";
import { Refusal } from "../api/refusal.ts";
import { once } from "../command/once.ts";
import { DatabaseError, type Row, WRONG_ROWS } from "../database/database.ts";
import { fileOf, fileStatement, readCase } from "./file.ts";
import type { CaseParts } from "./parts.ts";
import { EVENT_COLUMNS, eventOf, ROW_COLUMNS } from "./rows.ts";
import { keepStatements, knownCase, otherCase, rulesFor } from "./store.ts";
import { actorFacts } from "./who.ts";

const NOBODY: Pick<CaseClass, "lead" | "co"> = { lead: null, co: [] };

/**
 * @returns the case as it is then
 * @throws Refusal 404 not theirs, 409 stale-version with the newer row and the events since, 422 against the rules
 */
export async function act(parts: CaseParts, actor: Actor, id: number, command: CaseCommand): Promise<CaseFile> {
  const { database, now } = parts.context;
  try {
    const { result, again, rows } = await once(database, actor, command.key, { id, ...command }, now(), async () => {
      const known = await knownCase(parts, id, actor);
      const { record } = known.facts;
      if (record.version !== command.version) throw await staleVersion(parts, id, command.version);
      const rules = await rulesFor(parts, record, known.mode, actor);
      const action = rules.flow.actions.find((one) => one.id === command.action);
      const joins = action?.fields.find(({ type }) => type === "case");
      const facts: CaseFacts = joins
        ? { ...known.facts, other: await otherCase(parts, command.fields[joins.id], actor) }
        : known.facts;
      const person = action
        ? actorFacts(parts, actor, facts, action, rules.class ?? NOBODY, command.unit)
        : { id: actor.id, name: actor.name, allowed: false, units: [] };
      const decision = decide(rules, facts, command, person, now());
      if ("refused" in decision) {
        const { code, reason, params } = decision.refused;
        throw new Refusal(code === "not-allowed" ? 403 : 422, code, reason, params);
      }
      return {
        statements: [
          ...keepStatements(parts, { ...known, facts }, decision, { actor }),
          fileStatement(parts, actor, id),
        ],
        result: { partition: known.partition, version: decision.record.version },
      };
    });
    if (again) return readCase(parts, actor, id);
    parts.hints.changed(result.partition, id, result.version);
    return fileOf(parts, actor, rows.at(-1)?.[0]);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === WRONG_ROWS)
      throw await staleVersion(parts, id, command.version);
    throw error;
  }
}

/** Somebody was first: what the case has become, and what was done since. */
async function staleVersion({ context }: CaseParts, id: number, seen: number): Promise<Refusal> {
  const [[row], events] = await context.database.batch([
    { sql: `select ${ROW_COLUMNS} from city_case c where c.id = $1`, params: [id] },
    {
      sql: `select ${EVENT_COLUMNS} from case_event e where e.case_id = $1 and e.version > $2 order by e.seq`,
      params: [id, seen],
    },
  ]);
  const since: CaseEvent[] = events.map((event: Row) => eventOf(event));
  const newer = row as unknown as CaseRecord;
  return new Refusal(
    409,
    "stale-version",
    "the case has changed since you looked → look at what was done, and do it again if it is still right",
    { seen, version: newer.version, by: since.at(-1)?.name ?? "" },
    { case: newer, events: since },
  );
}
