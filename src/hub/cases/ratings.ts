// Ratings of government services (好差评): each is kept; a bad one opens a case that the service's unit follows up.

import type { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import type { serviceRatingAnswer, serviceRatingReport } from "../../twin/cases/shapes.ts";
import { notAllowed } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { Statement } from "../database/database.ts";
import type { CaseParts } from "./parts.ts";
import { prepareReport, type Reported, tellReported } from "./report.ts";

type Answer = z.output<typeof serviceRatingAnswer>;

/** @throws Refusal 403 or 422 */
export async function rateService(
  parts: CaseParts,
  actor: Actor,
  { key, ...given }: z.output<typeof serviceRatingReport>,
): Promise<Answer> {
  const { context, places } = parts;
  const at = context.now();
  const where = places.of({ node: given.service });
  if (!may(actor, "case.report", context.nodes, { slot: where.slot })) throw notAllowed("case.report");
  const { ratings } = context.scene.cases;
  const opens = ratings && given.stars <= ratings.openAtMost ? ratings : undefined;
  const done = await once<{ reported: Reported | null; id: number }>(
    context.database,
    actor,
    key,
    given,
    at,
    async () => {
      const statements: Statement[] = [];
      const name = context.nodes.columns.name[where.slot] || given.service;
      const reported = opens
        ? await prepareReport(parts, actor, {
            source: "rating",
            classKind: opens.classKind,
            classCode: opens.classCode,
            title: `${"★".repeat(given.stars)} ${given.item || name}`.slice(0, 200),
            description: given.text,
            node: given.service,
            ...(given.reporter ? { reporter: given.reporter } : {}),
            // Two people who are both displeased are two cases.
            separate: true,
          })
        : undefined;
      if (reported) statements.push(...reported.statements);
      const [{ id }] = await context.database.query<{ id: number }>(
        "select nextval(pg_get_serial_sequence('service_rating', 'id')) as id",
      );
      statements.push(
        {
          sql: `insert into service_rating (id, at, service, item, stars, text, person, reporter_name, reporter_phone, case_id)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          params: [
            id,
            at,
            given.service,
            given.item,
            given.stars,
            given.text,
            actor.id,
            given.reporter?.name ?? null,
            given.reporter?.phone ?? null,
            reported?.result.id ?? null,
          ],
        },
        auditStatement({
          at,
          actor,
          stage: "collect",
          action: "rating",
          object: `rating:${id}`,
          place: where.path,
          detail: { stars: given.stars, case: reported?.result.number ?? null },
        }),
      );
      return { statements, result: { reported: reported?.result ?? null, id } };
    },
  );
  const { reported, id } = done.result;
  if (reported && !done.again) tellReported(parts, reported);
  return { id, case: reported?.id ?? null, number: reported?.number ?? null };
}
