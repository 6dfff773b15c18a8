// Indicators over HTTP: their figures in a place and the places below it now, and how one of them went.

import { z } from "zod";

const time = z.number().int().describe("ms since 1970");

export const indicatorFigure = z.object({
  id: z.string(),
  value: z.number().nullable().describe("in the indicator's unit; null when no point has a usable value"),
  n: z.number().int().describe("points behind it"),
  newestTime: time.nullable().describe("source time of the newest of them"),
  severity: z.number().int(),
  liveness: z.string(),
});
export type IndicatorFigure = z.infer<typeof indicatorFigure>;

/** GET /api/indicators?place=CODE */
export const indicatorsQuery = z.object({
  place: z.string().max(100).describe("code of a place; the city when left out").optional(),
});
export const indicatorsAnswer = z.object({
  at: time,
  place: z.string(),
  figures: z.array(indicatorFigure),
  below: z
    .array(z.object({ place: z.string(), figures: z.array(indicatorFigure) }))
    .describe("the places directly below that one may see"),
});
export type IndicatorsAnswer = z.infer<typeof indicatorsAnswer>;

/** GET /api/indicators/:id/series */
export const indicatorSeriesQuery = indicatorsQuery.extend({
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
});
export const indicatorSeries = z.object({
  id: z.string(),
  place: z.string(),
  from: time,
  to: time,
  stepMs: z.number().describe("usual time between two values; a longer one is a gap"),
  t: z.array(time),
  v: z.array(z.number()),
});
export type IndicatorSeries = z.infer<typeof indicatorSeries>;

/** How a baseline is made: means of the hour about the same time (half an hour to each side), and at least so many days of them. */
export const BASELINE = { halfMs: 1_800_000, leastDays: 3 } as const;

/** GET /api/indicators/baselines?place=CODE */
export const baselinesQuery = indicatorsQuery.extend({
  at: z.coerce.number().int().describe("ms since 1970; now when left out, and never later").optional(),
});
export const indicatorBaseline = z.object({
  id: z.string(),
  value: z.number().nullable().describe("median of the same time of the days before; null while there are too few"),
  days: z.number().int().describe("days something was written down in"),
  of: z.number().int().describe("days looked back"),
});
export type IndicatorBaseline = z.infer<typeof indicatorBaseline>;
export const baselinesAnswer = z.object({ at: time, place: z.string(), baselines: z.array(indicatorBaseline) });
export type BaselinesAnswer = z.infer<typeof baselinesAnswer>;
