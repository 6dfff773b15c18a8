// Working time as data: hours of a working day, the weekend, days off, and weekend days that are worked.

import { z } from "zod";
import { id } from "../scene/words.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time of day, such as 08:30");
const date = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a date, such as 2026-10-01");

/** Working hours of a day: [from, to) in order, in the scene's time zone. */
export const workHours = z.array(z.tuple([clock, clock])).min(1);

export const workCalendar = z.strictObject({
  id,
  standardRef: z.string().min(1),
  hours: workHours,
  /** Days of the week without work: 1 Monday … 7 Sunday. */
  weekend: z.array(z.int().min(1).max(7)),
  /** Days off, and days of the weekend that are worked. */
  years: z.array(
    z.strictObject({
      year: z.int(),
      /** false: only what the law says by itself; the year's arrangement is not known yet. */
      announced: z.boolean(),
      standardRef: z.string().min(1),
      daysOff: z.array(z.tuple([date, date])).describe("first and last day of each holiday"),
      workdays: z.array(date),
    }),
  ),
});
export type WorkCalendar = z.infer<typeof workCalendar>;
