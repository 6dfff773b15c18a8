// What indicators usually are at this time of the day: the median of the days before, from what the hub has written down itself.

import { BASELINE, type IndicatorBaseline } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import type { Database } from "../database/database.ts";

const DAY_MS = 86_400_000;

/**
 * Baselines of a place's indicators that ask for one. Each day counts by the mean of its hour about the same time; a day nothing was
 * written down in is left out, and with fewer than BASELINE.leastDays there is no baseline.
 * @param place code of a place @param at ms since 1970
 */
export async function baselinesOf(
  database: Pick<Database, "query">,
  indicators: readonly Indicator[],
  place: string,
  at: number,
): Promise<IndicatorBaseline[]> {
  const asked = indicators.flatMap(({ id, baseline }) =>
    typeof baseline === "object" ? [{ id, days: baseline.days }] : [],
  );
  const most = Math.max(0, ...asked.map(({ days }) => days));
  const means = new Map<string, Map<number, number>>(asked.map(({ id }) => [id, new Map()]));
  // One hour after the other: each is a short stretch of the index.
  for (let day = 1; day <= most; day++) {
    const from = at - day * DAY_MS - BASELINE.halfMs;
    const rows = await database.query<{ indicator: string; v: number }>(
      `select indicator, avg(value) as v from indicator_value
       where place = $1 and indicator in (select jsonb_array_elements_text($2::jsonb)) and time >= $3 and time < $4 group by 1`,
      [place, JSON.stringify(asked.map(({ id }) => id)), from, from + 2 * BASELINE.halfMs],
    );
    for (const { indicator, v } of rows) means.get(indicator)?.set(day, v);
  }
  return asked.map(({ id, days }) => {
    const values = [...(means.get(id) as Map<number, number>)].flatMap(([day, v]) => (day <= days ? [v] : []));
    return { id, days: values.length, of: days, value: values.length < BASELINE.leastDays ? null : median(values) };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
