// What people who handle a case together say to each other, kept with everything else that happened.

import type { z } from "zod";
import type { Actor } from "../../twin/access/actor.ts";
import type { caseMessage } from "../../twin/cases/shapes.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { CaseParts } from "./parts.ts";
import { insertEvent } from "./rows.ts";
import { knownCase } from "./store.ts";

/** @throws Refusal 404 */
export async function sendMessage(
  parts: CaseParts,
  actor: Actor,
  id: number,
  { key, text }: z.output<typeof caseMessage>,
): Promise<void> {
  const { database, now } = parts.context;
  const known = await knownCase(parts, id, actor);
  const { record, tasks } = known.facts;
  const at = now();
  const own = new Set(actor.grants.map(({ unit }) => unit));
  const { again } = await once(database, actor, key, { message: id, text }, at, async () => ({
    statements: [
      insertEvent(id, record.version, {
        at,
        action: "message",
        from: record.state,
        to: record.state,
        person: actor.id,
        name: actor.name,
        unit: tasks.find(({ unit }) => own.has(unit))?.unit ?? null,
        fields: { text },
      }),
      auditStatement({
        at,
        actor,
        stage: "collect",
        action: "case.message",
        object: `case:${record.number}`,
        place: known.path,
      }),
    ],
    result: {},
  }));
  if (!again) parts.hints.changed(known.partition, id, record.version);
}
