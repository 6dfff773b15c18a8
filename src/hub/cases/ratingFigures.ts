// What people say of government services (好差评), by service: how many, how good, and what of the bad ones is still open.

import type { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import { classKey } from "../../twin/cases/caseClass.ts";
import { SATISFIED_FROM } from "../../twin/cases/measures.ts";
import type { RatingFigures, ratingQuery } from "../../twin/cases/shapes.ts";
import { daysOf, pathOf } from "./filter.ts";
import type { CaseParts } from "./parts.ts";

type Row = RatingFigures["rows"][number];

/** Over whole days of the city, as the assessment. @throws Refusal 422 for a place that is not there */
export async function ratingFigures(
  { context, time, catalogue }: CaseParts,
  actor: Actor,
  { from, to, place }: z.output<typeof ratingQuery>,
): Promise<RatingFigures> {
  const { nodes, scene, database } = context;
  const [first, last] = daysOf(time, from, to);
  const start = time.startOf(first);
  const end = time.startOf(last + 1);
  const { ratings } = scene.cases;
  const lead = ratings && catalogue.classes.get(classKey(ratings.classKind, ratings.classCode))?.lead;
  const within = place === undefined ? 0 : nodes.slotOf(place);
  if (place !== undefined) pathOf(nodes, place);
  const found = await database.query<Row>(
    `select r.service, count(*)::int as rated, count(*) filter (where r.stars >= $3)::int as good,
       count(*) filter (where r.stars <= $4)::int as bad,
       count(*) filter (where r.case_id is not null and c.ended is null)::int as open
     from service_rating r left join city_case c on c.id = r.case_id
     where r.at >= $1 and r.at < $2 group by r.service order by bad desc, rated desc, r.service`,
    [start, end, SATISFIED_FROM, ratings?.openAtMost ?? 0],
  );
  const rows = found.filter(({ service }) => {
    const slot = nodes.slotOf(service);
    return (
      (within === 0 || (slot >= 0 && nodes.isWithin(slot, within))) &&
      may(actor, "assessment.see", nodes, { slot, ...(lead ? { units: [lead] } : {}) })
    );
  });
  const sum = (of: keyof Omit<Row, "service">): number => rows.reduce((total, row) => total + row[of], 0);
  return {
    from: start,
    to: end,
    total: { rated: sum("rated"), good: sum("good"), bad: sum("bad"), open: sum("open") },
    rows,
  };
}
